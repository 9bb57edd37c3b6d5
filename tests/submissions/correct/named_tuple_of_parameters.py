# LSTM: the parameters are a namedtuple of our own, read as attributes; so are the gradients.
from typing import NamedTuple

import numpy as np


class Params(NamedTuple):
    Wf: np.ndarray
    Wi: np.ndarray
    Wc: np.ndarray
    Wo: np.ndarray
    Wy: np.ndarray
    bf: np.ndarray
    bi: np.ndarray
    bc: np.ndarray
    bo: np.ndarray
    by: np.ndarray


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def forward(inputs, h, c, p):
    ys, cache = [], []
    for x in inputs:
        z = np.vstack([h, x])
        f, i, o = sigmoid(p.Wf @ z + p.bf), sigmoid(p.Wi @ z + p.bi), sigmoid(p.Wo @ z + p.bo)
        g = np.tanh(p.Wc @ z + p.bc)
        c0, c = c, f * c + i * g
        h = o * np.tanh(c)
        e = np.exp(p.Wy @ h + p.by)
        ys.append(e / e.sum())
        cache.append((z, f, i, g, o, c0, c, h))
    return ys, cache


def backward(ys, cache, targets, p):
    grads = Params(*[np.zeros_like(w) for w in p])
    loss, dh_next, dc_next = 0, 0, 0
    for y, target, (z, f, i, g, o, c0, c, h) in zip(ys[::-1], targets[::-1], cache[::-1]):
        loss -= np.log(y[np.argmax(target), 0])
        dy = y - target
        dh = p.Wy.T @ dy + dh_next
        dc = dc_next + dh * o * (1 - np.tanh(c) ** 2)
        df, di, dg, do = dc * c0 * f * (1 - f), dc * g * i * (1 - i), dc * i * (1 - g**2), dh * np.tanh(c) * o * (1 - o)
        for total, part in zip(grads, (df @ z.T, di @ z.T, dg @ z.T, do @ z.T, dy @ h.T, df, di, dg, do, dy)):
            total += part
        dh_next = (p.Wf.T @ df + p.Wi.T @ di + p.Wc.T @ dg + p.Wo.T @ do)[: len(h)]
        dc_next = dc * f
    return loss, grads
