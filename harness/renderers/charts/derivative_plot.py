"""Numeric against analytic: the measured derivative over backward's, one dot a direction."""

import math
from collections.abc import Sequence

from markupsafe import Markup

from harness.languages.numbers import number
from harness.languages.words import _
from harness.measured import DerivativePair, TensorError
from harness.renderers._markup import tag
from harness.renderers._numbers import human
from harness.renderers._text import one_line
from harness.renderers.charts._frame import Caption, axis_x, axis_y, drawing, line
from harness.renderers.charts._scale import Scale

_LEFT, _TOP, _RIGHT, _BOTTOM = 44, 36, 12, 46  # margins, px
_TICKS = (-1.0, -0.5, 0.0, 0.5, 1.0)
_LIMIT = 1.08  # a dot at 1 is whole
_NEAR = 8.0  # bars: closer is right (harness/numerics/agreement.py)
_SMALL = 1e-6  # of the tensor's largest: what no eye can see is on the line


def derivative_plot(pairs: Sequence[DerivativePair], tensors: Sequence[TensorError], key: str, width: float) -> Markup:
    """Return the plot: both derivatives in units of their tensor's largest, so that all tensors share the axes."""
    height = width
    x = Scale(-_LIMIT, _LIMIT, _LEFT, width - _RIGHT)
    y = Scale(-_LIMIT, _LIMIT, height - _BOTTOM, _TOP)
    ticks = [(tick, number(f"{tick:g}")) for tick in _TICKS]
    wrong = {tensor.name for tensor in tensors if not tensor.right}
    drawn = sorted(in_units(pairs), key=lambda one: one[0].tensor in wrong)  # wrong dots over right ones
    return drawing(
        caption(pairs, key),
        width,
        height,
        axis_y(y, ticks, _LEFT, width - _RIGHT, _("numeric")),
        axis_x(x, ticks, height - _BOTTOM, _("analytic (backward)")),
        line([(x(-1), y(-1)), (x(1), y(1))], "line reference thin"),
        *(_dot(pair, x(analytic), y(numeric), "wrong" if pair.tensor in wrong else "right") for pair, analytic, numeric
          in drawn),
    )  # fmt: skip


def in_units(pairs: Sequence[DerivativePair]) -> list[tuple[DerivativePair, float, float]]:
    """Return each pair with both derivatives over the largest of its tensor; those that are not finite are left out."""
    finite = [pair for pair in pairs if math.isfinite(pair.analytic) and math.isfinite(pair.numeric)]
    largest: dict[str, float] = {}
    for pair in finite:
        largest[pair.tensor] = max(largest.get(pair.tensor, 0.0), abs(pair.analytic), abs(pair.numeric))
    return [
        (pair, pair.analytic / (largest[pair.tensor] or 1.0), pair.numeric / (largest[pair.tensor] or 1.0))
        for pair in finite
    ]


def caption(pairs: Sequence[DerivativePair], key: str) -> Caption:
    """Return the plot in words."""
    on_line = sum(
        abs(pair.analytic - pair.numeric) <= _NEAR * pair.bar or abs(analytic - numeric) < _SMALL
        for pair, analytic, numeric in in_units(pairs)
    )
    if on_line == len(pairs):
        told = _("{agreeing} of {count} measured derivatives agree with backward.", agreeing=on_line, count=len(pairs))
    else:
        told = _(
            "{agreeing} of {count} measured derivatives agree with backward; the others lie off the diagonal.",
            agreeing=on_line,
            count=len(pairs),
        )
    return Caption(key, _("Numeric against analytic derivatives"), told)


def _dot(pair: DerivativePair, x: float, y: float, css: str) -> Markup:
    told = _(
        "{tensor}: analytic {analytic}, numeric {numeric}",
        tensor=one_line(pair.tensor, 80),
        analytic=human(pair.analytic),
        numeric=human(pair.numeric),
    )
    if css == "right":
        return tag("circle", tag("title", told), cx=x, cy=y, r=4, class_="dot right")
    # A shape of its own: colour is never the only sign.
    path = f"M{x - 4:.1f} {y - 4:.1f}l8 8m0 -8l-8 8"
    return tag("path", tag("title", told), d=path, class_="cross")
