"""Training curves: loss on the validation set over updates, one line for each run, labelled where it ends."""

import math
from collections.abc import Sequence

from markupsafe import Markup

from harness.languages.numbers import number
from harness.languages.sentences import sentence
from harness.languages.words import _
from harness.measured import REFERENCE, SUBMISSION, Band, Curve, Training
from harness.renderers._columns import columns, cut
from harness.renderers._markup import tag
from harness.renderers._numbers import coordinate, human, power_of_ten
from harness.renderers._text import one_line
from harness.renderers.charts._frame import Caption, axis_x, axis_y, drawing, line, text
from harness.renderers.charts._scale import Scale, decades, linear_ticks, spread

_LEFT, _TOP, _BOTTOM = 44, 36, 46  # margins, px
_CHARACTER = 6.6  # px: width of a character of a label
_LABEL = 16  # px: height of a label
_LABEL_SHARE = 0.34  # of the width, at most, is for labels
_LOG_FROM = 50.0  # a largest loss this many times the smallest needs a logarithmic axis
_STYLES = {SUBMISSION: "submission", REFERENCE: "reference"}


def style(curve: Curve) -> str:
    """Return the class of a run's line: the submission's, the reference's, or a mutant's."""
    return _STYLES.get(curve.label, "mutant")


def training_plot(training: Training, key: str, width: float, height: float) -> Markup:
    """Return the loss curves; a loss that is not finite interrupts its line."""
    curves = tuple(sorted(training.curves, key=lambda curve: style(curve) == "mutant"))  # thin dashes over thick lines
    room = min(
        _LABEL_SHARE * width, 14 + _CHARACTER * max((columns(sentence(curve.label)) for curve in curves), default=0)
    )
    updates = training.updates or (0, 1)
    x_ticks = linear_ticks(min(updates), max(updates), max(3, int((width - room) // 80)))
    x = Scale(min(updates), max(updates) if max(updates) > min(updates) else min(updates) + 1, _LEFT, width - room)
    band = training.band
    y, y_labels = _loss_axis([*(loss for curve in curves for loss in curve.losses), *_edges(band)], height)
    lines, ends = [], []
    for curve in curves:
        points = [
            (x(update), y(loss) if math.isfinite(loss) else math.nan)
            for update, loss in zip(training.updates, curve.losses, strict=False)
        ]
        lines.append(line(points, f"line {style(curve)}"))
        lines += [
            tag("circle", cx=at, cy=height_at, r=3, class_=f"dot {style(curve)}")
            for at, height_at in points
            if math.isfinite(height_at)
        ]
        ends.append(next((point for point in reversed(points) if math.isfinite(point[1])), (x.end, y.end)))
    label_ys = spread(tuple(end[1] for end in ends), _LABEL, _TOP, height - _BOTTOM)
    labels = [_label(curve, end, at, width, x.end) for curve, end, at in zip(curves, ends, label_ys, strict=True)]
    return drawing(
        caption(training, key),
        width,
        height,
        axis_y(y, y_labels, _LEFT, x.end, _("loss, nats per token")),
        axis_x(x, [(tick, number(f"{tick:g}")) for tick in x_ticks if tick <= x.high], height - _BOTTOM, _("updates")),
        *_area(training.updates, band, x, y),
        *lines,
        *labels,
    )


def caption(training: Training, key: str) -> Caption:
    """Return the plot in words."""
    ends = _("; ").join(
        _("{run} ends at {loss}", run=one_line(sentence(curve.label), 60), loss=human(curve.losses[-1]))
        for curve in training.curves
        if curve.losses
    )
    title = _("Loss on the validation set over updates")
    return Caption(key, title, _("Nats per token: {ends}.", ends=ends) if ends else _("No run."))


def _edges(band: Band | None) -> tuple[float, ...]:
    return (*band.low, *band.high) if band else ()


def _area(updates: Sequence[int], band: Band | None, x: Scale, y: Scale) -> list[Markup]:
    """Return the area between the lowest and the highest loss."""
    if band is None or not all(math.isfinite(loss) for loss in _edges(band)):
        return []
    there = [(x(update), y(loss)) for update, loss in zip(updates, band.high, strict=False)]
    back = [(x(update), y(loss)) for update, loss in zip(updates, band.low, strict=False)]
    corners = " ".join(f"{coordinate(at)},{coordinate(high)}" for at, high in [*there, *reversed(back)])
    return [tag("polygon", points=corners, class_="band")]


def _loss_axis(losses: Sequence[float], height: float) -> tuple[Scale, list[tuple[float, str]]]:
    found = [loss for loss in losses if math.isfinite(loss)] or [0.0, 1.0]
    low, high = min(found), max(found)
    most = max(3, int(height // 48))
    if low > 0 and high / low > _LOG_FROM:
        exponents = decades(low, high, most)
        scale = Scale(10.0 ** exponents[0], max(high, 10.0 ** exponents[-1]), height - _BOTTOM, _TOP, log=True)
        return scale, [(10.0**n, power_of_ten(n)) for n in exponents]
    ticks = linear_ticks(min(0.0, low), high, most)
    return Scale(ticks[0], ticks[-1], height - _BOTTOM, _TOP), [(tick, number(f"{tick:g}")) for tick in ticks]


def _label(curve: Curve, end: tuple[float, float], y: float, width: float, x: float) -> Markup:
    words = cut(one_line(sentence(curve.label), 200), int((width - x - 14) / _CHARACTER))
    css = style(curve)
    leader = tag("path", d=f"M{end[0] + 5:.1f} {end[1]:.1f}L{x + 10:.1f} {y:.1f}", class_=f"leader {css}")
    return leader + text(words, x + 13, y, f"words {css}")
