"""Renders a kept report again, as it is or marked by another rubric; nothing runs."""

from pathlib import Path

from harness.classroom import rubric_reading
from harness.classroom.marking import mark, seen_by
from harness.classroom.recorded import Chosen
from harness.errors import UsageError
from harness.hints import Hints
from harness.records import Report
from harness.renderers import html

# What parts that do not fit together raise, such as a curve with more steps than errors.
NOT_FITTING = (ArithmeticError, LookupError, TypeError, ValueError)


def page(found: Chosen, hints: Hints, rubric: Path | None) -> str:
    """Return the page, with no more help than `hints`, the rubric and the report itself allow; raises UsageError."""
    if found.report is None:
        raise UsageError(f"{found.name} has no report to render. {found.sentence}".rstrip())
    report, level = _marked(found.report, hints, rubric)
    try:
        return html.render(report, level)
    except NOT_FITTING as problem:
        raise UsageError(f"The report of {found.name} holds what no page can show: {problem}.") from None


def _marked(report: Report, hints: Hints, rubric: Path | None) -> tuple[Report, Hints]:
    if rubric is None:
        return report, hints
    marking = rubric_reading.held_to(rubric_reading.load(rubric), hints)
    return seen_by(report, marking, mark(report, marking)), marking.hints
