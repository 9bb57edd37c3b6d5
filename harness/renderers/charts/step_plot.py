"""Error against step: does the numerical derivative approach backward's as its step shrinks?"""

import math

from markupsafe import Markup

from harness.languages.words import _
from harness.measured import StepCurve
from harness.renderers._markup import tag
from harness.renderers._numbers import human, power_of_ten
from harness.renderers._text import one_line
from harness.renderers.charts._frame import Caption, axis_x, axis_y, drawing, line, text
from harness.renderers.charts._scale import Scale, decades

_LEFT, _TOP, _RIGHT, _BOTTOM = 52, 36, 12, 46  # margins, px
_SMALLEST = 1e-17  # stands for an error of exactly 0, which a logarithm cannot show
_LABEL = 15  # px: height of a line of text


def step_plot(curve: StepCurve, key: str, width: float, height: float) -> Markup:
    """Return error over step, both on logarithmic scales, with the error bar as a band from the bottom."""
    pairs = [
        (step, max(abs(error), _SMALLEST))
        for step, error in zip(curve.steps, curve.errors, strict=True)
        if step > 0 and math.isfinite(step) and math.isfinite(error)
    ]
    bar = curve.bar if math.isfinite(curve.bar) and curve.bar > 0 else None
    steps = [step for step, _ in pairs] or [1e-1]
    errors = [error for _, error in pairs] + ([bar] if bar else []) or [1.0]
    x_ticks = decades(min(steps), max(steps), max(3, int(width // 60)))
    y_ticks = decades(min(errors) / 3, max(errors), max(3, int(height // 32)))
    x = Scale(min(*steps, 10.0 ** x_ticks[0]), max(*steps, 10.0 ** x_ticks[-1]), _LEFT, width - _RIGHT, log=True)
    y = Scale(10.0 ** y_ticks[0], max(*errors, 10.0 ** y_ticks[-1]), height - _BOTTOM, _TOP, log=True)
    return drawing(
        caption(curve, key),
        width,
        height,
        _band(bar, x, y),
        axis_y(y, [(10.0**n, power_of_ten(n)) for n in y_ticks], _LEFT, width - _RIGHT, _("relative difference")),
        axis_x(x, [(10.0**n, power_of_ten(n)) for n in x_ticks], height - _BOTTOM, _("step of the difference")),
        *_laws(curve, x, y),
        line([(x(step), y(error)) for step, error in pairs], "line submission"),
        *(tag("circle", cx=x(step), cy=y(error), r=2.5, class_="dot submission") for step, error in pairs),
    )


def _laws(curve: StepCurve, x: Scale, y: Scale) -> list[Markup]:
    """Return the errors that any difference has, as straight lines: of rounding, and of truncation."""
    laws = (("rounding", curve.rounding, -1), ("truncation", curve.truncation, 2))
    drawn = []
    for css, factor, power in laws:
        if not (math.isfinite(factor) and factor > 0):
            continue
        # Where the line leaves the drawing: the step at which it has the axis's lowest and highest error.
        ends = sorted((error / factor) ** (1 / power) for error in (y.low, y.high))
        low, high = max(ends[0], x.low), min(ends[1], x.high)
        if low < high:
            points = [(x(step), y(factor * step**power)) for step in (low, high)]
            drawn.append(line(points, f"law {css}"))
    return drawn


def caption(curve: StepCurve, key: str) -> Caption:
    """Return the plot in words."""
    name = one_line(curve.tensor, 80)
    finite = [error for error in curve.errors if math.isfinite(error)]
    if finite:
        told = _(
            "The smallest difference over all steps is {least}; the error bar of the numerical derivative is {bar}.",
            least=human(min(finite)),
            bar=human(curve.bar),
        )
    else:
        told = _("No difference is finite; the error bar of the numerical derivative is {bar}.", bar=human(curve.bar))
    return Caption(key, _("Numerical derivative against backward, {tensor}", tensor=name), told)


def _band(bar: float | None, x: Scale, y: Scale) -> Markup:
    if bar is None:
        return Markup("")
    top = y(bar)
    label_y = top + _LABEL / 2 + 2 if y.start - top > _LABEL + 2 else top - _LABEL / 2
    return Markup("").join(
        (
            tag("rect", x=x.start, width=x.end - x.start, y=top, height=y.start - top, class_="band"),
            tag("line", x1=x.start, x2=x.end, y1=top, y2=top, class_="bar"),
            text(_("error bar {bar}", bar=human(bar)), x.start + 6, label_y, "words"),
        )
    )
