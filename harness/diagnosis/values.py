"""Arrays to be found again, whatever their names, shapes and orientation."""

from collections.abc import Sequence
from math import isfinite

import numpy as np

from reference.arrays import Array

# Equal values differ by rounding; others, at weights of sd 0.5, in the third digit.
SAME = 1e-9


class Values:
    """A collection that knows whether it holds an array: by the sum of magnitudes first, then entry by entry."""

    def __init__(self, arrays: Sequence[Array]) -> None:
        """Keep the arrays."""
        self._arrays = sorted(((_size(array), array) for array in arrays), key=lambda pair: pair[0])
        self._sizes = np.array([size for size, _ in self._arrays])

    def __contains__(self, wanted: Array) -> bool:
        """Whether an array with these entries, transposed or reshaped perhaps, is among them."""
        size = _size(wanted)
        margin = SAME * max(size, SAME)
        first = int(np.searchsorted(self._sizes, size - margin))
        last = int(np.searchsorted(self._sizes, size + margin, side="right"))
        return any(same_values(wanted, array) for _, array in self._arrays[first:last])


def same_values(one: Array, other: Array) -> bool:
    """Whether two arrays have the same entries, in the same order or transposed; NaN equals nothing."""
    if one.size != other.size:
        return False
    flat = other.ravel()
    with np.errstate(all="ignore"):
        margin = SAME * float(np.max(np.abs(flat)))
        return bool(np.all(np.abs(one.ravel() - flat) <= margin) or np.all(np.abs(one.T.ravel() - flat) <= margin))


def same_stacks(ones: Array, others: Array) -> bool:
    """Whether each of several arrays, stacked, is the same as its fellow, in the sense of `same_values`."""
    if ones.size != others.size:
        return False
    count = len(ones)
    plain, flat = ones.reshape(count, -1), others.reshape(count, -1)
    turned = ones.transpose(0, *reversed(range(1, ones.ndim))).reshape(count, -1)
    with np.errstate(all="ignore"):
        margin = SAME * np.max(np.abs(flat), axis=1, keepdims=True)
        same = np.all(np.abs(plain - flat) <= margin, axis=1)
        return bool(np.all(same | np.all(np.abs(turned - flat) <= margin, axis=1)))


def _size(array: Array) -> float:
    with np.errstate(all="ignore"):
        size = float(np.abs(array).sum())
    return size if isfinite(size) else 0.0  # equals nothing, so that it may stand anywhere
