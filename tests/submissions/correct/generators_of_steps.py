# LSTM: both passes are generators that yield step after step.
import numpy as np
from collections import namedtuple

Step = namedtuple("Step", "z f i g o c_prev c h y")


def sigmoid(v):
    return np.reciprocal(1 + np.exp(-v))


def unroll(inputs, h, c, p):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    for x in inputs:
        z = np.r_[h, x]
        f, i, o = sigmoid(W_f @ z + b_f), sigmoid(W_i @ z + b_i), sigmoid(W_o @ z + b_o)
        g = np.tanh(W_g @ z + b_g)
        c_prev, c = c, f * c + i * g
        h = o * np.tanh(c)
        e = np.exp(W_v @ h + b_v)
        yield Step(z, f, i, g, o, c_prev, c, h, e / e.sum())


def forward(inputs, h_prev, c_prev, p):
    steps = list(unroll(inputs, h_prev, c_prev, p))
    return [s.y for s in steps], steps


def gradients(steps, targets, p):
    W_f, W_i, W_g, W_o, W_v = p[:5]
    dh_next = dc_next = 0.0
    for s, target in zip(steps[::-1], targets[::-1]):
        dv = s.y - target
        dh = W_v.T @ dv + dh_next
        tc = np.tanh(s.c)
        dc = dc_next + dh * s.o * (1 - tc**2)
        df, di = dc * s.c_prev * s.f * (1 - s.f), dc * s.g * s.i * (1 - s.i)
        dg, do = dc * s.i * (1 - s.g**2), dh * tc * s.o * (1 - s.o)
        yield [d @ s.z.T for d in (df, di, dg, do)] + [dv @ s.h.T, df, di, dg, do, dv]
        dh_next = (W_f.T @ df + W_i.T @ di + W_g.T @ dg + W_o.T @ do)[: len(dh)]
        dc_next = dc * s.f


def backward(outputs, steps, targets, p):
    loss = -sum(np.log(np.sum(y * t)) for y, t in zip(outputs, targets))
    total = [np.zeros_like(w) for w in p]
    for step in gradients(steps, targets, p):
        total = [a + b for a, b in zip(total, step)]
    return loss, tuple(total)
