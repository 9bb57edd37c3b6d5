"""Where the class page leads: to each student's report, and in it to each bug."""

from collections.abc import Iterable
from dataclasses import dataclass

from harness.classroom.rows import Found, Row
from harness.hints import Hints
from harness.records import Bug, Report
from harness.renderers._hints import level_of
from harness.renderers._links import anchors
from harness.renderers._text import one_line

STUDENTS = "students"
# Characters of a name: a longer one is somebody's joke, and a class has hundreds.
MOST_NAME = 80


@dataclass(frozen=True)
class Link:
    """A student or a bug, and where to read about it; "" where there is nothing."""

    name: str
    address: str


def student(row: Row) -> Link:
    """Return the link to a student's report."""
    return Link(named(row), address(row))


def named(row: Row) -> str:
    """Return a student's name, visible and not too long."""
    return one_line(row.student, MOST_NAME) or row.slug


def address(row: Row) -> str:
    """Return where a student's report is, from the class page; a slug needs no quoting."""
    return f"{STUDENTS}/{row.slug}.html" if row.verdict else ""


def bugs(row: Row, hints: Hints) -> tuple[tuple[Found, Link], ...]:
    """Return a student's bugs with the place of each in the report, which numbers them where it hides their names."""
    if not _shows(Report, "bugs", hints):
        return tuple((bug, Link(bug.id, address(row))) for bug in row.found)
    named = _shows(Bug, "id", hints)
    places = anchors(bug.id if named else "" for bug in row.found)
    return tuple((bug, Link(bug.id, f"{address(row)}#{place}")) for bug, place in zip(row.found, places, strict=True))


def having(bug: Found, rows: Iterable[Row], hints: Hints) -> tuple[Link, ...]:
    """Return the students with a bug, each linked to it in the report."""
    return tuple(
        Link(named(row), next(link.address for one, link in bugs(row, hints) if one.id == bug.id)) for row in rows
    )


def _shows(kind: type, field: str, hints: Hints) -> bool:
    needed = level_of(kind, field)
    return needed is not None and hints.shows(needed)
