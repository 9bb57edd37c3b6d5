# LSTM: forward is a generator of records, the first of which is the state before.
from itertools import accumulate
from functools import reduce
from typing import NamedTuple
import numpy as np


class Step(NamedTuple):
    z: object
    f: object
    i: object
    g: object
    c: object
    o: object
    h: object
    y: object


def sig(a):
    return 0.5 * (1 + np.tanh(0.5 * a))


def softmax(a):
    e = np.exp(a - a.max(0, keepdims=True))
    return e / e.sum(0, keepdims=True)


def cell(p):
    (Wf, Wi, Wg, Wo, Wv, bf, bi, bg, bo, bv) = p

    def advance(prev, x):
        z = np.r_[prev.h, x]
        f, i, g, o = (fn(W @ z + b) for fn, W, b in ((sig, Wf, bf), (sig, Wi, bi), (np.tanh, Wg, bg), (sig, Wo, bo)))
        c = f * prev.c + i * g
        h = o * np.tanh(c)
        return Step(z, f, i, g, c, o, h, softmax(Wv @ h + bv))

    return advance


def forward(inputs, h_prev, C_prev, p):
    start = Step(*[None] * 4, C_prev, None, h_prev, None)
    yield from accumulate(inputs, cell(p), initial=start)


def backward(steps, targets, p):
    steps = list(steps)
    (Wf, Wi, Wg, Wo, Wv, *_) = p
    H = Wv.shape[1]

    def per_step():
        dh_, dc_ = 0.0, 0.0
        for prev, s, y in zip(steps[-2::-1], steps[:0:-1], targets[::-1]):
            dv = s.y - y
            dh = Wv.T @ dv + dh_
            th = np.tanh(s.c)
            dc = dc_ + dh * s.o * (1 - th * th)
            df, di, dg, do = (
                dc * prev.c * s.f * (1 - s.f),
                dc * s.g * s.i * (1 - s.i),
                dc * s.i * (1 - s.g**2),
                dh * th * s.o * (1 - s.o),
            )
            yield (
                tuple(d @ s.z.T for d in (df, di, dg, do))
                + (dv @ s.h.T,)
                + tuple(d.sum(1, keepdims=True) for d in (df, di, dg, do, dv))
            )
            dh_ = (Wf.T @ df + Wi.T @ di + Wg.T @ dg + Wo.T @ do)[:H]
            dc_ = s.f * dc

    loss = sum(-np.sum(y * np.log(s.y + 1e-15)) for s, y in zip(steps[1:], targets))
    return loss, reduce(lambda a, b: tuple(u + v for u, v in zip(a, b)), per_step())
