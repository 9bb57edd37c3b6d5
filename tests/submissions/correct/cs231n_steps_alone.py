"""CS231n's functions of one step alone, with a dictionary for a cache."""

import numpy as np


def sigmoid(x):
    return 0.5 * (1 + np.tanh(0.5 * x))


def lstm_step_forward(x, prev_h, prev_c, Wx, Wh, b):
    H = prev_h.shape[1]
    a = np.dot(x, Wx) + np.dot(prev_h, Wh) + b
    ai, af, ao, ag = a[:, :H], a[:, H : 2 * H], a[:, 2 * H : 3 * H], a[:, 3 * H :]
    i, f, o, g = sigmoid(ai), sigmoid(af), sigmoid(ao), np.tanh(ag)
    next_c = f * prev_c + i * g
    squashed = np.tanh(next_c)
    next_h = o * squashed
    cache = {"x": x, "h": prev_h, "c": prev_c, "Wx": Wx, "Wh": Wh, "gates": (i, f, o, g), "tanh": squashed}
    return next_h, next_c, cache


def lstm_step_backward(dnext_h, dnext_c, cache):
    i, f, o, g = cache["gates"]
    squashed = cache["tanh"]
    dnext_c = dnext_c + o * (1 - squashed**2) * dnext_h
    da = np.concatenate(
        [
            dnext_c * g * i * (1 - i),
            dnext_c * cache["c"] * f * (1 - f),
            dnext_h * squashed * o * (1 - o),
            dnext_c * i * (1 - g**2),
        ],
        axis=1,
    )
    dx, dprev_h = da @ cache["Wx"].T, da @ cache["Wh"].T
    return dx, dprev_h, dnext_c * f, cache["x"].T @ da, cache["h"].T @ da, da.sum(0)
