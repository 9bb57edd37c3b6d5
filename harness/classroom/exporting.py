"""Hands the results of a class to the exports, one student at a time."""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Protocol, runtime_checkable

import harness.classroom.exports
from harness.classroom.exports._form import Export, Student
from harness.classroom.exports._sheet import Sheet, opened
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
# Characters of a file's first line that are told.
MOST = 200


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


@runtime_checkable
class Filling(Protocol):
    """An export that fills in the instructor's own files."""

    def fills(self, sheet: Sheet) -> bool:
        """Whether a file is one that it fills in."""


def refuse_unused(exports: Sequence[Export], fill: Sequence[Path]) -> None:
    """Raise UsageError where a file is to be filled in by no export."""
    filling = [export for export in exports if isinstance(export, Filling)]
    if fill and not filling:
        raise UsageError(
            "--fill does nothing without an export that fills in a gradebook: "
            "give --format canvas or --format moodle with it."
        )
    for path in fill:
        sheet = opened(path)
        if not any(export.fills(sheet) for export in filling):
            raise UsageError(
                f"{path} is neither a gradebook of Canvas nor a grading worksheet of Moodle that --format asks for: "
                f"its first line is {', '.join(sheet.header)[:MOST]!r}; export it anew, or leave it out."
            )


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
