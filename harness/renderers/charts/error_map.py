"""The map of one tensor's gradient errors: a cell an element, its shade the order of magnitude of the error."""

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from markupsafe import Markup

from harness.languages.words import N_, _
from harness.measured import TensorError
from harness.renderers._markup import tag
from harness.renderers._numbers import human
from harness.renderers._text import one_line
from harness.renderers.charts._frame import Caption, drawing

# Lower bounds of the shades: two decades each, from rounding error to "all of it is wrong".
BOUNDS = (0.0, 1e-10, 1e-8, 1e-6, 1e-4, 1e-2, 1.0)
LABELS = (N_("below 10⁻¹⁰"), "10⁻¹⁰", "10⁻⁸", "10⁻⁶", "10⁻⁴", "0.01", N_("1 and more"))
_CELL = 15  # px; a gap of one stays between cells
_MOST_ROWS, _MOST_COLUMNS = 16, 32  # more would be too small to see and too large to send

Grid = tuple[tuple[float, ...], ...]


def shade(error: float) -> int | None:
    """Return the index of an error's shade, or None for what is not a finite number."""
    return bisect_right(BOUNDS, abs(error)) - 1 if math.isfinite(error) else None


def reduced(errors: Grid) -> Grid:
    """Return the grid with at most 16 rows and 32 columns: neighbours are joined, and their largest error stays."""
    if not is_reduced(errors):
        return errors
    rows = _blocks(len(errors), _MOST_ROWS)
    columns = _blocks(max((len(row) for row in errors), default=0), _MOST_COLUMNS)
    return tuple(
        tuple(_worst(row[left:right] for row in errors[top:bottom]) for left, right in columns) for top, bottom in rows
    )


def is_reduced(errors: Grid) -> bool:
    """Tell whether the map joins elements."""
    return len(errors) > _MOST_ROWS or any(len(row) > _MOST_COLUMNS for row in errors)


def error_map(tensor: TensorError, key: str) -> Markup:
    """Return the map of a tensor; `key` begins its ids in the page."""
    grid = reduced(tensor.errors)
    columns = max((len(row) for row in grid), default=0)
    cells = (_cell(error, x, y) for y, row in enumerate(grid) for x, error in enumerate(row))
    return drawing(_caption(tensor, grid, key), columns * _CELL, len(grid) * _CELL, *cells, *_split(tensor, grid))


def legend_swatches() -> tuple[tuple[str, str], ...]:
    """Return the CSS class and the words of each shade, smallest error first."""
    return (*((f"s{index}", _(label)) for index, label in enumerate(LABELS)), ("nan", _("not a number")))


def _caption(tensor: TensorError, grid: Grid, key: str) -> Caption:
    rows = len(tensor.errors)
    columns = max((len(row) for row in tensor.errors), default=0)
    found = [error for row in grid for error in row]
    small = sum(1 for error in found if shade(error) in (0, 1))
    name = one_line(tensor.name, 80)
    return Caption(
        key,
        _("Errors of the gradient of {tensor}", tensor=name),
        _(
            "{rows} rows, {columns} columns; relative error up to {error}; {right} of {count} cells are right to eight "
            "digits.",
            rows=rows,
            columns=columns,
            error=human(tensor.relative_error),
            right=small,
            count=len(found),
        ),
    )


def _split(tensor: TensorError, grid: Grid) -> tuple[Markup, ...]:
    """Return a line where the columns for h end and those for x begin: gate weights are (H, H+V)."""
    rows, columns = len(grid), len(grid[0]) if grid else 0
    gate = tensor.name.removeprefix("d") in {"W_f", "W_i", "W_g", "W_o"}
    if not gate or columns <= rows or is_reduced(tensor.errors):
        return ()
    x = rows * _CELL - 0.5
    return (tag("line", x1=x, x2=x, y1=0, y2=rows * _CELL, class_="split"),)


def _cell(error: float, x: int, y: int) -> Markup:
    """Return an element of the map, which tells its value to who points at it."""
    index = shade(error)
    square = f"M{x * _CELL} {y * _CELL}h{_CELL - 1}v{_CELL - 1}h-{_CELL - 1}z"
    title = tag("title", _("row {row}, column {column}: {error}", row=y + 1, column=x + 1, error=human(error)))
    return tag("path", title, d=square, class_="nan" if index is None else f"s{index}")


def _blocks(count: int, most: int) -> tuple[tuple[int, int], ...]:
    blocks = min(count, most)
    return tuple((count * index // blocks, count * (index + 1) // blocks) for index in range(blocks))


def _worst(rows: Iterable[Sequence[float]]) -> float:
    """Return the largest value of a block; one that is not finite counts as the largest."""
    return max((error for row in rows for error in row), key=lambda error: (not math.isfinite(error), error), default=0)
