"""Cross-entropy between predicted distributions and one-hot targets."""

from collections.abc import Sequence

import numpy as np

from reference.arrays import Array

# log(0) is -inf: a guard far below any probability that matters, as in the article.
EPSILON = 1e-12


def cross_entropy(outputs: Sequence[Array], targets: Sequence[Array]) -> Array:
    """Return -Σ_t Σ target ⊙ log ŷ_t, in nats, of T pairs of (V, B) arrays, summed over steps and sequences."""
    loss = np.zeros(())
    for y_t, target in zip(outputs, targets, strict=True):
        log_y = np.log(y_t + EPSILON)
        loss = loss - np.sum(target * log_y)
    return loss


def cross_entropy_per_token(outputs: Sequence[Array], targets: Sequence[Array]) -> Array:
    """Return the cross-entropy divided by the number of tokens T·B, so that sequences of all lengths compare."""
    tokens = len(targets) * targets[0].shape[1]
    loss: Array = cross_entropy(outputs, targets) / tokens
    return loss
