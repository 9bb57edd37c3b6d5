"""Gradescope runs the harness itself: the folder it takes as an autograder, and what that does with a submission."""

import os
import shutil
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import harness
import mutants
import reference
from harness.classroom import exporting, rubric_reading
from harness.classroom.entries import Entry, is_clutter
from harness.classroom.exports import gradescope
from harness.classroom.grading import marked
from harness.classroom.job import run
from harness.classroom.reading import job_of, unreadable
from harness.classroom.results import Result, State
from harness.classroom.rows import Row
from harness.classroom.rubric import Rubric
from harness.classroom.rubric_text import default_text
from harness.classroom.running import result_of
from harness.errors import UngradableError, UsageError
from harness.languages.words import ENGLISH, speaking
from harness.unwritable import unwritable
from harness.writing import write

PACKAGES = (harness, mutants, reference)
DISTRIBUTION = "lstm-harness"
EXECUTABLE = 0o755
# Gradescope's images are Ubuntu's; the variable lets both scripts run in any other folder.
SETUP = """\
#!/usr/bin/env bash
# Gradescope runs this once, when the image is built: an environment with the harness in it.
set -euo pipefail
base="${AUTOGRADER:-/autograder}"
python=""
choose() {
    for name in "${PYTHON:-python3}" python3.13 python3.12 python3.11; do
        if "$name" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then
            python="$name"
            return
        fi
    done
}
choose
if [ -z "$python" ]; then
    apt-get update && apt-get install -y python3 python3-venv
    choose
fi
if [ -z "$python" ]; then  # Ubuntu 22.04 has it beside 3.10
    apt-get install -y python3.11 python3.11-venv
    choose
fi
if [ -z "$python" ]; then
    echo "The harness needs Python 3.11 or newer with its venv module; choose a base image that has it." >&2
    exit 1
fi
"$python" -m venv "$base/environment"
"$base/environment/bin/python" -m pip install --quiet --requirement "$base/source/requirements.txt"
installed="$("$base/environment/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"
cp -R "$base/source/packages/." "$installed"
"""
RUN = """\
#!/usr/bin/env bash
# Gradescope runs this for each submission. The record of a failure stands first; the results replace it whole.
set -euo pipefail
base="${AUTOGRADER:-/autograder}"
mkdir -p "$base/results"
cp "$base/source/failure.json" "$base/results/results.json"
"$base/environment/bin/python" -m harness.cli export gradescope-results \\
    "$base/submission" "$base/results/results.json" --rubric "$base/source/rubric.toml"
"""


def write_folder(folder: Path, rubric: Path | None) -> None:
    """Write the autograder's folder; raises UsageError where that cannot be, or the rubric is wrong."""
    if rubric is not None:
        rubric_reading.load(rubric)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for package in PACKAGES:
            where = Path(str(package.__file__)).parent
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(where, folder / "packages" / where.name, ignore=ignored, dirs_exist_ok=True)
        write(folder / "requirements.txt", [f"{line}\n" for line in _requirements()])
        write(folder / "rubric.toml", [rubric.read_text(encoding="utf-8") if rubric else default_text()])
        write(folder / "failure.json", [gradescope.failure()])
        for name, script in (("setup.sh", SETUP), ("run_autograder", RUN)):
            write(folder / name, [script])
            (folder / name).chmod(EXECUTABLE)
    except OSError as problem:
        raise unwritable(folder, problem) from None


def grade_one(submission: Path, results: Path, rubric: Rubric) -> Row:
    """Grade a submission and write its results over a record of failure, which stays where we fail.

    Returns the student's line; raises UsageError where the results cannot be written, or there is no submission.
    """
    _write(results, gradescope.failure())
    if not os.path.lexists(submission):
        raise UsageError(f"There is no submission at {submission}: give the file or folder that was handed in.")
    result = _graded(submission, rubric)
    row = marked(result, rubric)
    with speaking(ENGLISH):  # a program reads it
        _write(results, gradescope.results(exporting.student(row, result.report, rubric), rubric))
    return row


def _write(results: Path, text: str) -> None:
    try:
        write(results, [text], private=True)
    except OSError as problem:
        raise unwritable(results, problem) from None


def _graded(submission: Path, rubric: Rubric) -> Result:
    entry = Entry(submission.stem, (submission,), "submission")
    try:
        inside = [path for path in submission.iterdir() if not is_clutter(path.name)] if submission.is_dir() else []
        # Gradescope puts a single file into a folder too; a report names the file then.
        job = job_of(replace(entry, paths=tuple(inside)) if len(inside) == 1 else entry, rubric.options())
    except UngradableError as problem:
        return Result(entry.student, entry.slug, State.UNGRADABLE, None, str(problem))
    except OSError as problem:
        return Result(entry.student, entry.slug, State.FAULT, None, unreadable(problem))
    graded = run(job)
    if graded.fault:
        return Result(entry.student, entry.slug, State.FAULT, None, graded.fault)
    return result_of(entry, graded.report)


def _requirements() -> list[str]:
    """Return what the harness needs to run, as its installation says."""
    try:
        needed = requires(DISTRIBUTION) or []
    except PackageNotFoundError:
        raise UsageError(f"{DISTRIBUTION} is not installed: install it, and make the autograder from there.") from None
    return sorted(line for line in needed if "extra ==" not in line)
