"""CS231n's functions of many steps without those of one: arrays over time, gates sliced from one product."""

import numpy as np


def lstm_forward(x, h0, Wx, Wh, b):
    N, T, D = x.shape
    H = h0.shape[1]
    h = np.zeros((T + 1, N, H))
    c = np.zeros((T + 1, N, H))
    gates = np.zeros((T, N, 4 * H))
    h[0] = h0
    projected = x @ Wx + b
    for t in range(T):
        a = projected[:, t] + h[t] @ Wh
        gates[t, :, : 3 * H] = 1.0 / (1.0 + np.exp(-a[:, : 3 * H]))
        gates[t, :, 3 * H :] = np.tanh(a[:, 3 * H :])
        i, f, o, g = np.split(gates[t], 4, axis=1)
        c[t + 1] = f * c[t] + i * g
        h[t + 1] = o * np.tanh(c[t + 1])
    return h[1:].transpose(1, 0, 2), (x, Wx, Wh, gates, c, h)


def lstm_backward(dh, cache):
    x, Wx, Wh, gates, c, h = cache
    N, T, H = dh.shape
    da = np.zeros((T, N, 4 * H))
    dh_next = np.zeros((N, H))
    dc_next = np.zeros((N, H))
    for t in range(T - 1, -1, -1):
        i, f, o, g = np.split(gates[t], 4, axis=1)
        squashed = np.tanh(c[t + 1])
        dh_t = dh[:, t] + dh_next
        dc_t = dc_next + dh_t * o * (1.0 - squashed * squashed)
        da[t, :, :H] = dc_t * g * i * (1.0 - i)
        da[t, :, H : 2 * H] = dc_t * c[t] * f * (1.0 - f)
        da[t, :, 2 * H : 3 * H] = dh_t * squashed * o * (1.0 - o)
        da[t, :, 3 * H :] = dc_t * i * (1.0 - g * g)
        dh_next = da[t] @ Wh.T
        dc_next = dc_t * f
    dx = (da @ Wx.T).transpose(1, 0, 2)
    dWx = np.einsum("ntd,tng->dg", x, da)
    dWh = np.einsum("tnh,tng->hg", h[:-1], da)
    return dx, dh_next, dWx, dWh, da.sum(axis=(0, 1))
