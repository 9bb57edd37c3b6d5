"""Mends a submission as a whole: the proven edit of all its bugs is graded once more as if it were handed in."""

import tempfile
from pathlib import Path
from typing import NamedTuple

from harness.client import Worker
from harness.errors import UsageError
from harness.grade import examine, grade
from harness.launching import Options
from harness.records import Report, Verdict
from harness.submissions import archive, notebook
from harness.submissions.files import data_of
from harness.submissions.notebook_writing import rewritten
from harness.submissions.source import MAX_BYTES
from harness.submissions.text import encoded
from mutants._mutant import Severity


class Mending(NamedTuple):
    """What came of it: a sentence, and where the submission was mended the diff and the bytes of the new file."""

    sentence: str
    right: bool
    diff: str = ""
    data: bytes = b""
    ungradable: bool = False


def mended(path: Path, options: Options, worker: Worker | None = None) -> Mending:
    """Mend the submission at `path`, in a `worker` that was started ahead, if any. Raises UsageError."""
    if path.is_dir() or path.suffix.lower() in archive.SUFFIXES:
        raise UsageError(
            f"{path.name} is neither a Python file nor a notebook, which alone can be written anew: see the proven "
            "changes with harness check --hints fix."
        )
    found = examine(path, options._replace(mends=True), worker)
    report = found.report
    if report.verdict is Verdict.UNGRADABLE:
        return Mending(report.headline, right=False, ungradable=True)
    if report.verdict is Verdict.CLEAN:
        return Mending(f"{report.submission} is right already: there is nothing to mend.", right=True)
    if not found.unwritten and (found.mended is None or report.mended is None):
        return Mending(_unmended(report), right=False)
    data = None if found.mended is None else _written(path, found.mended)
    if data is None or report.mended is None:
        return Mending(_unwritten(report), right=False)
    again = _graded(path.name, data, options)
    if again.verdict is not Verdict.CLEAN:
        return Mending(_unmended(report), right=False)
    count = len([bug for bug in report.bugs if bug.severity is Severity.ERROR])
    what = f"{count} bugs are mended" if count > 1 else "The bug is mended"
    return Mending(f"{what}: the result ran and passed every check.", right=True, diff=report.mended.diff, data=data)


def _written(path: Path, text: str) -> bytes | None:
    """Return the bytes of the file with another text; None where they cannot be had."""
    if not notebook.matches(path):
        return encoded(text, data_of(path, MAX_BYTES))
    return rewritten(data_of(path, notebook.MAX_NOTEBOOK), notebook.read(path), text)


def _graded(name: str, data: bytes, options: Options) -> Report:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        return grade(path, options)


def _unmended(report: Report) -> str:
    alone = [bug.id for bug in report.bugs if bug.fix is not None]
    if alone:
        return (
            f"No change that mends all of {report.submission} could be proven; proven on their own are the fixes of "
            f"{', '.join(alone)}: see them with harness check."
        )
    return f"No change that mends {report.submission} could be proven. {report.headline} See what harness check knows."


def _unwritten(report: Report) -> str:
    return (
        f"A change that mends {report.submission} was proven, but could not be written into it without touching other "
        "lines: put each pass into a function within one cell or file, and call harness fix again."
    )
