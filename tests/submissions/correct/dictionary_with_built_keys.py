# LSTM language model: parameters in a dictionary; backward builds the keys.
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def forward(inputs, h_prev, C_prev, p):
    zs, fs, is_, gs, Cs, os_, hs, vs, ys = [], [], [], [], [C_prev], [], [h_prev], [], []
    for x in inputs:
        z = np.concatenate([hs[-1], x], axis=0)
        f = sigmoid(p["Wf"] @ z + p["bf"])
        i = sigmoid(p["Wi"] @ z + p["bi"])
        g = np.tanh(p["Wc"] @ z + p["bc"])
        o = sigmoid(p["Wo"] @ z + p["bo"])
        C = f * Cs[-1] + i * g
        h = o * np.tanh(C)
        v = p["Wy"] @ h + p["by"]
        e = np.exp(v - v.max())
        for l, a in zip((zs, fs, is_, gs, Cs, os_, hs, vs, ys), (z, f, i, g, C, o, h, v, e / e.sum())):
            l.append(a)
    return zs, fs, is_, gs, Cs, os_, hs, vs, ys


def backward(z, f, i, g, C, o, h, v, outputs, targets, p):
    d = {k: np.zeros_like(a) for k, a in p.items()}
    dh_next = 0
    dC_next = 0
    loss = 0
    H = p["Wf"].shape[0]
    for t in range(len(outputs) - 1, -1, -1):
        loss += -np.log((outputs[t] * targets[t]).sum())
        dy = outputs[t] - targets[t]
        d["Wy"] += np.outer(dy, h[t + 1])
        d["by"] += dy
        dh = p["Wy"].T @ dy + dh_next
        tc = np.tanh(C[t + 1])
        dC = dh * o[t] * (1 - tc**2) + dC_next
        da = {
            "o": dh * tc * o[t] * (1 - o[t]),
            "f": dC * C[t] * f[t] * (1 - f[t]),
            "i": dC * g[t] * i[t] * (1 - i[t]),
            "c": dC * i[t] * (1 - g[t] ** 2),
        }
        dz = 0
        for k, a in da.items():
            d["W" + k] += a @ z[t].T
            d["b" + k] += a
            dz = dz + p["W" + k].T @ a
        dh_next = dz[:H]
        dC_next = dC * f[t]
    return loss, d
