"""CS231n's functions of many steps in single precision: einsum for every product, arrays of T+1 states."""

import numpy as np


def sigmoid(x):
    return np.float32(0.5) * (np.tanh(np.float32(0.5) * x) + np.float32(1))


def lstm_forward(x, h0, Wx, Wh, b):
    x, h0, Wx, Wh, b = (np.asarray(a, dtype=np.float32) for a in (x, h0, Wx, Wh, b))
    N, T, D = x.shape
    H = h0.shape[1]
    hs = np.zeros((N, T + 1, H), dtype=np.float32)
    cs = np.zeros_like(hs)
    gates = np.zeros((N, T, 4, H), dtype=np.float32)
    hs[:, 0] = h0
    ax = np.einsum("ntd,dk->ntk", x, Wx) + b
    for t in range(T):
        a = (ax[:, t] + np.einsum("nh,hk->nk", hs[:, t], Wh)).reshape(N, 4, H)
        gates[:, t, :3] = sigmoid(a[:, :3])
        gates[:, t, 3] = np.tanh(a[:, 3])
        i, f, o, g = gates[:, t].transpose(1, 0, 2)
        cs[:, t + 1] = f * cs[:, t] + i * g
        hs[:, t + 1] = o * np.tanh(cs[:, t + 1])
    return hs[:, 1:], (x, Wx, Wh, hs, cs, gates)


def lstm_backward(dh, cache):
    x, Wx, Wh, hs, cs, gates = cache
    dh = dh.astype(np.float32)
    N, T, H = dh.shape
    da = np.zeros((N, T, 4, H), dtype=np.float32)
    dh_t = np.zeros((N, H), dtype=np.float32)
    dc = np.zeros((N, H), dtype=np.float32)
    for t in range(T - 1, -1, -1):
        i, f, o, g = gates[:, t].transpose(1, 0, 2)
        tc = np.tanh(cs[:, t + 1])
        dh_t = dh_t + dh[:, t]
        dc = dc + dh_t * o * (1 - tc**2)
        da[:, t, 0] = dc * g * i * (1 - i)
        da[:, t, 1] = dc * cs[:, t] * f * (1 - f)
        da[:, t, 2] = dh_t * tc * o * (1 - o)
        da[:, t, 3] = dc * i * (1 - g**2)
        dh_t = np.einsum("nk,hk->nh", da[:, t].reshape(N, 4 * H), Wh)
        dc = dc * f
    da = da.reshape(N, T, 4 * H)
    dx = np.einsum("ntk,dk->ntd", da, Wx)
    dWx = np.einsum("ntd,ntk->dk", x, da)
    dWh = np.einsum("nth,ntk->hk", hs[:, :-1], da)
    return dx, dh_t, dWx, dWh, da.sum(axis=(0, 1))
