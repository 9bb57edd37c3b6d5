"""Finds values again: which expressions of a submission are worth what an expression of the reference is, in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]  # (hits, *shape)
# Sums in another order differ in the last digits; other values, at weights of sd 0.5, in the third.
SAME = 1e-7
TINY = 1e-30


@dataclass(frozen=True)
class Series:
    """What an expression is worth each time that its line runs."""

    values: Values

    @cached_property
    def sizes(self) -> NDArray[np.float64]:
        """The sum of magnitudes each time."""
        with np.errstate(all="ignore"):
            found: NDArray[np.float64] = np.abs(self.values.reshape(len(self.values), -1)).sum(axis=1)
        return found

    def divided(self, by: float) -> "Series":
        """Return the series with every value divided."""
        return Series(self.values / by)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape each time."""
        return self.values.shape[1:]

    @cached_property
    def says_nothing(self) -> bool:
        """Whether it is zero each time, as every sum is at first, or not a finite number."""
        return not np.any(self.values) or not bool(np.all(np.isfinite(self.values)))

    def at(self, hits: Sequence[int]) -> "Series | None":
        """Return the series at some of its times, None where it has not so many."""
        return Series(self.values[list(hits)]) if max(hits, default=0) < len(self.values) else None


def aligned(found: Series, wanted: Series) -> tuple[int, ...] | None:
    """Return at which of its times one series has the values of another, in any order, or None.

    The values may be transposed or of another shape.
    """
    if found.values[0].size != wanted.values[0].size or len(found.values) < len(wanted.values):
        return None
    free = list(range(len(found.values)))
    hits = []
    for number, size in enumerate(wanted.sizes):
        near = [hit for hit in free if abs(found.sizes[hit] - size) <= SAME * max(size, TINY)]
        hit = next((hit for hit in near if same(found.values[hit], wanted.values[number])), None)
        if hit is None:
            return None
        hits.append(hit)
        free.remove(hit)
    return tuple(hits)


def same(one: Values, other: Values) -> bool:
    """Whether two arrays have the same entries, in the same order or transposed."""
    return equal(one.ravel(), other.ravel()) or equal(one.T.ravel(), other.ravel())


def equal(one: Values, other: Values) -> bool:
    """Whether two arrays of one shape agree to rounding."""
    with np.errstate(all="ignore"):
        margin = SAME * float(np.max(np.abs(other)))
        return one.shape == other.shape and bool(np.all(np.abs(one - other) <= margin))
