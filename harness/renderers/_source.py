"""The submission's text line by line, with what was found and what was left out."""

from collections.abc import Mapping
from typing import NamedTuple

from harness.languages.words import _
from harness.records import Bug, SourceView
from harness.renderers._snippet import rows_of
from harness.renderers._text import shorten
from harness.submissions.submission import Place

# A page must stay readable and small however long the submission is.
_MOST_LINES = 1500
_MOST_COLUMNS = 300
_MOST_CHARACTERS = 120_000


class SourceLine(NamedTuple):
    """One line of the listing."""

    number: int
    text: str
    bugs: tuple[int, ...] = ()  # indices of the bugs placed here
    left_out: str = ""  # why it was not executed
    cell: int | None = None  # the notebook's cell that begins here


class LeftOut(NamedTuple):
    """Lines that were not executed for one reason: `12, 14–20`."""

    lines: str
    reason: str


def listing(source: SourceView, bugs: tuple[Bug, ...]) -> tuple[SourceLine, ...]:
    """Return the lines of the submission, as many as a page can hold."""
    reasons = dict(source.left_out)
    placed = _by_line(source, bugs)
    begins = {first: cell for cell, first in source.cells}
    return tuple(
        SourceLine(
            number,
            shorten(line, _MOST_COLUMNS),
            placed.get(number, ()),
            reasons.get(number, ""),
            begins.get(number),
        )
        for number, line in enumerate(normal(source).split("\n")[:_MOST_LINES], start=1)
    )


def normal(source: SourceView) -> str:
    """Return the text with LF line ends, as far as a page can hold it."""
    return source.text.replace("\r\n", "\n").replace("\r", "\n")[:_MOST_CHARACTERS]


def is_cut(source: SourceView) -> bool:
    """Tell whether the listing ends before the submission does."""
    return len(source.text) > _MOST_CHARACTERS or source.text.count("\n") >= _MOST_LINES


def left_out(source: SourceView) -> tuple[LeftOut, ...]:
    """Return what was not executed, by reason, with neighbouring lines joined."""
    by_reason: dict[str, list[int]] = {}
    for number, reason in source.left_out:
        by_reason.setdefault(reason, []).append(number)
    return tuple(LeftOut(_places(source, sorted(set(numbers))), reason) for reason, numbers in by_reason.items())


def _place(source: SourceView, number: int) -> Place:
    cell, first = next(((cell, first) for cell, first in reversed(source.cells) if first <= number), (None, 1))
    return Place(number - first + 1, cell)


def _places(source: SourceView, numbers: list[int]) -> str:
    if not source.cells:
        return _ranges(numbers)
    by_cell: dict[int | None, list[int]] = {}
    for place in (_place(source, number) for number in numbers):
        by_cell.setdefault(place.cell, []).append(place.line)
    return _("; ").join(_("cell {cell}: {lines}", cell=cell, lines=_ranges(lines)) for cell, lines in by_cell.items())


def _by_line(source: SourceView, bugs: tuple[Bug, ...]) -> Mapping[int, tuple[int, ...]]:
    placed: dict[int, tuple[int, ...]] = {}
    for index, bug in enumerate(bugs):
        for line in rows_of(source, bug.location):
            placed[line] = (*placed.get(line, ()), index)
    return placed


def _ranges(numbers: list[int]) -> str:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return _(", ").join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
