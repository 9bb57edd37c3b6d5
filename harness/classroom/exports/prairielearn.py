"""PrairieLearn's `results.json` of an external grader, one for each student."""

from collections.abc import Iterator

from harness.classroom.exports._findings import findings
from harness.classroom.exports._form import File, Setting, Source, Student, as_json, number, text
from harness.classroom.results import State
from harness.records import Verdict
from harness.renderers.json import JSON

# PrairieLearn takes no larger file ("limited to 1 MB").
MOST_BYTES = 1_000_000
# Characters of one text, tried in turn until the file is small enough; with the last, the score alone remains.
LENGTHS = (20_000, 2_000, 200, 0)
MOST_TESTS = 200


def render(source: Source, setting: Setting) -> Iterator[File]:
    """Yield `prairielearn/NAME.json` for each student."""
    del setting
    for student in source():
        yield File(f"prairielearn/{student.row.slug}.json", [results(student)])


def results(student: Student) -> str:
    """Return a student's results, small enough to be taken."""
    written = (_results(student, most) for most in LENGTHS)
    return next(one for one in written if len(one) <= MOST_BYTES)  # pure ASCII: a character is a byte


def _results(student: Student, most: int) -> str:
    told = text(student.sentence, most)
    given, report = student.mark, student.report
    # What is not gradable costs no attempt and gives no mark.
    refused = student.row.state is State.UNGRADABLE or report is None or report.verdict is Verdict.UNGRADABLE
    if refused or report is None or given is None or given.earned is None:
        return as_json({"gradable": False, "message": told, "format_errors": [told]})
    score = number(given.earned) / number(given.possible) if given.possible else 0.0
    fields: dict[str, JSON] = {"gradable": True, "score": min(score, 1.0), "message": told}
    if most:
        fields["output"] = "\n".join(text(one.title, most) for one in findings(report))
        fields["tests"] = list(_tests(student, most))[:MOST_TESTS]
    return as_json(fields)


def _tests(student: Student, most: int) -> Iterator[JSON]:
    if student.report is None or student.mark is None:
        return
    parts = {part.check: part for part in student.mark.parts}
    for check in student.report.checks:
        if check.id in parts:
            part = parts[check.id]
            yield {
                "name": text(check.id, most),
                "description": text(check.title, most),
                "points": number(part.earned),
                "max_points": number(part.possible),
                "message": text(check.message, most),
            }
