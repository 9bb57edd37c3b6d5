# Global named tuples for each gate, gradients as the same type.
from collections import namedtuple
import numpy as np

chars = open("names.txt").read()
D, H = len(set(chars)), 48
Gate = namedtuple("Gate", "W b")
model = {k: Gate(np.random.randn(H, H + D), np.zeros((H, 1))) for k in ("forget", "input", "cand", "output")}
model["logit"] = Gate(np.random.randn(D, H), np.zeros((D, 1)))


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def forward(xs, h, c):
    ys, cache = [], []
    for x in xs:
        z = np.vstack((h, x))
        f, i, o = (sigmoid(model[k].W @ z + model[k].b) for k in ("forget", "input", "output"))
        g = np.tanh(model["cand"].W @ z + model["cand"].b)
        c_old, c = c, f * c + i * g
        h = o * np.tanh(c)
        v = model["logit"].W @ h + model["logit"].b
        e = np.exp(v - v.max())
        ys.append(e / e.sum())
        cache.append((z, f, i, g, o, c_old, c, h))
    return ys, cache


def backward(ys, cache, targets):
    grads = {k: Gate(np.zeros_like(g.W), np.zeros_like(g.b)) for k, g in model.items()}
    loss = dh_next = dc_next = 0
    for (z, f, i, g, o, c_old, c, h), y, t in zip(cache[::-1], ys[::-1], targets[::-1]):
        loss -= np.sum(t * np.log(y))
        d = {"logit": y - t}
        dh = model["logit"].W.T @ d["logit"] + dh_next
        tc = np.tanh(c)
        dc = dc_next + dh * o * (1 - tc**2)
        d |= {
            "forget": dc * c_old * f * (1 - f),
            "input": dc * g * i * (1 - i),
            "cand": dc * i * (1 - g**2),
            "output": dh * tc * o * (1 - o),
        }
        for k, e in d.items():
            grads[k].W[...] += e @ (h if k == "logit" else z).T
            grads[k].b[...] += e
        dh_next = sum(model[k].W.T @ d[k] for k in ("forget", "input", "cand", "output"))[: len(h)]
        dc_next = dc * f
    return loss, grads
