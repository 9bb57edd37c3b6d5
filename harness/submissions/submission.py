"""The record that every format is read into: one text of Python, and where each line of it came from."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import NamedTuple


class LeftOut(NamedTuple):
    """A part that is not executed: its first line, and why."""

    line: int
    reason: str


class Hole(NamedTuple):
    """Lines that Python cannot parse, first and last, where it stumbled, and what it said."""

    line: int
    last: int
    at: int
    message: str


class Mend(NamedTuple):
    """A spelling that today's Python or NumPy does not know, what it is, and what to write for it."""

    line: int
    found: str
    better: str


class Cell(NamedTuple):
    """A notebook's cell: its number among all cells, counted from 1, and its first line in the joined text."""

    number: int
    first: int


class Place(NamedTuple):
    """A line as its author counts: within a cell of a notebook, or within the file."""

    line: int
    cell: int | None


@dataclass(frozen=True)
class Submission:
    """A submission's name (of its main file), the text that is executed, and its syntax tree.

    `written` has the same lines as their author wrote them: magics, old spellings and broken parts included. Where the
    training loop at the top level was made a function, `script` is the submission before that.
    """

    name: str
    text: str
    tree: ast.Module
    written: str | None = None  # None: as `text`
    cells: tuple[Cell, ...] = ()
    modules: Mapping[str, str] = field(default_factory=dict)  # helpers that came along: source by dotted name
    holes: tuple[Hole, ...] = ()
    foreign: tuple[LeftOut, ...] = ()  # cells that hold no Python
    mends: tuple[Mend, ...] = ()
    script: "Submission | None" = None

    @property
    def shown(self) -> str:
        """The text as its author knows it."""
        return self.text if self.written is None else self.written

    def place(self, line: int) -> Place:
        """Return where a line of the text stands for its author."""
        cell = next((cell for cell in reversed(self.cells) if cell.first <= line), None)
        return Place(line, None) if cell is None else Place(line - cell.first + 1, cell.number)

    def where(self, line: int) -> str:
        """Return the place of a line in words: `line 12`, or `cell 5, line 12`."""
        return in_words(self.place(line))


def as_written(submission: Submission, text: str) -> str | None:
    """Return a changed text of a submission as its author would have it: without the function that we made of a loop.

    Magics, older spellings and what Python cannot parse stay.
    None where it changes what the author did not write so: the function's head or end, lines left out, magics.
    """
    before, after, found = submission.text.split("\n"), text.split("\n"), submission.shown.split("\n")
    own = before if submission.script is None else submission.script.text.split("\n")
    made = [n for n, line in enumerate(before) if line.strip() and (n >= len(own) or line.strip() != own[n].strip())]
    lines: list[str] = []
    # Blank lines are matched by the code beside them alone: many stand for lines that were left out.
    matcher = SequenceMatcher(lambda line: not line.strip(), before, after, False)
    for kind, first, last, new_first, new_last in matcher.get_opcodes():
        if kind == "equal":
            lines += found[first:last]
            continue
        if not all(n < len(own) and before[n].strip() == own[n].strip() and _shows(submission, n, own[n], found[n])
                   for n in range(first, last)):  # fmt: skip
            return None
        moved = " " * (_moved_in(before, own, made) if made and made[0] < first <= made[-1] else 0)
        new = after[new_first:new_last]
        if not all(line.startswith(moved) for line in new if line.strip()):
            return None
        lines += [line.removeprefix(moved) for line in new]
    return "\n".join(lines)


def _shows(submission: Submission, place: int, own: str, found: str) -> bool:
    """Whether a line is all that its author wrote there, in older spelling or timed by a magic perhaps."""
    respelled = any(mend.line == place + 1 for mend in submission.mends)
    return respelled or (own.strip() in found and bool(own.strip() or not found.strip()))


def _moved_in(before: list[str], own: list[str], made: list[int]) -> int:
    """Return by how many characters the lines between the function's head and end were moved in to be its body."""
    body = (n for n in range(made[0] + 1, made[-1]) if before[n].strip())
    return next((indent(before[n]) - indent(own[n]) for n in body), 0)


def indent(line: str) -> int:
    """Return by how many characters a line stands in."""
    return len(line) - len(line.lstrip())


def in_words(place: Place) -> str:
    """Return a place in words: `line 12`, or `cell 5, line 12`."""
    return f"line {place.line}" if place.cell is None else f"cell {place.cell}, line {place.line}"
