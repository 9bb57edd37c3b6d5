"""The gradebook: a line for each student, as CSV that a spreadsheet may open."""

import csv
from collections.abc import Iterable
from io import StringIO

from harness.classroom.rows import Row

COLUMNS = ("student", "state", "verdict", "earned", "possible", "bugs", "remarks", "sentence", "report")
# A spreadsheet takes a cell that begins so for a formula; an apostrophe makes it text (OWASP, "CSV Injection").
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def render(rows: Iterable[Row]) -> str:
    """Return the gradebook; a mark that does not exist is an empty cell, not a zero."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([neutral(cell) for cell in _cells(row)] for row in rows)
    return text.getvalue()


def neutral(cell: str) -> str:
    """Return a cell that no spreadsheet evaluates; a number stays one."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.student,
        row.state.value,
        row.verdict.value if row.verdict else "",
        "" if row.earned is None else str(row.earned),
        "" if row.possible is None else str(row.possible),
        " ".join(row.bugs),
        " ".join(row.remarks),
        " ".join(row.sentence.split()),
        f"students/{row.slug}.html" if row.verdict else "",
    )
