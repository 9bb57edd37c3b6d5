"""The lines of the submission around the place of a bug."""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from harness.records import Location, SourceView

AROUND = 3  # lines before and after: enough to find the place and to see what it belongs to


class SnippetLine(NamedTuple):
    """One line: its code as markup, and whether the bug is here."""

    number: int
    code: Markup
    is_place: bool


def lines_of(location: Location | None) -> tuple[int, ...]:
    """Return the numbers of all lines of a place, in order."""
    return tuple(sorted({location.line, *location.also})) if location else ()


def before(source: SourceView | None, location: Location | None) -> int:
    """Return how many lines of the listing stand before those that a place counts: in a notebook, before its cell."""
    cells = dict(source.cells) if source else {}
    return cells.get(location.cell, 1) - 1 if location and location.cell else 0


def rows_of(source: SourceView | None, location: Location | None) -> tuple[int, ...]:
    """Return the rows of the listing that hold the lines of a place, in order."""
    return tuple(line + before(source, location) for line in lines_of(location))


def snippet(code: Sequence[Markup], places: Sequence[int], above: int = 0) -> tuple[tuple[SnippetLine, ...], ...]:
    """Return the lines around the places, in runs of neighbours; empty where one is not among the lines of `code`.

    Those `above` belong to another cell, and lines are counted after them.
    """
    if not places or not all(1 <= place <= len(code) for place in places):
        return ()
    near = sorted({line for place in places for line in range(place - AROUND, place + AROUND + 1)})
    runs: list[list[SnippetLine]] = []
    for number in near:
        if not above < number <= len(code):
            continue
        if not runs or runs[-1][-1].number != number - above - 1:
            runs.append([])
        runs[-1].append(SnippetLine(number - above, code[number - 1], number in places))
    return tuple(_without_blank_ends(run) for run in runs)


def _without_blank_ends(run: Sequence[SnippetLine]) -> tuple[SnippetLine, ...]:
    filled = [place for place, line in enumerate(run) if line.is_place or line.code.strip()]
    return tuple(run[filled[0] : filled[-1] + 1])
