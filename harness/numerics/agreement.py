"""Does a claimed gradient agree with a measured derivative? Three answers, by the discrepancy over the error bar."""

from enum import StrEnum

import numpy as np

from harness.numerics.derivative import Array, Derivative

# Correct code differs from the derivative of its own loss by the guard in log(ŷ + ε), which gradients leave out.  At
# weights of sd 0.5 it shifts a gradient by up to 11.4 times the share by which it shifts the loss, whatever ε is.
GUARD_PER_LOSS = 15.0

# The share below which a shift of the loss is its rounding, over which an error in a gradient is none.
LEAST_GUARD = 1e-10

# A shift of the loss above this share is no guard (ε = 1e-5 gives 4e-5 on ordinary cases): the losses differ in kind.
LARGEST_LOSS_SHIFT = 1e-3

# Discrepancies in bars.  Measured: correct code below 0.5; wrong tensors from 1e3 on where ε ≤ 1e-10; with ε = 1e-8
# the faintest of them, gradients that are right to 2e-5, sink to 16, and each wrong line shows at 3e3 in some tensor.
RIGHT_BELOW = 8.0
WRONG_ABOVE = 16.0

# A bar above this share of the derivative, measured or claimed, decides nothing, as near a kink: at ordinary points
# bars are below 1e-8 of it.
LARGEST_RELATIVE_BAR = 1e-3


class Agreement(StrEnum):
    """What the numbers say of one tensor's gradient."""

    RIGHT = "right"
    WRONG = "wrong"
    INCONCLUSIVE = "inconclusive"


def guard_of_loss(loss: float, exact: float) -> float:
    """Return the share of the largest derivative by which the guard ε of a `loss` may shift its derivatives.

    `exact` is -Σ target ⊙ log ŷ of the same outputs in the same scale (sum or mean).
    """
    with np.errstate(all="ignore"):  # a loss of zero or NaN has no guard
        shift = float(np.abs(np.float64(loss) - exact) / np.abs(np.float64(exact)))
    return max(LEAST_GUARD, GUARD_PER_LOSS * shift) if shift < LARGEST_LOSS_SHIFT else LEAST_GUARD


def agree(claimed: Array, derivative: Derivative, *, guard: float) -> Agreement:
    """Judge one tensor: its claimed directional derivatives Σ d ⊙ gradient (K,) against the measured ones.

    `guard` comes from `guard_of_loss`.  One wrong direction makes the tensor wrong; else one undecided direction makes
    it inconclusive.
    """
    ratio = discrepancy_in_bars(claimed, derivative, guard=guard)
    scale = max(_largest(claimed), _largest(derivative.value))
    sharp = derivative.bar < LARGEST_RELATIVE_BAR * scale
    both_zero = (claimed == 0) & (derivative.value == 0) & np.isfinite(derivative.bar)
    wrong = sharp & ~(ratio < WRONG_ABOVE)
    right = (sharp & (ratio < RIGHT_BELOW)) | both_zero
    if np.any(wrong):
        return Agreement.WRONG
    return Agreement.RIGHT if np.all(right) else Agreement.INCONCLUSIVE


def discrepancy_in_bars(claimed: Array, derivative: Derivative, *, guard: float) -> Array:
    """Return |claimed - measured| / (bar + guard · largest derivative) of each direction.

    It is infinite where the claim is not finite, and NaN where the bar is not.
    """
    bar = derivative.bar + guard * _largest(derivative.value)
    with np.errstate(all="ignore"):  # a bar of zero, with a discrepancy of zero or not
        ratio = np.abs(claimed - derivative.value) / bar
    ratio = np.where(claimed == derivative.value, 0.0, ratio)
    ratio = np.where(np.isfinite(claimed), ratio, np.inf)
    return np.where(np.isfinite(derivative.bar), ratio, np.nan)


def _largest(values: Array) -> float:
    """Return the largest finite magnitude, 0 where there is none."""
    return float(np.max(np.abs(values), where=np.isfinite(values), initial=0.0))
