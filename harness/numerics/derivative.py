"""A number that was measured, and how far off it may be."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# Rounding unit of the arithmetic that submissions are asked to use.
EPSILON = float(np.finfo(np.float64).eps)


class Derivative(NamedTuple):
    """Derivatives along K directions, in loss units per unit of the parameter.

    `bar` is an absolute error estimate; it is infinite, and the value 0, where nothing is known.
    """

    value: Array  # (K,), or any shape
    bar: Array  # the same


def measured(value: Array, bar: Array) -> Derivative:
    """Return the record, with an infinite bar wherever value or bar is not finite."""
    known = np.isfinite(value) & np.isfinite(bar)
    return Derivative(value=np.where(known, value, 0.0), bar=np.where(known, bar, np.inf))
