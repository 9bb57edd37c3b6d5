"""The order in which z stacks h and x: both are in use, and the columns of the gate weights follow it."""

from collections.abc import Mapping

import numpy as np

from harness.cases import Case
from reference.arrays import Array

GATE_WEIGHTS = ("W_f", "W_i", "W_g", "W_o")


def permuted(case: Case) -> Case:
    """Return the case for a system that stacks [x; h]: the columns of x come first."""
    changes = {name: np.roll(np.asarray(case.arrays[name]), case.V, axis=1) for name in GATE_WEIGHTS}
    return case.having(case.name, **changes)


def restored(gradients: Mapping[str, Array]) -> dict[str, Array]:
    """Return gradients of a system that stacks [x; h] with the columns of h first."""
    return {
        name: _turned(value) if name in GATE_WEIGHTS and value.ndim == 2 else value  # noqa: PLR2004
        for name, value in gradients.items()
    }


def restacked(value: Array, H: int, V: int) -> Array:
    """Return an array that a system with [x; h] makes, with h first along each axis that is as long as z."""
    for axis, size in enumerate(value.shape):
        if size == H + V:
            value = np.roll(value, -V, axis)
    return value


def _turned(gradient: Array) -> Array:
    """Return (H, V+H) as (H, H+V); np.roll would take five times as long, and this is done for every run."""
    by = (gradient.shape[1] - gradient.shape[0]) % gradient.shape[1]
    return np.concatenate((gradient[:, by:], gradient[:, :by]), axis=1)
