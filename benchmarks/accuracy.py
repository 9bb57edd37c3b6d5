"""How often the harness is right: alarms, names, lines and fixes over correct submissions and injected bugs.

    python benchmarks/accuracy.py [--seeds N] [--every N] [--rewritings N] [--files N] [--output PATH]

Writes docs/accuracy.md (in a checkout, with the development tools: submissions and styles are those of the tests). The
same options give the same page, however busy the machine is.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# The submissions, the styles and the injected bugs are those of the tests.
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from battery import contract_of, options_with  # noqa: E402  (found on the path that is set here, as what follows)
from grading import CORRECT  # noqa: E402
from injected import BY_HAND, ERRORS, Injected, by_hand, injected, styles  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.progress import track  # noqa: E402

from benchmarks.accuracy_page import Right, Wrong, page  # noqa: E402
from harness.client import Limits, Worker  # noqa: E402
from harness.grade import grade  # noqa: E402
from harness.isolation import strict  # noqa: E402
from harness.isolation._zygote import Zygote  # noqa: E402
from harness.launching import Depth, Options  # noqa: E402
from harness.records import Report, Verdict  # noqa: E402
from mutants._mutant import Severity  # noqa: E402

PAGE = ROOT / "docs" / "accuracy.md"
# No verdict may depend on how busy the machine is.
SECONDS = 120.0
STDERR = Console(stderr=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Grade everything and write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--seeds", type=int, default=20, help="seeds for each correct submission (default: %(default)s)"
    )
    parser.add_argument("--every", type=int, default=1, help="of so many injected bugs one (default: %(default)s: all)")
    parser.add_argument("--rewritings", type=int, default=2, help="styles drawn for each bug (default: %(default)s)")
    parser.add_argument("--files", type=int, help="at most so many correct submissions (default: all)")
    parser.add_argument("--output", type=Path, default=PAGE, help="where to write the page (default: docs/accuracy.md)")
    given = parser.parse_args(arguments)
    runs = [(path, seed) for path in CORRECT[: given.files] for seed in range(given.seeds)]
    bugs = [*sample(given.rewritings, given.every)]
    with tempfile.TemporaryDirectory() as folder, Zygote() if strict.available() is None else nullcontext() as way:
        place = Path(folder) / "submission.py"
        right = [graded_right(path, seed, way) for path, seed in track(runs, "Correct ", console=STDERR)]
        wrong = [graded_wrong(one, place, way) for one in track(bugs, "Injected", console=STDERR)]
    said = ("seeds", "every", "rewritings", "files")
    options = " ".join(f"--{name} {value}" for name in said if (value := getattr(given, name)) is not None)
    text = page(right, wrong, f"python benchmarks/accuracy.py {options}", len(ERRORS), given.every)
    given.output.write_text(text, encoding="utf-8")


def sample(rewritings: int, every: int) -> Iterator[Injected]:
    """Yield one in so many of the bugs, in each style others."""
    for number, (contract, style) in enumerate(styles(rewritings)):
        chosen = slice(number % every, None, every)
        yield from [*by_hand()][chosen] if style == BY_HAND else injected(contract, style, ERRORS[chosen])


def graded_right(path: Path, seed: int, way: Zygote | None) -> Right:
    """Return what is said of a file with a seed."""
    report = grade(path, options_with(seed)._replace(seconds=SECONDS), _worker(way))
    return Right(contract_of(path), path.stem, seed, report.verdict)


def graded_wrong(one: Injected, path: Path, way: Zygote | None) -> Wrong:
    """Write an injected bug to a file, and return what is said of it."""
    path.write_text(one.text, encoding="utf-8")
    contract = "auto" if one.style == BY_HAND else one.contract
    options = Options(contract=contract, depth=Depth.QUICK, seconds=SECONDS, mends=True)
    return judged(one, grade(path, options, _worker(way)))


def judged(one: Injected, report: Report) -> Wrong:
    """Hold a report against the bug that was injected."""
    errors = [bug for bug in report.bugs if bug.severity is Severity.ERROR]
    named = len(errors) == 1 and (one.bug,) in ((errors[0].id,), *errors[0].same_numbers_as)
    place = errors[0].location if named else None
    return Wrong(
        contract=one.contract,
        name=f"{one.style}: {one.bug}",
        alarm=report.verdict in (Verdict.BUGS, Verdict.UNEXPLAINED),
        named=named,
        line=place.line in one.lines if place else None,
        fixed=report.mended is not None and report.mended.verified,
        said=", ".join([report.verdict.value, *(bug.id for bug in errors)]),
    )


def _worker(way: Zygote | None) -> Worker | None:
    return Worker.start(way, Limits(seconds=SECONDS)) if way else None


if __name__ == "__main__":
    main()
