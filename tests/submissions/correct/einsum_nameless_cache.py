"""Gradients by einsum over all steps at the end; what forward returns has no names."""

import numpy as np


def sigmoid(x):
    return np.exp(-np.logaddexp(0, -x))


def log_softmax(v):
    m = v.max(axis=1, keepdims=True)
    return v - m - np.log(np.exp(v - m).sum(axis=1, keepdims=True))


def forward(x, h0, c0, W, b, Wy, by):
    # x (T, V, B), gates stacked as f, i, g, o
    T, _, B = x.shape
    H = h0.shape[0]
    z = np.empty((T, W.shape[1], B))
    gates = np.empty((T, 4, H, B))
    h = np.empty((T + 1, H, B))
    c = np.empty((T + 1, H, B))
    h[0], c[0] = h0, c0
    for t in range(T):
        z[t, :H] = h[t]
        z[t, H:] = x[t]
        a = (W @ z[t] + b).reshape(4, H, B)
        gates[t] = sigmoid(a)
        gates[t, 2] = np.tanh(a[2])
        c[t + 1] = gates[t, 0] * c[t] + gates[t, 1] * gates[t, 2]
        h[t + 1] = gates[t, 3] * np.tanh(c[t + 1])
    logp = log_softmax(np.einsum("vh,thb->tvb", Wy, h[1:]) + by)
    return np.exp(logp), (z, gates, h, c, logp)


def backward(cache, y, W, b, Wy, by):
    z, gates, h, c, logp = cache
    T, V, B = y.shape
    H = h.shape[1]
    loss = -np.sum(y * logp)
    dv = np.exp(logp) - y
    da = np.empty((T, 4, H, B))
    dh_next = np.zeros((H, B))
    dc_next = np.zeros((H, B))
    for t in range(T)[::-1]:
        f, i, g, o = gates[t]
        tanh_c = np.tanh(c[t + 1])
        dh = Wy.T @ dv[t] + dh_next
        dc = dc_next + dh * o * (1 - tanh_c**2)
        da[t, 0] = dc * c[t] * f * (1 - f)
        da[t, 1] = dc * g * i * (1 - i)
        da[t, 2] = dc * i * (1 - g**2)
        da[t, 3] = dh * tanh_c * o * (1 - o)
        dh_next = W[:, :H].T @ da[t].reshape(4 * H, B)
        dc_next = dc * f
    da = da.reshape(T, 4 * H, B)
    dW = np.einsum("tgb,tzb->gz", da, z)
    db = da.sum(axis=(0, 2))[:, None]
    dWy = np.einsum("tvb,thb->vh", dv, h[1:])
    dby = dv.sum(axis=(0, 2))[:, None]
    return loss, dW, db, dWy, dby
