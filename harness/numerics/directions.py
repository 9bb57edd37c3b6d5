"""Random directions along which a gradient is tested."""

import numpy as np

from harness.numerics.derivative import Array

# Three miss an error only where it is orthogonal to all of them, which a Gaussian draw never quite is.
DIRECTIONS = 3


def draw_directions(shape: tuple[int, ...], rng: np.random.Generator, count: int = DIRECTIONS) -> Array:
    """Return `count` Gaussian directions for a tensor, (count, *shape), each of Euclidean length 1.

    Gaussian, not ±1: signs can be orthogonal to a bias gradient whose entries sum to zero.  Of length 1, so that one
    ladder of steps suits tensors of all sizes.
    """
    directions = rng.standard_normal((count, *shape))
    axes = tuple(range(1, directions.ndim))
    lengths: Array = np.sqrt(np.sum(directions**2, axis=axes, keepdims=True))
    return directions / lengths
