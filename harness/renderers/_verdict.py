"""The verdict and the place of each bug in a few words, the same in every format."""

from harness.records import Bug, Report, Verdict
from harness.renderers._words import SEVERITY_ORDER, VERDICTS
from mutants._mutant import Severity


def verdict_title(report: Report) -> str:
    """Return the verdict as a heading: `3 bugs found`, `Clean, with 1 remark`."""
    errors = sum(bug.severity is Severity.ERROR for bug in report.bugs)
    remarks = len(report.bugs) - errors
    if report.verdict is Verdict.BUGS and errors:
        return f"{_count(errors, 'bug')} found"
    if report.verdict is Verdict.CLEAN and remarks:
        return f"{VERDICTS[report.verdict]}, with {_count(remarks, 'remark')}"
    return VERDICTS[report.verdict]


def in_order(report: Report) -> tuple[Bug, ...]:
    """Return the bugs, errors first, otherwise as they were found."""
    return tuple(sorted(report.bugs, key=lambda bug: SEVERITY_ORDER.index(bug.severity)))


def place(bug: Bug) -> str:
    """Return where the bug is: its line, or the part of the model with the remark that no line is known."""
    return f"line {bug.location.line}" if bug.location else f"{bug.where} (line not placed)"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
