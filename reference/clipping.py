"""Gradient clipping: shorten the gradient where it is too long, keep its direction."""

from collections.abc import Sequence

import numpy as np

from reference.arrays import Array

# The course's bound on the norm of all gradients together.
MAX_NORM = 0.25


def clip_gradient_norm(grads: Sequence[Array], max_norm: float = MAX_NORM) -> tuple[Array, ...]:
    """Return `grads` times one factor, such that their global norm, over all arrays, is at most `max_norm`.

    Source: Pascanu, Mikolov and Bengio 2013, algorithm 1.
    """
    total_norm = np.sqrt(sum(float(np.sum(grad**2)) for grad in grads))
    clipped = list(grads)
    if total_norm > max_norm:
        factor = max_norm / total_norm
        for index, grad in enumerate(grads):
            clipped[index] = factor * grad
    return tuple(clipped)


def clip_gradient_norm_per_matrix(grads: Sequence[Array], max_norm: float = MAX_NORM) -> tuple[Array, ...]:
    """Return `grads`, each times a factor of its own, such that the norm of each is at most `max_norm`."""
    return tuple(clip_gradient_norm([grad], max_norm)[0] for grad in grads)
