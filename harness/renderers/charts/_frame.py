"""What every chart shares: the accessible drawing, its axes and its lines."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from harness.renderers._markup import tag
from harness.renderers._numbers import coordinate
from harness.renderers.charts._scale import Scale

_TICK_TEXT = 8  # between an axis and its labels
_BASELINE = 4  # from the middle of a line of text to its baseline


class Caption(NamedTuple):
    """A chart in words: `key` is its id in the page."""

    key: str
    title: str
    description: str


def drawing(caption: Caption, width: float, height: float, *parts: Markup) -> Markup:
    """Return an SVG image with the title and description that a screen reader reads."""
    title, description = f"{caption.key}-title", f"{caption.key}-desc"
    return tag(
        "svg",
        tag("title", caption.title, id=title),
        tag("desc", caption.description, id=description),
        *parts,
        role="img",
        aria_labelledby=title,
        aria_describedby=description,
        viewBox=f"0 0 {coordinate(width)} {coordinate(height)}",
        width=width,
        height=height,
    )


def axis_x(scale: Scale, ticks: Sequence[tuple[float, str]], y: float, name: str) -> Markup:
    """Return a horizontal axis at height `y`: ticks as (value, label), the name below."""
    parts = [tag("line", x1=scale.start, x2=scale.end, y1=y, y2=y, class_="axis")]
    for value, label in ticks:
        x = scale(value)
        parts.append(tag("line", x1=x, x2=x, y1=y, y2=y + _TICK_TEXT / 2, class_="axis"))
        parts.append(tag("text", label, x=x, y=y + 18, text_anchor="middle"))
    parts.append(tag("text", name, x=(scale.start + scale.end) / 2, y=y + 36, text_anchor="middle", class_="name"))
    return Markup("").join(parts)


def axis_y(scale: Scale, ticks: Sequence[tuple[float, str]], left: float, right: float, name: str) -> Markup:
    """Return horizontal grid lines from `left` to `right` with labels at the left, and the name above them."""
    parts = []
    for value, label in ticks:
        y = scale(value)
        parts.append(tag("line", x1=left, x2=right, y1=y, y2=y, class_="grid"))
        parts.append(tag("text", label, x=left - _TICK_TEXT, y=y + _BASELINE, text_anchor="end"))
    parts.append(tag("text", name, x=0, y=min(scale.start, scale.end) - 16, class_="name"))
    return Markup("").join(parts)


def line(points: Sequence[tuple[float, float]], css: str) -> Markup:
    """Return a line through the points, interrupted where one is not finite."""
    pieces, pen = [], "M"
    for x, y in points:
        if math.isfinite(x) and math.isfinite(y):
            pieces.append(f"{pen}{coordinate(x)} {coordinate(y)}")
            pen = "L"
        else:
            pen = "M"
    return tag("path", d="".join(pieces), class_=css)


def text(words: str, x: float, y: float, css: str, anchor: str = "start") -> Markup:
    """Return one line of text whose middle is at height `y`."""
    return tag("text", words, x=x, y=y + _BASELINE, text_anchor=anchor, class_=css)
