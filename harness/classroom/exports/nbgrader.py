"""The columns of nbgrader's `grades.csv`."""

import csv
from collections.abc import Iterator
from io import StringIO

from harness.classroom.exports._form import File, Setting, Source, cell

COLUMNS = (
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
)


def render(source: Source, setting: Setting) -> Iterator[File]:
    """Yield `nbgrader.csv`; an empty cell where nbgrader writes 0: what is missing is not zero.

    Of a group each member has a line.
    """
    yield File("nbgrader.csv", _lines(source, setting))


def _lines(source: Source, setting: Setting) -> Iterator[str]:
    yield _line(COLUMNS)
    for student in source():
        for name in student.people:
            yield _line(_cells(name, student.earned, setting))


def _cells(name: str, earned: str, setting: Setting) -> tuple[str, ...]:
    email = name if "@" in name.strip("@") else ""
    penalty = "0" if earned else ""
    possible = f"{setting.rubric.possible.normalize():f}"
    return (setting.name, "", "", name, "", "", email, earned, penalty, earned, possible)


def _line(cells: tuple[str, ...]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerow([cell(one) for one in cells])
    return text.getvalue()
