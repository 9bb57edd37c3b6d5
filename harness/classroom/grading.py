"""A whole class: find, grade, keep, write."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import chain
from pathlib import Path

from harness.classroom import exporting, gradebook, looks, places, store
from harness.classroom.earlier import CACHE, RESULTS
from harness.classroom.entries import Entry, plain
from harness.classroom.exports._form import Export, Setting
from harness.classroom.marking import mark, seen_by, ungradable
from harness.classroom.overview import page
from harness.classroom.overview.links import STUDENTS
from harness.classroom.overview.summary import overview
from harness.classroom.parts import write
from harness.classroom.results import Result, State
from harness.classroom.rosters import names_of
from harness.classroom.rows import Row, row_of
from harness.classroom.rubric import Rubric
from harness.classroom.running import Run
from harness.languages.words import ENGLISH, speaking, spoken
from harness.launching import Options

PAGE = "index.html"


@dataclass(frozen=True)
class Plan:
    """What is graded, how, and where its results go."""

    entries: Sequence[Entry]
    missing: Sequence[str] | None  # who on the roster handed in nothing; without a roster, as an earlier one told
    options: Options
    folder: Path
    jobs: int
    executor: Callable[[Path], Executor]  # with its temporary files in that folder
    fresh: bool = False
    everyone: Sequence[Entry] | None = None  # of whom the entries are a part: earlier results of the others stand
    rubric: Rubric = field(default_factory=Rubric)
    exports: Sequence[Export] = ()
    name: str = ""  # of the class; else the name of the folder of results
    assignment: str = ""  # as the courses' systems call it, where that was given
    fill: tuple[Path, ...] = ()  # the instructor's files that exports fill in


def grade_class(plan: Plan, progress: Callable[[Row], object]) -> tuple[Row, ...]:
    """Grade a class and write its results; `progress` is told each as it comes. Raises UsageError."""
    rows: list[Row] = []
    with store.opened(plan.folder / CACHE) as kept:
        setting = _setting(plan)
        # Called now: that an export lacks something must be told before hours of grading, not after.
        files = [
            export.render(lambda: exporting.students(in_order(rows), kept, plan.rubric), setting)
            for export in plan.exports
        ]
        rows += _graded(plan, kept, progress)
        rows += _missing(plan, kept, rows)
        ordered = in_order(rows)
        write(plan.folder / RESULTS, (_line(row, kept) for row in ordered))
        write(plan.folder / "gradebook.csv", [gradebook.render(ordered)])
        write(plan.folder / PAGE, [page.render(overview(setting.name, ordered), plan.rubric.hints)])
        with speaking(ENGLISH):  # programs read them
            for file in chain.from_iterable(files):
                write(plan.folder / exporting.FOLDER / file.name, file.parts)
    return ordered


def _setting(plan: Plan) -> Setting:
    """Return what exports may ask."""
    name = plan.assignment or plan.name or plan.folder.name
    numbered = any(entry.identity.isdigit() for entry in plan.everyone or plan.entries)
    return Setting(name, plan.rubric, plan.fill, named=bool(plan.assignment), numbered=numbered)


def in_order(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return the lines by name."""
    return tuple(sorted(rows, key=lambda row: (row.student.casefold(), row.student, row.slug)))


def marked(result: Result, rubric: Rubric) -> Row:
    """Return a student's line, with the mark that the rubric gives."""
    if result.report is None:
        row = row_of(result, None, None)
        given = ungradable(rubric)
        return replace(row, earned=given.earned, possible=given.possible) if row.state is State.UNGRADABLE else row
    given = mark(result.report, rubric)
    report = seen_by(result.report, rubric, given)
    return row_of(replace(result, report=report), given.earned, given.possible)


def missing_row(student: str) -> Row:
    """Return the line of a student who handed in nothing."""
    return Row(student, plain(student), State.MISSING, "Nothing was handed in.")


def _graded(plan: Plan, kept: store.Store, progress: Callable[[Row], object]) -> Iterator[Row]:
    """Yield each student's line, once the page is written: the entries, and with them who was graded earlier."""
    slugs = {entry.slug for entry in plan.entries}
    with places.place(kept) as place:
        run = Run(kept, lambda: plan.executor(place), plan.jobs, looks.look_of(plan.rubric, spoken()), fresh=plan.fresh)
        for result in run.results(plan.entries, plan.options, others=plan.everyone is not None):
            row = marked(result, plan.rubric)
            report = run.page(result)
            if report:
                write(plan.folder / STUDENTS / f"{row.slug}.html", [report])
            yield row
            if row.slug in slugs:
                progress(row)
    if plan.everyone is None:
        kept.list_only(slugs)


def _missing(plan: Plan, kept: store.Store, rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the lines of those who handed in nothing."""
    there = {name.casefold() for row in rows for name in (row.student, *row.members)}
    there |= set(names_of(plan.everyone or ()))
    if plan.missing is not None:
        kept.set_missing(plan.missing)
    yield from (missing_row(student) for student in kept.missing() if student.casefold() not in there)


def _line(row: Row, kept: store.Store) -> str:
    """Return a student's result as a line of JSON, the report in it."""
    graded = kept.latest(row.slug) if row.verdict else None
    fields: dict[str, object] = {
        "student": row.student,
        "slug": row.slug,
        "identity": row.identity,
        "members": row.members,
    }
    fields |= {"state": row.state.value, "sentence": row.sentence}
    fields |= {"earned": _text(row.earned), "possible": _text(row.possible)}
    fields["report"] = json.loads(graded.report) if graded else None
    return f"{json.dumps(fields)}\n"


def _text(number: Decimal | None) -> str | None:
    """Return an exact decimal as JSON keeps it: as text."""
    return None if number is None else str(number)
