"""Free-running generation: a token is drawn from the softmax and fed back as the next input."""

from collections.abc import Sequence

import numpy as np

from reference.arrays import Parameters
from reference.data import one_hot_encode
from reference.language_model import forward

# Twice the longest sequence of the data: an untrained model may never draw the token that stops it.
MAX_TOKENS = 46


def sample(
    p: Parameters, prompt: Sequence[int], rng: np.random.Generator, *, stop: int | None = None, count: int = MAX_TOKENS
) -> list[int]:
    """Return up to `count` indices that continue the `prompt` of one index or more; `stop` is the last where drawn.

    Raises ValueError where the prompt is empty.
    """
    if not prompt:
        raise ValueError("sample: the prompt is empty, expected at least one index to start from")
    V, H = p[4].shape
    h, C = np.zeros((H, 1)), np.zeros((H, 1))
    inputs = [one_hot_encode(index, V) for index in prompt]
    drawn: list[int] = []
    while len(drawn) < count:
        _, _, _, _, C_s, _, h_s, _, outputs = forward(inputs, h, C, p)
        h, C = h_s[-1], C_s[-1]
        token = int(rng.choice(V, p=outputs[-1][:, 0]))
        drawn.append(token)
        if token == stop:
            break
        inputs = [one_hot_encode(token, V)]
    return drawn
