"""A whole class: find, grade, keep, write."""

import json
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import chain
from pathlib import Path

from harness.classroom import exporting, gradebook, store
from harness.classroom.entries import Entry, plain
from harness.classroom.exports._form import Export, Setting
from harness.classroom.marking import mark, seen_by, ungradable
from harness.classroom.overview import page
from harness.classroom.overview.links import STUDENTS
from harness.classroom.overview.summary import overview
from harness.classroom.results import Result, State
from harness.classroom.rows import Row, row_of
from harness.classroom.rubric import Rubric
from harness.classroom.running import Run
from harness.launching import Options
from harness.renderers import html
from harness.renderers._hints import USUAL

CACHE = "cache.sqlite"
PAGE = "index.html"


@dataclass(frozen=True)
class Plan:
    """What is graded, how, and where its results go."""

    entries: Sequence[Entry]
    missing: Sequence[str]  # students on the roster who handed in nothing
    options: Options
    folder: Path
    jobs: int
    executor: Callable[[], Executor]
    fresh: bool = False
    rubric: Rubric = field(default_factory=Rubric)
    exports: Sequence[Export] = ()
    assignment: str = ""  # as the courses' systems call it; else the folder's name
    fill: tuple[Path, ...] = ()  # the instructor's files that exports fill in


def grade_class(plan: Plan, progress: Callable[[Row], object]) -> tuple[Row, ...]:
    """Grade a class and write its results; `progress` is told each as it comes. Raises UsageError."""
    rows = [missing_row(student) for student in plan.missing]
    with store.opened(plan.folder / CACHE) as kept:
        setting = Setting(plan.assignment or plan.folder.name, plan.rubric, plan.fill)
        # Called now: that an export lacks something must be told before hours of grading, not after.
        files = [
            export.render(lambda: exporting.students(in_order(rows), kept, plan.rubric), setting)
            for export in plan.exports
        ]
        run = Run(kept, plan.executor, plan.jobs, fresh=plan.fresh)
        for result in run.results(plan.entries, plan.options):
            row = marked(result, plan.rubric)
            rows.append(row)
            report = _page(result, plan.rubric, kept)
            if report:
                write(plan.folder / STUDENTS / f"{row.slug}.html", [report])
            progress(row)
        ordered = in_order(rows)
        write(plan.folder / "results.jsonl", (_line(row, kept) for row in ordered))
        write(plan.folder / "gradebook.csv", [gradebook.render(ordered)])
        write(plan.folder / PAGE, [page.render(overview(setting.name, ordered), plan.rubric.hints)])
        for file in chain.from_iterable(files):
            write(plan.folder / exporting.FOLDER / file.name, file.parts)
    return ordered


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


def write(path: Path, parts: Iterable[str | bytes]) -> None:
    """Write a file so that it is there whole or not at all; what UTF-8 cannot hold becomes a question mark."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.part")  # always the same: what a killed run left is written over
    with new.open("wb") as file:
        file.writelines(part if isinstance(part, bytes) else part.encode("utf-8", "replace") for part in parts)
    new.replace(path)


def _page(result: Result, rubric: Rubric, kept: store.Store) -> str:
    """Return a student's page: the kept one, unless the rubric changes what stands on it; empty without a report."""
    if result.report is None:
        return ""
    report = seen_by(result.report, rubric, mark(result.report, rubric))
    if report == result.report and rubric.hints is USUAL and (graded := kept.latest(result.slug)):
        return graded.page
    return html.render(report, rubric.hints)


def _line(row: Row, kept: store.Store) -> str:
    """Return a student's result as a line of JSON, the report in it."""
    graded = kept.latest(row.slug) if row.verdict else None
    fields: dict[str, object] = {"student": row.student, "slug": row.slug, "identity": row.identity}
    fields |= {"state": row.state.value, "sentence": row.sentence}
    fields |= {"earned": _text(row.earned), "possible": _text(row.possible)}
    fields["report"] = json.loads(graded.report) if graded else None
    return f"{json.dumps(fields)}\n"


def _text(number: Decimal | None) -> str | None:
    """Return an exact decimal as JSON keeps it: as text."""
    return None if number is None else str(number)
