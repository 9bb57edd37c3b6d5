"""Axes: where values stand in a drawing, and which of them are labelled."""

import math
from typing import NamedTuple

_NICE_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_NO_WIDTH = 1e-9  # relative; values closer than this are one
_TICK_DIGITS = 6  # of a step: `0.30000000000000004` is 0.3


class Scale(NamedTuple):
    """Maps values to positions in a drawing, linearly or by their logarithm."""

    low: float
    high: float
    start: float  # position of `low`
    end: float  # position of `high`
    log: bool = False

    def __call__(self, value: float) -> float:
        """Return the position of a value; values outside the range stand at its ends."""
        low, high, at = self.low, self.high, self._inside(value)
        if self.log:
            low, high, at = math.log10(low), math.log10(high), math.log10(at)
        return self.start + (self.end - self.start) * (at - low) / (high - low)

    def _inside(self, value: float) -> float:
        return min(max(value, self.low), self.high)


def linear_ticks(low: float, high: float, most: int) -> tuple[float, ...]:
    """Return at most `most` + 1 round values that cover low to high."""
    width = high - low
    if width <= _NO_WIDTH * max(abs(low), abs(high)):  # one value, or none to speak of: show it with some room
        width = abs(high) or 1.0
    raw = width / max(1, most - 1)
    exponent = math.floor(math.log10(raw))
    power = 10.0**exponent
    step = next(nice * power for nice in _NICE_STEPS if nice * power >= raw * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(round(index * step, _TICK_DIGITS - exponent) for index in range(first, max(last, first + 1) + 1))


def decades(low: float, high: float, most: int) -> tuple[int, ...]:
    """Return the exponents of the labelled powers of ten from low to high, evenly apart, at most `most` of them."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    last = max(last, first + 1)
    stride = next(stride for stride in range(1, last - first + 2) if (last - first) // stride + 1 <= most)
    return tuple(range(first, last + 1, stride))


def spread(wanted: tuple[float, ...], gap: float, low: float, high: float) -> tuple[float, ...]:
    """Move label positions apart to at least `gap`, keeping their order and, where they fit, low to high."""
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], index))
    placed: list[float] = []
    for index in order:
        placed.append(max(wanted[index], placed[-1] + gap if placed else low))
    for back in range(len(placed) - 1, -1, -1):
        limit = high if back == len(placed) - 1 else placed[back + 1] - gap
        placed[back] = min(placed[back], limit)
    by_index = dict(zip(order, placed, strict=True))
    return tuple(by_index[index] for index in range(len(wanted)))
