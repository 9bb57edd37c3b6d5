"""Update rules: from parameters and gradients to the next parameters."""

import numpy as np

from reference.arrays import Parameters

# Kingma and Ba 2015, below algorithm 1.
BETA_1 = 0.9
BETA_2 = 0.999
ADAM_EPSILON = 1e-8

# Number of updates so far, first and second moments of the gradients.
AdamState = tuple[int, Parameters, Parameters]


def sgd(p: Parameters, grads: Parameters, learning_rate: float) -> Parameters:
    """Return p - η·grads: one step of stochastic gradient descent."""
    return tuple(param - learning_rate * grad for param, grad in zip(p, grads, strict=True))


def init_adam(p: Parameters) -> AdamState:
    """Return the state of Adam before the first update."""
    return 0, tuple(np.zeros_like(param) for param in p), tuple(np.zeros_like(param) for param in p)


def adam(p: Parameters, grads: Parameters, state: AdamState, learning_rate: float) -> tuple[Parameters, AdamState]:
    """Return the parameters and the state after one step of Adam (Kingma and Ba 2015, algorithm 1)."""
    count = state[0] + 1
    first = tuple(BETA_1 * m + (1 - BETA_1) * grad for m, grad in zip(state[1], grads, strict=True))
    second = tuple(BETA_2 * s + (1 - BETA_2) * grad**2 for s, grad in zip(state[2], grads, strict=True))
    updated = []
    for param, m, s in zip(p, first, second, strict=True):
        m_hat = m / (1 - BETA_1**count)
        s_hat = s / (1 - BETA_2**count)
        updated.append(param - learning_rate * m_hat / (np.sqrt(s_hat) + ADAM_EPSILON))
    return tuple(updated), (count, first, second)
