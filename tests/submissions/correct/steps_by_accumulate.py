# LSTM language model: no loop over time, accumulate and reduce go through frozen records of each step.
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate

import numpy as np


@dataclass(frozen=True)
class Step:
    x: np.ndarray
    z: np.ndarray
    f: np.ndarray
    i: np.ndarray
    g: np.ndarray
    o: np.ndarray
    C_old: np.ndarray
    C: np.ndarray
    h: np.ndarray
    y: np.ndarray


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def step(p):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p

    def one(before, x):
        h_old, C_old = (before.h, before.C) if isinstance(before, Step) else before
        z = np.concatenate([h_old, x], axis=0)
        f, i, g, o = sigmoid(W_f @ z + b_f), sigmoid(W_i @ z + b_i), np.tanh(W_g @ z + b_g), sigmoid(W_o @ z + b_o)
        C = f * C_old + i * g
        h = o * np.tanh(C)
        e = np.exp((v := W_v @ h + b_v) - v.max())
        return Step(x, z, f, i, g, o, C_old, C, h, e / e.sum())

    return one


def forward(inputs, h_prev, C_prev, p):
    steps = list(accumulate(inputs, step(p), initial=(h_prev, C_prev)))[1:]
    return [s.y for s in steps], steps


def backward(outputs, steps, targets, p):
    W_f, W_i, W_g, W_o, W_v = p[:5]
    H = len(W_f)

    def back(state, pair):
        loss, grads, dh, dC = state
        s, y = pair
        dv = s.y - y
        dh = dh + W_v.T @ dv
        tc = np.tanh(s.C)
        dC = dC + dh * s.o * (1 - tc**2)
        d = (
            dC * s.C_old * s.f * (1 - s.f),
            dC * s.g * s.i * (1 - s.i),
            dC * s.i * (1 - s.g**2),
            dh * tc * s.o * (1 - s.o),
        )
        new = (*(a @ s.z.T for a in d), dv @ s.h.T, *d, dv)
        dz = sum(W.T @ a for W, a in zip((W_f, W_i, W_g, W_o), d))
        return loss - np.sum(y * np.log(s.y)), tuple(a + b for a, b in zip(grads, new)), dz[:H], dC * s.f

    zeros = np.zeros((H, 1))
    start = (0.0, tuple(np.zeros_like(w) for w in p), zeros, zeros)
    loss, grads, _, _ = reduce(back, list(zip(steps, targets))[::-1], start)
    return loss, grads
