"""A whole class: find, grade, keep, write."""

import json
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from tempfile import NamedTemporaryFile

from harness.classroom import gradebook, store
from harness.classroom.entries import Entry, plain
from harness.classroom.results import Result, State
from harness.classroom.rows import Row, row_of
from harness.classroom.running import Run
from harness.launching import Options

CACHE = "cache.sqlite"
STUDENTS = "students"


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


def grade_class(plan: Plan, progress: Callable[[Row], object]) -> tuple[Row, ...]:
    """Grade a class and write its results; `progress` is told each as it comes. Raises UsageError."""
    rows = [missing_row(student) for student in plan.missing]
    with store.opened(plan.folder / CACHE) as kept:
        run = Run(kept, plan.executor, plan.jobs, fresh=plan.fresh)
        for result in run.results(plan.entries, plan.options):
            row = marked(result)
            rows.append(row)
            page = kept.latest(result.slug)
            if page is not None:
                write(plan.folder / STUDENTS / f"{row.slug}.html", [page.page])
            progress(row)
        ordered = tuple(sorted(rows, key=lambda row: (row.student.casefold(), row.student, row.slug)))
        write(plan.folder / "results.jsonl", (_line(row, kept) for row in ordered))
    write(plan.folder / "gradebook.csv", [gradebook.render(ordered)])
    return ordered


def marked(result: Result) -> Row:
    """Return a student's line, with the mark that the report's score gives."""
    if result.report is None:
        return row_of(result, None, None)
    score = result.report.score
    return row_of(result, Decimal(str(score.earned)), Decimal(str(score.possible)))


def missing_row(student: str) -> Row:
    """Return the line of a student who handed in nothing."""
    return Row(student, plain(student), State.MISSING, "Nothing was handed in.")


def write(path: Path, parts: Iterable[str]) -> None:
    """Write a file so that it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=path.parent, prefix=".", delete=False, encoding="utf-8", newline="") as file:
        file.writelines(parts)
    os.replace(file.name, path)  # noqa: PTH105  (over what may stand there)


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
