"""What other autograders take for the same submissions with one simple gradient test, beside `harness grade`.

    python benchmarks/bench_graders.py [--submissions N] [--python PATH]     (with the project installed)

PATH is the Python of an environment with some of the others, such as

    python3 -m venv others && others/bin/pip install numpy ipykernel otter-grader check50 nbgrader

Each grades the same files, one after the other on one core's worth of work; theirs is one test, the derivative of the
loss by one entry of W_v, and it says right or wrong. How many each finds right is printed beside its time, and the same
test without a grader says how many there are. What is not installed is skipped.
"""

import argparse
import csv
import json
import os
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

Grade = Callable[[str, Path, Sequence[Path]], int]


@dataclass(frozen=True)
class Grader:
    """Another grader: what is imported to see whether it is there, and how it counts the right files in a folder."""

    modules: str
    grade: Grade


def main() -> None:
    """Print the seconds for each submission, side by side."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--submissions", type=int, default=SUBMISSIONS, help="graded (default: %(default)s)")
    parser.add_argument("--python", default=sys.executable, help="Python with the other graders (default: this one)")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-graders-") as place:
        folder = Path(place)
        paths = written(folder / "class", chosen.submissions)
        report("harness grade, everything", ours, sys.executable, folder, paths)
        report("that test without a grader", bare, sys.executable, folder, paths)
        for name, grader in GRADERS.items():
            probe = [chosen.python, "-c", f"import {grader.modules}"]
            if subprocess.run(probe, capture_output=True, check=False).returncode:
                print(f"{name}: not installed for {chosen.python}, skipped")
                continue
            own = folder / name
            own.mkdir()
            report(f"{name}, one gradient test", grader.grade, chosen.python, own, paths)


def written(folder: Path, count: int) -> list[Path]:
    """Write submissions that none of the graders needs to be protected from."""
    folder.mkdir()
    numbers = [number for number in range(2 * count) if number % TENTH != BROKEN][:count]
    paths = [folder / f"student_{number}.py" for number in numbers]
    for number, path in zip(numbers, paths, strict=True):
        path.write_text(submission(number), encoding="utf-8")
    return paths


def report(what: str, grade: Grade, python: str, folder: Path, paths: Sequence[Path]) -> None:
    """Grade all submissions, and print one line with the wall time."""
    began = time.perf_counter()
    right = grade(python, folder, paths)
    taken = (time.perf_counter() - began) / len(paths)
    print(f"{what}: {taken:.2f} s for each of {len(paths)} submissions, {right} right", flush=True)


def bare(python: str, folder: Path, paths: Sequence[Path]) -> int:
    """Run the test itself, each submission in a process of its own."""
    (folder / "simple_test.py").write_text(TEST, encoding="utf-8")
    right = 0
    for path in paths:
        code = f"import sys; sys.path.append('class'); from {path.stem} import *; from simple_test import right; "
        code += "print(right(forward, backward))"
        done = subprocess.run([python, "-c", code], cwd=folder, capture_output=True, check=False)
        right += done.stdout.endswith(b"True\n")
    return right


def ours(python: str, folder: Path, paths: Sequence[Path]) -> int:
    """Grade with this project: all checks, bugs, lines, a page for each."""
    command = [python, "-m", "harness.cli", "grade", str(paths[0].parent), "-o", str(folder / "out"), "--jobs", "1"]
    ran(command, folder, environment())
    with (folder / "out" / "gradebook.csv").open(encoding="utf-8", newline="") as file:
        return sum(row["verdict"] == "clean" for row in csv.DictReader(file))


def otter(python: str, folder: Path, paths: Sequence[Path]) -> int:
    """Grade with `otter check`."""
    (folder / "tests").mkdir()
    (folder / "tests" / "q1.py").write_text(OTTER_TEST, encoding="utf-8")
    (folder / "simple_test.py").write_text(TEST, encoding="utf-8")
    right = 0
    for path in paths:
        (folder / path.name).write_bytes(path.read_bytes())
        command = ["-m", "otter", "check", path.name, "-t", "tests", "-q", "q1"]
        right += b"All tests passed" in ran([python, *command], folder, beside(python))
    return right


def check50(python: str, folder: Path, paths: Sequence[Path]) -> int:
    """Grade with `check50 --dev`, which runs here and asks no server."""
    checks = folder / "checks"
    checks.mkdir()
    (checks / ".cs50.yaml").write_text("check50:\n  files:\n    - !include submission.py\n", encoding="utf-8")
    (checks / "__init__.py").write_text(CHECK50.replace("{PYTHON}", python), encoding="utf-8")
    (checks / "simple_test.py").write_text(TEST, encoding="utf-8")
    right = 0
    for path in paths:
        own = folder / path.stem
        own.mkdir()
        (own / "submission.py").write_bytes(path.read_bytes())
        command = ["--dev", "--log-level", "warning", "-o", "json", "--output-file", "out.json", str(checks)]
        ran([str(Path(python).with_name("check50")), *command], own, beside(python))
        [said] = json.loads((own / "out.json").read_text(encoding="utf-8"))["results"]
        right += said["passed"] is True
    return right


def nbgrader(python: str, folder: Path, paths: Sequence[Path]) -> int:
    """Grade with `nbgrader autograde`, each submission as a notebook of one cell and the test's."""
    (folder / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    script = str(Path(python).with_name("nbgrader"))
    test = f"{TEST}\nassert right(forward, backward)"
    notebook(folder / "source" / "ps1" / "lstm.ipynb", "pass", test)
    ran([script, "generate_assignment", "ps1"], folder, beside(python))
    for path in paths:
        text = path.read_text(encoding="utf-8")
        notebook(folder / "submitted" / path.stem / "ps1" / "lstm.ipynb", text, test)
    ran([script, "autograde", "ps1"], folder, beside(python))
    ran([script, "export"], folder, beside(python))
    with (folder / "grades.csv").open(encoding="utf-8", newline="") as file:
        return sum(float(row["score"]) == 1 for row in csv.DictReader(file))


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


def beside(python: str) -> Mapping[str, str]:
    """Return the environment in which a Python's neighbours, as graders start them, are found by name."""
    return os.environ | {"PATH": f"{Path(python).absolute().parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def ran(command: Sequence[str], folder: Path, variables: Mapping[str, str]) -> bytes:
    """Run a grader, and return what it prints; raises RuntimeError where it is not the submission that fails."""
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, env=variables)
    if done.returncode not in (0, 1) or b"Traceback" in done.stderr:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.decode()[-500:]}")
    return done.stdout


GRADERS: Mapping[str, Grader] = {
    "otter-grader": Grader("otter, ipykernel", otter),
    "check50": Grader("check50", check50),
    "nbgrader": Grader("nbgrader, ipykernel", nbgrader),
}

if __name__ == "__main__":
    main()
