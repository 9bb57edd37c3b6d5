# LSTM language model: rows, time first (T, N, V); all gates in one array in the order i, f, g, o, weights for x @ W.T.
import numpy as np


def forward(x, h, c, p):
    n = h.shape[-1]
    ys, saved = [], []
    for xt in x:
        a = xt @ p["Wx"].T + h @ p["Wh"].T + p["b"]
        i, f, g, o = a[:, :n], a[:, n : 2 * n], a[:, 2 * n : 3 * n], a[:, 3 * n :]
        i, f, o = (1 / (1 + np.exp(-q)) for q in (i, f, o))
        g = np.tanh(g)
        c_next = f * c + i * g
        h_next = o * np.tanh(c_next)
        s = h_next @ p["Wy"].T + p["by"]
        s = np.exp(s - s.max(axis=1, keepdims=True))
        ys.append(s / s.sum(axis=1, keepdims=True))
        saved.append((xt, h, c, i, f, g, o, c_next, h_next))
        h, c = h_next, c_next
    return np.array(ys), saved


def backward(ys, targets, saved, p):
    grads = {k: np.zeros_like(v) for k, v in p.items()}
    loss = -np.sum(targets * np.log(ys + 1e-12))
    dh = dc = 0
    for t in range(len(saved) - 1, -1, -1):
        xt, h, c, i, f, g, o, c_next, h_next = saved[t]
        ds = ys[t] - targets[t]
        grads["Wy"] += ds.T @ h_next
        grads["by"] += ds.sum(axis=0)
        dh = dh + ds @ p["Wy"]
        tc = np.tanh(c_next)
        dc = dc + dh * o * (1 - tc * tc)
        da = (dc * g * i * (1 - i), dc * c * f * (1 - f), dc * i * (1 - g * g), dh * tc * o * (1 - o))
        da = np.concatenate(da, axis=1)
        grads["Wx"] += da.T @ xt
        grads["Wh"] += da.T @ h
        grads["b"] += da.sum(axis=0)
        dh = da @ p["Wh"]
        dc = dc * f
    return loss, grads
