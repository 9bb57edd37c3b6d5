# LSTM language model: a dictionary with one weight (V+H, 4H) for all gates, x @ W, in the order i, f, g, o; z stacks [x, h].
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def forward_lstm(inputs, h0, c0, params):
    W, b = params["W"], params["b"]
    h, c, cache, probs = h0, c0, [], []
    for x in inputs:
        z = np.hstack([x, h])
        i, f, g, o = np.split(z @ W + b, 4, axis=1)
        i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
        old = c
        c = f * old + i * g
        h = o * np.tanh(c)
        s = h @ params["Wy"] + params["by"]
        e = np.exp(s - s.max(axis=1, keepdims=True))
        probs.append(e / e.sum(axis=1, keepdims=True))
        cache.append((z, i, f, g, o, old, c, h))
    return probs, cache


def lstm_backward(probs, cache, targets, params):
    grads = {key: np.zeros_like(value) for key, value in params.items()}
    H = cache[0][7].shape[1]
    dh_next, dc_next, loss = 0, 0, 0
    for t in range(len(cache) - 1, -1, -1):
        z, i, f, g, o, old, c, h = cache[t]
        loss -= np.sum(np.log(probs[t] + 1e-12) * targets[t])
        ds = probs[t] - targets[t]
        grads["Wy"] += h.T @ ds
        grads["by"] += ds.sum(axis=0)
        dh = ds @ params["Wy"].T + dh_next
        dc = dh * o * (1 - np.tanh(c) ** 2) + dc_next
        di = dc * g * i * (1 - i)
        df = dc * old * f * (1 - f)
        dg = dc * i * (1 - g**2)
        do = dh * np.tanh(c) * o * (1 - o)
        da = np.hstack([di, df, dg, do])
        grads["W"] += z.T @ da
        grads["b"] += da.sum(axis=0)
        dz = da @ params["W"].T
        dh_next = dz[:, -H:]
        dc_next = dc * f
    return loss, grads
