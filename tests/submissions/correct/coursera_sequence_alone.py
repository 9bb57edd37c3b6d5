"""Coursera's functions of many steps without those of one: weights stacked once, caches in lists."""

import numpy as np

ORDER = ("f", "i", "c", "o")


def lstm_forward(x, a0, parameters):
    n_a, m = a0.shape
    W = np.vstack([parameters["W" + gate] for gate in ORDER])
    b = np.vstack([parameters["b" + gate] for gate in ORDER])
    a, c = [a0], [np.zeros((n_a, m))]
    gates, stacked, y = [], [], []
    for t in range(x.shape[2]):
        z = np.vstack((a[-1], x[:, :, t]))
        v = W @ z + b
        s = 1 / (1 + np.exp(-v))
        f, i, o = s[:n_a], s[n_a : 2 * n_a], s[3 * n_a :]
        g = np.tanh(v[2 * n_a : 3 * n_a])
        c.append(f * c[-1] + i * g)
        a.append(o * np.tanh(c[-1]))
        gates.append((f, i, g, o))
        stacked.append(z)
        score = parameters["Wy"] @ a[-1] + parameters["by"]
        score = np.exp(score - score.max(axis=0, keepdims=True))
        y.append(score / score.sum(axis=0, keepdims=True))
    caches = (gates, stacked, c, W, parameters)
    return np.dstack(a[1:]), np.dstack(y), np.dstack(c[1:]), caches


def lstm_backward(da, caches):
    gates, stacked, c, W, parameters = caches
    n_a, m, T = da.shape
    n_x = W.shape[1] - n_a
    dx = np.empty((n_x, m, T))
    dW, db = np.zeros_like(W), np.zeros((4 * n_a, 1))
    da_next, dc_next = 0, 0
    for t in range(T)[::-1]:
        f, i, g, o = gates[t]
        th = np.tanh(c[t + 1])
        dat = da[:, :, t] + da_next
        dct = dc_next + dat * o * (1 - th**2)
        dv = np.vstack(
            (
                dct * c[t] * f * (1 - f),
                dct * g * i * (1 - i),
                dct * i * (1 - g**2),
                dat * th * o * (1 - o),
            )
        )
        dW += dv @ stacked[t].T
        db += dv.sum(axis=1, keepdims=True)
        dz = W.T @ dv
        da_next, dx[:, :, t] = dz[:n_a], dz[n_a:]
        dc_next = dct * f
    gradients = {"dx": dx, "da0": da_next}
    for gate, part_w, part_b in zip(ORDER, np.split(dW, 4), np.split(db, 4)):
        gradients["dW" + gate] = part_w
        gradients["db" + gate] = part_b
    return gradients
