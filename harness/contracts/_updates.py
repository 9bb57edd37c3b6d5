"""Gradients that backward does not return: kept as attributes or globals, or seen in how it changes the weights."""

import numpy as np

from harness.contracts import _places
from harness.contracts._layouts import Arrays
from harness.contracts._plan import Ran

# The first step of Adagrad, Adam and RMSprop moves every weight by the same amount, whatever its gradient.
SAME_SIZE = 1e-3


def kept_gradients(ran: Ran, results: object) -> dict[str, object]:
    """Return gradients by parameter that stand on the submission's object, where backward returned none.

    Raises ValueError where the weights were changed in a way that does not tell the gradients.
    """
    if results is not None and not isinstance(results, float | int | np.generic):
        return {}
    held = {part: place.gradient() for part, place in ran.places.items()}
    if held and all(isinstance(value, np.ndarray) for value in held.values()):
        return held
    if ran.instance is None:
        return {}
    found = _places.gradients_in(ran.instance)
    return found or dict(changes(ran))


def changes(ran: Ran) -> Arrays:
    """Return how far backward, at a learning rate of 1, has moved the weights against the gradient."""
    if not ran.before:
        return {}
    moved = {part: value - np.asarray(ran.places[part].value()) for part, value in ran.before.items()}
    if not any(np.any(value) for value in moved.values()):
        return {}
    if not ran.rated:
        raise ValueError(
            "backward returns nothing and changes the weights at a learning rate that is not known: expected the "
            "gradients returned, or kept as self.dW_f …"
        )
    sizes = np.concatenate([np.abs(value[value != 0]).ravel() for value in moved.values()])
    if np.ptp(sizes) < SAME_SIZE * np.max(sizes):
        raise ValueError(
            "backward returns nothing and changes the weights by equal amounts, as Adagrad or Adam do: expected the "
            "gradients returned, or kept as self.dW_f …"
        )
    return moved
