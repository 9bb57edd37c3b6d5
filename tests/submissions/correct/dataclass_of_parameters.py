# LSTM: the parameters are a dataclass of our own, gate by gate; so are the gradients.
from dataclasses import dataclass, fields, astuple

import numpy as np


@dataclass
class Params:
    Wf: np.ndarray
    bf: np.ndarray
    Wi: np.ndarray
    bi: np.ndarray
    Wc: np.ndarray
    bc: np.ndarray
    Wo: np.ndarray
    bo: np.ndarray
    Wy: np.ndarray
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
    grads = Params(*[np.zeros_like(getattr(p, f.name)) for f in fields(p)])
    loss, dh_next, dc_next = 0, 0, 0
    for y, target, (z, f, i, g, o, c0, c, h) in zip(ys[::-1], targets[::-1], cache[::-1]):
        loss -= np.log(y[np.argmax(target), 0])
        dy = y - target
        dh = p.Wy.T @ dy + dh_next
        dc = dc_next + dh * o * (1 - np.tanh(c) ** 2)
        df, di, dg, do = dc * c0 * f * (1 - f), dc * g * i * (1 - i), dc * i * (1 - g**2), dh * np.tanh(c) * o * (1 - o)
        for total, part in zip(
            (grads.Wf, grads.bf, grads.Wi, grads.bi, grads.Wc, grads.bc, grads.Wo, grads.bo, grads.Wy, grads.by),
            (df @ z.T, df, di @ z.T, di, dg @ z.T, dg, do @ z.T, do, dy @ h.T, dy),
        ):
            total += part
        dh_next = (p.Wf.T @ df + p.Wi.T @ di + p.Wc.T @ dg + p.Wo.T @ do)[: len(h)]
        dc_next = dc * f
    return loss, grads
