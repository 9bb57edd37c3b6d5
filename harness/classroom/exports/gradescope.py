"""Gradescope's `results.json`, one for each student."""

from collections.abc import Iterator

from harness.classroom.exports._findings import findings
from harness.classroom.exports._form import FAULT, File, Setting, Source, Student, as_json, number, text
from harness.classroom.rubric import Gradescope, Rubric
from harness.records import CheckResult, Report, Status
from harness.renderers.json import JSON

# Characters of one text; Gradescope shows them in a box of a page.
MOST = 4000
STATUS = {Status.PASS: "passed", Status.ADVICE: "passed", Status.FAIL: "failed"}


def render(source: Source, setting: Setting) -> Iterator[File]:
    """Yield `gradescope/NAME.json` for each student."""
    for student in source():
        yield File(f"gradescope/{student.row.slug}.json", [results(student, setting.rubric)])


def failure(sentence: str = FAULT) -> str:
    """Return the record of a run without a result: it has no score, for a failed run is not a zero."""
    return as_json(
        {"output": text(sentence, MOST), "output_format": "text", "stdout_visibility": "hidden", "tests": []}
    )


def results(student: Student, rubric: Rubric) -> str:
    """Return a student's results."""
    if student.mark is None or student.mark.earned is None:
        return failure(student.sentence)
    shown = rubric.gradescope
    tests: list[JSON] = []
    if student.report is not None:
        tests += _checks(student, student.report, shown)
        tests += [
            {"name": text(one.rule, MOST), "output": text(one.title, MOST), "visibility": shown.bugs.value}
            for one in findings(student.report)
        ]
    staff = " ".join((*student.row.bugs, *student.row.remarks)) or "No bug is named."
    tests.append({"name": "For staff", "output": text(staff, MOST), "visibility": shown.staff.value})
    return as_json(
        {
            "score": number(student.mark.earned),
            "output": text(student.sentence, MOST),
            "output_format": "text",
            "visibility": shown.output.value,
            "stdout_visibility": "hidden",
            "tests": tests,
        }
    )


def _checks(student: Student, report: Report, shown: Gradescope) -> Iterator[dict[str, JSON]]:
    parts = {part.check: part for part in student.mark.parts} if student.mark else {}
    for check in report.checks:
        told = _told(check, shown)
        if check.id in parts:
            part = parts[check.id]
            told |= {"score": number(part.earned), "max_score": number(part.possible)}
        yield told
    cost = sum(one.points for one in student.mark.deductions) if student.mark else 0
    if cost:
        yield {"name": "Deductions", "output": f"{cost} points for bugs.", "visibility": shown.checks.value}


def _told(check: CheckResult, shown: Gradescope) -> dict[str, JSON]:
    status = STATUS.get(check.status)
    told: dict[str, JSON] = {"name": text(f"{check.id}: {check.title}", MOST), "output": text(check.message, MOST)}
    return told | ({"status": status} if status else {}) | {"visibility": shown.checks.value}
