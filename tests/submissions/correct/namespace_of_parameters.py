# params: a SimpleNamespace handed over; gradients too.
from types import SimpleNamespace
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def forward(inputs, h, c, params):
    ys, tape = [], []
    for x in inputs:
        z = np.vstack((h, x))
        f = sigmoid(params.Wf @ z + params.bf)
        i = sigmoid(params.Wi @ z + params.bi)
        g = np.tanh(params.Wc @ z + params.bc)
        o = sigmoid(params.Wo @ z + params.bo)
        c_old, c = c, f * c + i * g
        h = o * np.tanh(c)
        v = params.Wy @ h + params.by
        e = np.exp(v - v.max())
        ys.append(e / e.sum())
        tape.append(SimpleNamespace(z=z, f=f, i=i, g=g, o=o, c_old=c_old, c=c, h=h, y=ys[-1]))
    return ys, tape


def backward(ys, tape, targets, params):
    d = SimpleNamespace(**{k: np.zeros_like(v) for k, v in vars(params).items()})
    loss = dh_ = dc_ = 0
    for s, t in zip(tape[::-1], targets[::-1]):
        loss -= np.log((s.y * t).sum())
        dy = s.y - t
        d.Wy += dy @ s.h.T
        d.by += dy
        dh = params.Wy.T @ dy + dh_
        tc = np.tanh(s.c)
        dc = dc_ + dh * s.o * (1 - tc**2)
        df, di, dg, do = (
            dc * s.c_old * s.f * (1 - s.f),
            dc * s.g * s.i * (1 - s.i),
            dc * s.i * (1 - s.g**2),
            dh * tc * s.o * (1 - s.o),
        )
        d.Wf += df @ s.z.T
        d.bf += df
        d.Wi += di @ s.z.T
        d.bi += di
        d.Wc += dg @ s.z.T
        d.bc += dg
        d.Wo += do @ s.z.T
        d.bo += do
        dh_ = (params.Wf.T @ df + params.Wi.T @ di + params.Wc.T @ dg + params.Wo.T @ do)[: len(s.h)]
        dc_ = dc * s.f
    return loss, d
