"""Grades a file once, however many tests look at its report; and plants changes into the reference."""

import os
import signal
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from harness.grade import grade
from harness.launching import Depth, Options
from harness.observations import Observations
from harness.opening import opened
from harness.records import CheckResult, Report
from mutants._bundle import reference_source
from mutants._catalogue import find

SUBMISSIONS = Path(__file__).parent / "submissions"
EXAMPLES = Path(__file__).parent.parent / "examples"
CORRECT = sorted((SUBMISSIONS / "correct").glob("*.py"))
BROKEN = sorted((SUBMISSIONS / "broken").glob("*.py"))
QUICK = Options(depth=Depth.QUICK)


@cache
def graded(path: Path, options: Options = QUICK) -> Report:
    """Return the report of a file: each file is graded once under the same options."""
    return grade(path, options)


@cache
def graded_text(text: str, options: Options = QUICK) -> Report:
    """Return the report of a submission's text."""
    with written(text) as path:
        return grade(path, options)


@contextmanager
def observed(text: str, *, seed: int = 0, depth: Depth = Depth.QUICK) -> Iterator[Observations]:
    """Open a submission's text in a worker and give what can be observed of it."""
    with written(text) as path, opened(path, Options(seed=seed, depth=depth)) as session:
        yield session.observations


@contextmanager
def written(text: str) -> Iterator[Path]:
    """Give the path of a file with this text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "planted.py"
        path.write_text(text, encoding="utf-8")
        yield path


def reference_with(*edits: tuple[str, str]) -> str:
    """Return the reference with some of its text replaced, everywhere it stands."""
    return _edited(reference_source(), edits)


def correct_with(name: str, *edits: tuple[str, str]) -> str:
    """Return a correct submission with some of its text replaced, everywhere it stands."""
    return _edited((SUBMISSIONS / "correct" / f"{name}.py").read_text(encoding="utf-8"), edits)


def _edited(text: str, edits: Iterable[tuple[str, str]]) -> str:
    for right, other in edits:
        assert right in text, right
        text = text.replace(right, other)
    return text


def mutated(mutant_id: str) -> str:
    """Return the reference with one documented bug."""
    mutant = find(mutant_id)
    assert mutant is not None, mutant_id
    return mutant.source()


def result(report: Report, check_id: str) -> CheckResult:
    """Return what one check found."""
    return next(entry for entry in report.checks if entry.id == check_id)


def obey_ctrl_c() -> None:
    """Undo, in a new process, what a shell does to what it starts in the background: it ignores Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def processes_naming(text: str) -> list[str]:
    """Return the processes, but for this one, whose environment or command line has this text."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            about = b"".join((entry / name).read_bytes() for name in ("environ", "cmdline"))
        except OSError:
            continue
        if text.encode() in about and entry.name != str(os.getpid()):
            found.append(entry.name)
    return found


def outliving(text: str, seconds: float) -> list[str]:
    """Return those of them that are there after so long: what is killed ends a moment after it was."""
    end = time.monotonic() + seconds
    while (left := processes_naming(text)) and time.monotonic() < end:
        time.sleep(0.1)
    return left


def unmeasured() -> dict[str, str]:
    """The environment, without what makes coverage write its own file in a process that may write no more."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
