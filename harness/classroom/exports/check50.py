"""The JSON of check50, one file for each student."""

from collections.abc import Iterator

from harness import __version__
from harness.checks._check import checks
from harness.classroom.exports._findings import findings
from harness.classroom.exports._form import File, Setting, Source, Student, as_json, text
from harness.classroom.results import State
from harness.records import CheckResult, Report, Status
from harness.renderers.json import JSON

SLUG = "harness"
# Characters of one text.
MOST = 4000
PASSED = {Status.PASS: True, Status.ADVICE: True, Status.FAIL: False}  # the others were not asked or not decided


def render(source: Source, setting: Setting) -> Iterator[File]:
    """Yield `check50/NAME.json` for each student."""
    del setting
    for student in source():
        yield File(f"check50/{student.row.slug}.json", [results(student)])


def results(student: Student) -> str:
    """Return a student's results; where nothing could be judged, the error in their place."""
    head: dict[str, JSON] = {"slug": SLUG}
    if student.report is not None and student.report.checks:
        told = "\n".join(text(one.title, MOST) for one in findings(student.report))
        head["results"] = [_of_check(check, told, student.report) for check in student.report.checks]
    else:
        kind = "Failure" if student.row.state is State.UNGRADABLE else "Error"
        head["error"] = {"type": kind, "value": text(student.sentence, MOST), "traceback": [], "data": {}}
    return as_json(head | {"version": __version__})


def _of_check(check: CheckResult, told: str, report: Report) -> JSON:
    log: list[JSON] = [*text(check.message, MOST).splitlines()]
    passed = PASSED.get(check.status)
    cause: JSON = None if passed else {"rationale": text(check.message, MOST) or "Not passed.", "help": told or None}
    known = checks().get(check.id)
    asked = {one.id for one in report.checks}
    needs = next((name for name in known[1].requires if name in asked), None) if known else None
    return {
        "name": text(check.id, MOST),
        "description": text(check.title, MOST),
        "passed": passed,
        "log": log,
        "cause": cause,
        "data": {},
        "dependency": needs,
    }
