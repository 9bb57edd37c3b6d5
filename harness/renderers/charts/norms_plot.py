"""Norms of dh and dC over time: does the gradient reach the first step, vanish or explode?"""

import math
from collections.abc import Sequence

from markupsafe import Markup

from harness.languages.sentences import sentence
from harness.languages.words import _
from harness.measured import REFERENCE, SUBMISSION, Norms
from harness.renderers._markup import tag
from harness.renderers._numbers import human, power_of_ten
from harness.renderers._text import one_line
from harness.renderers.charts._frame import Caption, axis_x, axis_y, drawing, line
from harness.renderers.charts._scale import Scale, decades

_LEFT, _TOP, _RIGHT, _BOTTOM = 52, 36, 14, 46  # margins, px
_SMALLEST = 1e-12  # stands for a norm of exactly 0, which a logarithm cannot show
_STYLES = {SUBMISSION: "submission", REFERENCE: "reference"}


def style(curve: Norms) -> str:
    """Return the class of a line: the submission's, the reference's, or that of the reference with the bugs."""
    return _STYLES.get(curve.label, "mutant")


def values(curve: Norms, of: str) -> tuple[float, ...]:
    """Return the norms of `of`, dh or dC."""
    return curve.dh if of == "dh" else curve.dC


def norms_plot(curves: Sequence[Norms], of: str, key: str, width: float, height: float) -> Markup:
    """Return the norms of `of` over the steps, on a logarithmic scale."""
    found = [max(norm, _SMALLEST) for curve in curves for norm in values(curve, of) if math.isfinite(norm)] or [1.0]
    steps = max((len(values(curve, of)) for curve in curves), default=1)
    exponents = decades(min(found), max(found), max(3, int(height // 40)))
    x = Scale(1, max(steps, 2), _LEFT, width - _RIGHT)
    y = Scale(10.0 ** exponents[0], max(*found, 10.0 ** exponents[-1]), height - _BOTTOM, _TOP, log=True)
    stride = max(1, math.ceil(steps / max(2, int(width // 40))))
    drawn = []
    for curve in sorted(curves, key=style, reverse=True):  # the reference's dashes over the submission's line
        points = [
            (x(step), y(max(norm, _SMALLEST)) if math.isfinite(norm) else math.nan)
            for step, norm in enumerate(values(curve, of), start=1)
        ]
        drawn.append(line(points, f"line {style(curve)}"))
        drawn += [
            _dot(curve, _("step {step}: {norm}", step=step, norm=human(norm)), point)
            for step, (point, norm) in enumerate(zip(points, values(curve, of), strict=True), start=1)
            if math.isfinite(point[1])
        ]
    return drawing(
        caption(curves, of, key),
        width,
        height,
        axis_y(y, [(10.0**n, power_of_ten(n)) for n in exponents], _LEFT, width - _RIGHT, f"‖{of}‖"),
        axis_x(x, [(step, str(step)) for step in range(1, steps + 1, stride)], height - _BOTTOM, _("step t")),
        *drawn,
    )


def _dot(curve: Norms, told: str, at: tuple[float, float]) -> Markup:
    title = tag("title", _("{run}, {told}", run=_run(curve), told=told))
    return tag("circle", title, cx=at[0], cy=at[1], r=4, class_=f"dot {style(curve)}")


def caption(curves: Sequence[Norms], of: str, key: str) -> Caption:
    """Return the plot in words."""
    found = [(_run(curve), values(curve, of)) for curve in curves if values(curve, of)]
    told = _("; ").join(
        _(
            "{run} {last} at the last step, {first} at the first",
            run=label,
            last=human(of_steps[-1]),
            first=human(of_steps[0]),
        )
        for label, of_steps in found
    )
    title = _("Norm of {of} over time", of=of)
    return Caption(key, title, _("Backwards in time: {told}.", told=told) if told else _("No run."))


def _run(curve: Norms) -> str:
    return one_line(sentence(curve.label), 60)
