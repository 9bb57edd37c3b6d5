# forward yields (prediction, cache) step after step; backward makes the list itself.
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def forward(inputs, h, c, p):
    for x in inputs:
        z = np.vstack((h, x))
        f, i, o = sigmoid(p["Wf"] @ z + p["bf"]), sigmoid(p["Wi"] @ z + p["bi"]), sigmoid(p["Wo"] @ z + p["bo"])
        g = np.tanh(p["Wc"] @ z + p["bc"])
        c_old, c = c, f * c + i * g
        h = o * np.tanh(c)
        v = p["Wy"] @ h + p["by"]
        e = np.exp(v - v.max())
        yield e / e.sum(), (z, f, i, g, o, c_old, c, h)


def backward(steps, targets, p):
    steps = [*steps]
    grads = {"d" + k: np.zeros_like(v) for k, v in p.items()}
    loss, dh_next, dc_next = 0, 0, 0
    for t in range(len(steps) - 1, -1, -1):
        y, (z, f, i, g, o, c_old, c, h) = steps[t]
        loss -= np.sum(targets[t] * np.log(y))
        dv = y - targets[t]
        grads["dWy"] += dv @ h.T
        grads["dby"] += dv
        dh = p["Wy"].T @ dv + dh_next
        tc = np.tanh(c)
        dc = dc_next + dh * o * (1 - tc**2)
        dz = 0
        for k, d in {
            "f": dc * c_old * f * (1 - f),
            "i": dc * g * i * (1 - i),
            "c": dc * i * (1 - g**2),
            "o": dh * tc * o * (1 - o),
        }.items():
            grads["dW" + k] += d @ z.T
            grads["db" + k] += d
            dz = dz + p["W" + k].T @ d
        dh_next, dc_next = dz[: len(h)], dc * f
    return loss, grads
