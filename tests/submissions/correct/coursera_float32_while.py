"""Coursera's functions of many steps in single precision, with while loops and arrays of T+1 states."""

import numpy as np

single = np.float32


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    e = np.exp(x - x.max(0))
    return e / e.sum(0)


def lstm_forward(x, a0, parameters):
    p = {name: value.astype(single) for name, value in parameters.items()}
    x = x.astype(single)
    (n_a, m), T = a0.shape, x.shape[2]
    a = np.zeros((n_a, m, T + 1), dtype=single)
    c = np.zeros((n_a, m, T + 1), dtype=single)
    y = np.zeros((p["Wy"].shape[0], m, T), dtype=single)
    gates = np.zeros((4, n_a, m, T), dtype=single)
    a[:, :, 0] = a0
    t = 0
    while t < T:
        z = np.concatenate((a[:, :, t], x[:, :, t]))
        gates[0, :, :, t] = sigmoid(p["Wf"] @ z + p["bf"])
        gates[1, :, :, t] = sigmoid(p["Wi"] @ z + p["bi"])
        gates[2, :, :, t] = np.tanh(p["Wc"] @ z + p["bc"])
        gates[3, :, :, t] = sigmoid(p["Wo"] @ z + p["bo"])
        f, i, g, o = gates[:, :, :, t]
        t += 1
        c[:, :, t] = f * c[:, :, t - 1] + i * g
        a[:, :, t] = o * np.tanh(c[:, :, t])
        y[:, :, t - 1] = softmax(p["Wy"] @ a[:, :, t] + p["by"])
    return a[:, :, 1:], y, c[:, :, 1:], (a, c, gates, x, p)


def lstm_backward(da, caches):
    a, c, gates, x, p = caches
    n_a, m, T = da.shape
    gradients = {"d" + name: np.zeros_like(p[name]) for name in ("Wf", "Wi", "Wc", "Wo", "bf", "bi", "bc", "bo")}
    gradients["dx"] = np.zeros_like(x)
    da_next = dc_next = np.zeros((n_a, m), dtype=single)
    t = T
    while t > 0:
        f, i, g, o = gates[:, :, :, t - 1]
        tc = np.tanh(c[:, :, t])
        dat = single(da[:, :, t - 1]) + da_next
        dc = dc_next + dat * o * (1 - tc**2)
        z = np.concatenate((a[:, :, t - 1], x[:, :, t - 1]))
        dz = 0
        for name, d in (
            ("f", dc * c[:, :, t - 1] * f * (1 - f)),
            ("i", dc * g * i * (1 - i)),
            ("c", dc * i * (1 - g**2)),
            ("o", dat * tc * o * (1 - o)),
        ):
            gradients["dW" + name] += d @ z.T
            gradients["db" + name] += d.sum(axis=1, keepdims=True)
            dz = dz + p["W" + name].T @ d
        da_next, gradients["dx"][:, :, t - 1] = dz[:n_a], dz[n_a:]
        dc_next = dc * f
        t -= 1
    return {**gradients, "da0": da_next}
