"""The complex step: the derivative is the imaginary part of the loss at x + ih d, over h, without any difference."""

import numpy as np
from numpy.typing import NDArray

from harness.numerics.derivative import EPSILON, Array, Derivative, measured

# Squire and Trapp 1998: with no subtraction h may be so small that its truncation, h², is far below rounding.
STEP = 1e-30

# Rounding units of |derivative| + |loss| in a bar.  Where the loss has no guard correct code was measured below 0.4 of
# them (150 of the derivative alone, as terms cancel; longer sums have more) and wrong code above 2e8.
ROUNDING_UNITS = 1e3


def complex_points(x: Array, directions: Array, step: float = STEP) -> NDArray[np.complex128]:
    """Return x + ih d, shape (K, *x.shape), for K directions d, shape (K, *x.shape)."""
    shifted: NDArray[np.complex128] = x + 1j * step * directions
    return shifted


def differentiate_complex(losses: NDArray[np.complex128], step: float = STEP) -> Derivative:
    """Return Im f(x + ih d) / h for K losses; the bar is in units of rounding error, of the derivatives and the loss.

    The code that was given complex numbers must carry them to the end: confirm by a finite difference.
    """
    with np.errstate(all="ignore"):  # NaN and infinity are answers here
        value = losses.imag / step
        scale = np.abs(value) + np.abs(losses.real)
        bar = ROUNDING_UNITS * EPSILON * scale
    return measured(value, np.where(np.isfinite(losses.real), bar, np.inf))
