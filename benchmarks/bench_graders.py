"""What other autograders take for the same submissions with one simple gradient test, beside `harness grade`.

    python benchmarks/bench_graders.py [--submissions N] [--python PATH]     (with the project installed)

PATH is the Python of an environment of its own with some of: otter-grader, check50, nbgrader. Each grades the same
files, one after the other on one core's worth of work; theirs is one test, the derivative of the loss by one entry of
W_v, and it says right or wrong. What is not installed is skipped.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench_check import ROOT, environment

sys.path[:0] = [str(ROOT), str(ROOT / "tests")]  # ours first: the tests have folders of the same names

from generated_class import BROKEN, TENTH, submission  # noqa: E402  (found by the line above)

SUBMISSIONS = 20
# Central difference of the loss by W_v[0, 0], against backward; `forward` and `backward` are the submission's.
TEST = """
import numpy as np

def right(forward, backward):
    rng = np.random.default_rng(0)
    H, V, T = 5, 4, 3
    p = [0.5 * rng.standard_normal((H, H + V)) for _ in range(4)] + [0.5 * rng.standard_normal((V, H))]
    p += [0.5 * rng.standard_normal((H, 1)) for _ in range(4)] + [0.5 * rng.standard_normal((V, 1))]
    x = [np.eye(V)[:, [t % V]] for t in range(T)]
    y = [np.eye(V)[:, [(t + 1) % V]] for t in range(T)]

    def both(step):
        moved = [w.copy() for w in p]
        moved[4][0, 0] += step
        z, f, i, g, C, o, h, v, out = forward(x, np.zeros((H, 1)), np.zeros((H, 1)), tuple(moved))
        return backward(z, f, i, g, C, o, h, v, out, y, tuple(moved))

    numeric = (both(1e-5)[0] - both(-1e-5)[0]) / 2e-5
    return bool(abs(numeric - both(0.0)[1][4][0, 0]) < 1e-6 * max(1.0, abs(numeric)))
"""
OTTER_TEST = """
OK_FORMAT = True
test = {"name": "q1", "points": 1, "suites": [{"type": "doctest", "cases": [
    {"code": ">>> from simple_test import right\\n>>> right(forward, backward)\\nTrue", "hidden": False}]}]}
"""
CHECK50 = """
import check50

@check50.check()
def gradient():
    "the gradient of W_v is that of the loss"
    check50.include("simple_test.py")
    code = "from submission import *; from simple_test import right; print(right(forward, backward))"
    check50.run(f'{PYTHON} -c "{code}"').stdout("True")
"""
CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "bench"
c.ClearSolutions.enforce_metadata = False
"""


@dataclass(frozen=True)
class Grader:
    """Another grader: what is imported to see whether it is there, and how it grades files in a folder."""

    module: str
    grade: Callable[[str, Path, Sequence[Path]], None]


def main() -> None:
    """Print the seconds for each submission, side by side."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--submissions", type=int, default=SUBMISSIONS, help="graded (default: %(default)s)")
    parser.add_argument("--python", default=sys.executable, help="Python with the other graders (default: this one)")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-graders-") as place:
        folder = Path(place)
        paths = written(folder / "class", chosen.submissions)
        report("harness grade, everything", seconds(ours, sys.executable, folder, paths), len(paths))
        for name, grader in GRADERS.items():
            probe = [chosen.python, "-c", f"import {grader.module}"]
            if subprocess.run(probe, capture_output=True, check=False).returncode:
                print(f"{name}: not installed for {chosen.python}, skipped")
                continue
            own = folder / name
            own.mkdir()
            report(f"{name}, one gradient test", seconds(grader.grade, chosen.python, own, paths), len(paths))


def written(folder: Path, count: int) -> list[Path]:
    """Write submissions that none of the graders needs to be protected from."""
    folder.mkdir()
    numbers = [number for number in range(2 * count) if number % TENTH != BROKEN][:count]
    paths = [folder / f"student_{number}.py" for number in numbers]
    for number, path in zip(numbers, paths, strict=True):
        path.write_text(submission(number), encoding="utf-8")
    return paths


def seconds(
    grade: Callable[[str, Path, Sequence[Path]], None], python: str, folder: Path, paths: Sequence[Path]
) -> float:
    """Return the wall time of a grader over all submissions."""
    began = time.perf_counter()
    grade(python, folder, paths)
    return time.perf_counter() - began


def report(what: str, taken: float, count: int) -> None:
    """Print one line."""
    print(f"{what}: {taken / count:.2f} s for each of {count} submissions", flush=True)


def ours(python: str, folder: Path, paths: Sequence[Path]) -> None:
    """Grade with this project: all checks, bugs, lines, a page for each."""
    command = [python, "-m", "harness.cli", "grade", str(paths[0].parent), "-o", str(folder / "out"), "--jobs", "1"]
    ran(command, folder, environment())


def otter(python: str, folder: Path, paths: Sequence[Path]) -> None:
    """Grade with `otter check`."""
    (folder / "tests").mkdir()
    (folder / "tests" / "q1.py").write_text(OTTER_TEST, encoding="utf-8")
    (folder / "simple_test.py").write_text(TEST, encoding="utf-8")
    for path in paths:
        script = folder / path.name
        script.write_bytes(path.read_bytes())
        ran([str(Path(python).with_name("otter")), "check", script.name, "-t", "tests", "-q", "q1"], folder)


def check50(python: str, folder: Path, paths: Sequence[Path]) -> None:
    """Grade with `check50 --dev`, which runs here and asks no server."""
    checks = folder / "checks"
    checks.mkdir()
    (checks / ".cs50.yaml").write_text("check50:\n  files:\n    - !include submission.py\n", encoding="utf-8")
    (checks / "__init__.py").write_text(CHECK50.replace("{PYTHON}", python), encoding="utf-8")
    (checks / "simple_test.py").write_text(TEST, encoding="utf-8")
    for path in paths:
        own = folder / path.stem
        own.mkdir()
        (own / "submission.py").write_bytes(path.read_bytes())
        script = str(Path(python).with_name("check50"))
        ran([script, "--dev", "--log-level", "warning", "-o", "json", "--output-file", "out.json", str(checks)], own)


def nbgrader(python: str, folder: Path, paths: Sequence[Path]) -> None:
    """Grade with `nbgrader autograde`, each submission as a notebook of one cell and the test's."""
    (folder / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    script = str(Path(python).with_name("nbgrader"))
    test = f"{TEST}\nassert right(forward, backward)"
    notebook(folder / "source" / "ps1" / "lstm.ipynb", "pass", test)
    ran([script, "generate_assignment", "ps1"], folder)
    for path in paths:
        text = path.read_text(encoding="utf-8")
        notebook(folder / "submitted" / path.stem / "ps1" / "lstm.ipynb", text, test)
    ran([script, "autograde", "ps1"], folder)


def notebook(path: Path, solution: str, test: str) -> None:
    """Write a notebook with a cell for the solution and a graded cell with the test."""
    path.parent.mkdir(parents=True)
    about: Mapping[str, object] = {
        "schema_version": 3,
        "locked": False,
        "solution": True,
        "grade": False,
        "task": False,
    }
    graded = {**about, "locked": True, "solution": False, "grade": True, "points": 1}
    cells = [
        cell("solution", solution, {**about, "grade_id": "solution"}),
        cell("test", test, {**graded, "grade_id": "test"}),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(book), encoding="utf-8")


def cell(name: str, text: str, about: Mapping[str, object]) -> Mapping[str, object]:
    """Return a code cell with what nbgrader keeps of it."""
    shared = {"cell_type": "code", "execution_count": None, "outputs": [], "id": name}
    return {**shared, "source": text, "metadata": {"nbgrader": about}}


def ran(command: Sequence[str], folder: Path, variables: Mapping[str, str] | None = None) -> None:
    """Run a grader; raises RuntimeError where it is not the submission that fails."""
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, env=variables)
    if done.returncode not in (0, 1) or b"Traceback" in done.stderr:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.decode()[-500:]}")


GRADERS: Mapping[str, Grader] = {
    "otter-grader": Grader("otter", otter),
    "check50": Grader("check50", check50),
    "nbgrader": Grader("nbgrader", nbgrader),
}

if __name__ == "__main__":
    main()
