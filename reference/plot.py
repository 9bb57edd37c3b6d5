"""The loss curves as a picture in a file: SVG written by hand, so that no plotting library is needed."""

import math
from collections.abc import Sequence
from pathlib import Path

# The page and the frame of the curves in it, in pixels: left, top, right, bottom.
WIDTH, HEIGHT = 640, 400
LEFT, TOP, RIGHT, BOTTOM = 64, 40, 616, 348
# Distinct for readers who are colour-blind, on white and in grey print (Okabe and Ito 2008); the second is dashed too.
STYLES = (("training", "#0072B2", ""), ("validation", "#D55E00", ' stroke-dasharray="6 4"'))
TICKS = 5


def save_losses(path: Path, training_losses: Sequence[float], validation_losses: Sequence[float]) -> None:
    """Write both losses (nats per token) over the epoch to `path`, an .svg file; equal losses give equal bytes.

    Raises ValueError where the file is to be of another kind.
    """
    if path.suffix.lower() != ".svg":
        raise ValueError(f"save_losses writes SVG only: found {path.name!r}, expected a name that ends in .svg")
    path.write_text(draw_losses(training_losses, validation_losses), encoding="utf-8", newline="\n")


def draw_losses(training_losses: Sequence[float], validation_losses: Sequence[float]) -> str:
    """Return the picture as SVG; losses that are not finite leave a gap."""
    curves = (training_losses, validation_losses)
    finite = [loss for losses in curves for loss in losses if math.isfinite(loss)]
    last = max(1, *(len(losses) - 1 for losses in curves))
    highest = max([*finite, 0.0]) or 1.0
    step_x = max(1.0, _tick_step(last))
    step_y = _tick_step(highest)
    top = step_y * math.ceil(highest / step_y)
    parts = [_frame()]
    parts += [_tick_x(k * step_x, last) for k in range(math.floor(last / step_x) + 1)]
    parts += [_tick_y(k * step_y, top) for k in range(round(top / step_y) + 1)]
    for row, (losses, (name, colour, dashes)) in enumerate(zip(curves, STYLES, strict=True)):
        parts += [
            f'<polyline fill="none" stroke="{colour}" stroke-width="2"{dashes} points="{points}"/>'
            for points in _runs(losses, last, top)
        ]
        parts.append(_legend(row, name, colour, dashes))
    return "\n".join([*parts, "</svg>", ""])


def _frame() -> str:
    centre = (LEFT + RIGHT) / 2
    middle = (TOP + BOTTOM) / 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        ' role="img" aria-labelledby="title" font-family="sans-serif" font-size="12" fill="#222">\n'
        '<title id="title">Training and validation loss over the epochs</title>\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n'
        f'<text x="{centre:.0f}" y="24" text-anchor="middle" font-size="15">Loss of the LSTM language model</text>\n'
        f'<text x="{centre:.0f}" y="388" text-anchor="middle">epoch</text>\n'
        f'<text transform="translate(18 {middle:.0f}) rotate(-90)" text-anchor="middle">'
        "cross-entropy (nats per token)</text>\n"
        f'<path d="M{LEFT} {TOP}V{BOTTOM}H{RIGHT}" fill="none" stroke="#222"/>'
    )


def _tick_step(extent: float) -> float:
    """Return the 1, 2 or 5 times a power of ten that cuts `extent` into about TICKS parts."""
    power = 10.0 ** math.floor(math.log10(extent / TICKS))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor * TICKS >= extent)


def _x(epoch: float, last: float) -> float:
    return LEFT + (RIGHT - LEFT) * epoch / last


def _y(loss: float, top: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * loss / top


def _tick_x(epoch: float, last: float) -> str:
    x = _x(epoch, last)
    return (
        f'<path d="M{x:.1f} {BOTTOM}v5" stroke="#222"/>'
        f'<text x="{x:.1f}" y="{BOTTOM + 19}" text-anchor="middle">{epoch:g}</text>'
    )


def _tick_y(loss: float, top: float) -> str:
    y = _y(loss, top)
    return (
        f'<path d="M{LEFT} {y:.1f}H{RIGHT}" stroke="#ddd"/>'
        f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{loss:g}</text>'
    )


def _runs(losses: Sequence[float], last: float, top: float) -> list[str]:
    """Return the points of each stretch of finite losses."""
    runs: list[list[str]] = [[]]
    for epoch, loss in enumerate(losses):
        if math.isfinite(loss):
            runs[-1].append(f"{_x(epoch, last):.1f},{_y(loss, top):.1f}")
        else:
            runs.append([])
    return [" ".join(run) for run in runs if run]


def _legend(row: int, name: str, colour: str, dashes: str) -> str:
    y = TOP + 14 + 20 * row
    return (
        f'<path d="M{RIGHT - 120} {y}h28" stroke="{colour}" stroke-width="2"{dashes}/>'
        f'<text x="{RIGHT - 84}" y="{y + 4}">{name}</text>'
    )
