"""The form of an export, and the files it writes."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from harness.classroom.gradebook import neutral
from harness.classroom.marking import Mark
from harness.classroom.results import State
from harness.classroom.rows import Row
from harness.classroom.rubric import Rubric
from harness.records import Report
from harness.renderers._text import clean
from harness.renderers.json import JSON

# What students are told of a fault of ours: no path and no name of an exception.
FAULT = "The grader failed on this submission, which is not its author's fault."
MISSING = "Nothing was handed in."


@dataclass(frozen=True)
class Student:
    """A student's line, the report as far as the student may read it, and the mark; None where there is none."""

    row: Row
    report: Report | None = None
    mark: Mark | None = None

    @property
    def people(self) -> tuple[str, ...]:
        """Who gets the mark: each member of a group."""
        return self.row.members or (self.row.student,)

    @property
    def earned(self) -> str:
        """The mark as a table has it; empty where there is none, which is not a zero."""
        return "" if self.mark is None or self.mark.earned is None else f"{self.mark.earned:f}"

    @property
    def sentence(self) -> str:
        """What the student may be told in one sentence."""
        if self.row.state is State.FAULT:
            return FAULT
        if self.report is not None:
            return self.report.headline
        return MISSING if self.row.state is State.MISSING else self.row.sentence


@dataclass(frozen=True)
class Setting:
    """What an export may ask beside the results."""

    name: str  # of the class or assignment
    rubric: Rubric
    fill: tuple[Path, ...] = ()  # the instructor's own files, to be filled in
    named: bool = False  # the instructor gave the name of the assignment: no other may be taken for it
    numbered: bool = False  # some student has the number by which the course's system knows them


@dataclass(frozen=True)
class File:
    """A file by its name below the folder of exports; its parts are made as they are written."""

    name: str
    parts: Iterable[str | bytes]


Source = Callable[[], Iterator[Student]]


class Export(Protocol):
    """What a module of this folder defines."""

    def render(self, source: Source, setting: Setting) -> Iterator[File]:
        """Yield the files; raises UsageError where something is needed that is not there."""


def number(value: Decimal) -> float:
    """Return a mark as JSON writes it: the float of two decimals has exactly these digits."""
    return float(value)


def as_json(value: JSON) -> str:
    """Return JSON of pure ASCII, without numbers that are none."""
    return json.dumps(value, indent=2, allow_nan=False) + "\n"


def cell(words: str) -> str:
    """Return a cell of a table that no spreadsheet evaluates and every reader takes."""
    return neutral(clean(words))


def text(words: str, most: int) -> str:
    """Return words that any reader takes: no control characters, no lone surrogates, not too long."""
    shown = clean(words[: most + 1])  # a megabyte that was printed need not be read
    return shown if len(shown) <= most else f"{shown[:most]}…"
