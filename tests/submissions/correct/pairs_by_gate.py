# params["f"] = (W, b): a pair for each gate, gradients alike.
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def affine(pair, z):
    W, b = pair
    return W @ z + b


def forward(inputs, h_prev, C_prev, params):
    h, c, cache, ys = h_prev, C_prev, [], []
    for x in inputs:
        z = np.vstack((h, x))
        f, i, o = (sigmoid(affine(params[k], z)) for k in ("f", "i", "o"))
        g = np.tanh(affine(params["g"], z))
        c_old, c = c, f * c + i * g
        h = o * np.tanh(c)
        v = affine(params["y"], h)
        e = np.exp(v - v.max())
        ys.append(e / e.sum())
        cache.append((z, f, i, g, o, c_old, c, h))
    return ys, cache


def backward(ys, cache, targets, params):
    grads = {k: (np.zeros_like(W), np.zeros_like(b)) for k, (W, b) in params.items()}
    loss = dh_next = dc_next = 0
    for (z, f, i, g, o, c_old, c, h), y, t in zip(cache[::-1], ys[::-1], targets[::-1]):
        loss -= np.sum(t * np.log(y))
        d = {"y": y - t}
        dh = params["y"][0].T @ d["y"] + dh_next
        tc = np.tanh(c)
        dc = dc_next + dh * o * (1 - tc**2)
        d |= {
            "f": dc * c_old * f * (1 - f),
            "i": dc * g * i * (1 - i),
            "g": dc * i * (1 - g**2),
            "o": dh * tc * o * (1 - o),
        }
        for k, e in d.items():
            W, b = grads[k]
            W += e @ (h if k == "y" else z).T
            b += e
        dh_next = sum(params[k][0].T @ d[k] for k in "figo")[: len(h)]
        dc_next = dc * f
    return loss, grads
