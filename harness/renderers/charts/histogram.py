"""How often each range of a value occurs: a bar for each range, of one piece for each kind."""

from typing import NamedTuple

from markupsafe import Markup

from harness.renderers._markup import tag
from harness.renderers._numbers import points
from harness.renderers.charts._frame import Caption, axis_x, axis_y, drawing, text
from harness.renderers.charts._scale import Scale, linear_ticks

_LEFT, _TOP, _RIGHT, _BOTTOM = 36, 36, 14, 46  # margins, px
_GAP = 3  # px between bars
_LABEL_ROOM = 44  # px that a label below the axis needs


class Bin(NamedTuple):
    """A range of the value, and how many of each kind are in it."""

    low: float
    high: float
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """All kinds together."""
        return sum(self.counts)


class Histogram(NamedTuple):
    """Bins from left to right; `kinds` are CSS class and name of each piece of a bar, from the bottom up."""

    title: str
    description: str
    value: str  # what is measured
    counted: str  # what is counted
    kinds: tuple[tuple[str, str], ...]
    bins: tuple[Bin, ...]


def histogram(data: Histogram, key: str, width: float, height: float) -> Markup:
    """Return the bars, each with its number; there must be at least one bin."""
    highest = max(1, *(one.total for one in data.bins))
    ticks = linear_ticks(0, highest, max(3, int(height // 40)))
    x = Scale(data.bins[0].low, data.bins[-1].high, _LEFT, width - _RIGHT)
    y = Scale(0, ticks[-1], height - _BOTTOM, _TOP)
    edges = [data.bins[0].low, *(one.high for one in data.bins)]
    stride = 1 + int(_LABEL_ROOM * (len(edges) - 1) // (x.end - x.start))
    return drawing(
        Caption(key, data.title, data.description),
        width,
        height,
        axis_y(y, [(tick, f"{tick:g}") for tick in ticks if tick == int(tick)], _LEFT, x.end, data.counted),
        *(_bar(one, data, x, y) for one in data.bins),
        axis_x(x, [(edge, points(edge)) for edge in edges[::stride]], y.start, data.value),
    )


def _bar(one: Bin, data: Histogram, x: Scale, y: Scale) -> Markup:
    left, right = x(one.low) + _GAP / 2, x(one.high) - _GAP / 2
    parts, below = [], 0
    for count, (css, _) in zip(one.counts, data.kinds, strict=True):
        if count:
            top = y(below + count)
            parts.append(
                tag("rect", x=left, width=right - left, y=top, height=y(below) - top, class_=f"piece {css}"),
            )
        below += count
    if below:
        parts.append(text(str(below), (left + right) / 2, y(below) - 9, "words", "middle"))
    return Markup("").join(parts)
