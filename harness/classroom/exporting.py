"""Hands the results of a class to the exports, one student at a time."""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pkgutil import iter_modules

import harness.classroom.exports
from harness.classroom.exports._form import Export, Student
from harness.classroom.marking import mark, seen_by, ungradable
from harness.classroom.results import State
from harness.classroom.rows import Row
from harness.classroom.rubric import Rubric
from harness.classroom.store import Store
from harness.errors import UsageError
from harness.records import Report
from harness.renderers._hints import redacted
from harness.renderers.json_reader import load

FOLDER = "exports"


def formats() -> tuple[str, ...]:
    """Return the names of the exports there are."""
    listed = (info.name for info in iter_modules(harness.classroom.exports.__path__))
    return tuple(sorted(name for name in listed if not name.startswith("_")))


def chosen(names: Iterable[str]) -> tuple[Export, ...]:
    """Return the exports of these names, each once; raises UsageError for a name that there is not."""
    wanted = list(dict.fromkeys(name.strip() for name in names if name.strip()))
    for name in wanted:
        if name not in formats():
            close = difflib.get_close_matches(name, formats(), n=1)
            hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(formats())}."
            raise UsageError(f"There is no export format {name!r}; {hint}")
    return tuple(import_module(f"harness.classroom.exports.{name}") for name in wanted)


def students(rows: Sequence[Row], kept: Store, rubric: Rubric) -> Iterator[Student]:
    """Yield each student with the report that a reader of the rubric's level may see; none stays in memory."""
    for row in rows:
        graded = kept.latest(row.slug) if row.verdict else None
        yield student(row, load(graded.report) if graded else None, rubric)


def student(row: Row, report: Report | None, rubric: Rubric) -> Student:
    """Return one student: the report as far as it may be read, and the mark, where there is one."""
    if report is None:
        return Student(row, None, ungradable(rubric) if row.state is State.UNGRADABLE else None)
    given = mark(report, rubric)
    return Student(row, redacted(seen_by(report, rubric, given), rubric.hints), given)
