# CS231n: the vanilla RNN's functions beside the LSTM's; caches are lists of dictionaries, the state gradient is added in place.
import numpy as np


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    next_h = np.tanh(x.dot(Wx) + prev_h.dot(Wh) + b)
    return next_h, (x, prev_h, Wx, Wh, next_h)


def rnn_step_backward(dnext_h, cache):
    x, prev_h, Wx, Wh, next_h = cache
    da = dnext_h * (1 - next_h**2)
    return da.dot(Wx.T), da.dot(Wh.T), x.T.dot(da), prev_h.T.dot(da), da.sum(axis=0)


def rnn_forward(x, h0, Wx, Wh, b):
    h, cache = [h0], []
    for t in range(x.shape[1]):
        nxt, c = rnn_step_forward(x[:, t], h[-1], Wx, Wh, b)
        h.append(nxt)
        cache.append(c)
    return np.stack(h[1:], axis=1), cache


def rnn_backward(dh, cache):
    dprev = np.zeros_like(dh[:, 0])
    dx = []
    dWx = dWh = db = 0
    for t in reversed(range(dh.shape[1])):
        dxt, dprev, a, b_, c_ = rnn_step_backward(dh[:, t] + dprev, cache[t])
        dx.insert(0, dxt)
        dWx, dWh, db = dWx + a, dWh + b_, db + c_
    return np.stack(dx, axis=1), dprev, dWx, dWh, db


def sigmoid(x):
    pos = x >= 0
    e = np.zeros_like(x)
    e[pos] = np.exp(-x[pos])
    e[~pos] = np.exp(x[~pos])
    top = np.ones_like(x)
    top[~pos] = e[~pos]
    return top / (1 + e)


def lstm_step_forward(x, prev_h, prev_c, Wx, Wh, b):
    H = prev_h.shape[1]
    a = x.dot(Wx) + prev_h.dot(Wh) + b
    ifo, g = sigmoid(a[:, : 3 * H]), np.tanh(a[:, 3 * H :])
    i, f, o = ifo[:, :H], ifo[:, H : 2 * H], ifo[:, 2 * H :]
    next_c = f * prev_c + i * g
    th = np.tanh(next_c)
    return o * th, next_c, dict(x=x, prev_h=prev_h, prev_c=prev_c, Wx=Wx, Wh=Wh, ifo=ifo, g=g, th=th)


def lstm_step_backward(dnext_h, dnext_c, cache):
    x, prev_h, prev_c, Wx, Wh, ifo, g, th = cache.values()
    i, f, o = np.split(ifo, 3, axis=1)
    dc = dnext_c + dnext_h * o * (1 - th**2)
    dprev_c = dc * f
    dact = np.concatenate((dc * g, dc * prev_c, dnext_h * th, dc * i), axis=1)
    da = dact * np.concatenate((ifo * (1 - ifo), 1 - g**2), axis=1)
    return da.dot(Wx.T), da.dot(Wh.T), dprev_c, x.T.dot(da), prev_h.T.dot(da), da.sum(axis=0)


def lstm_forward(x, h0, Wx, Wh, b):
    N, T, D = x.shape
    H = h0.shape[1]
    h, cache, c, prev = np.empty((N, T, H)), [], np.zeros_like(h0), h0
    for t in range(T):
        prev, c, one = lstm_step_forward(x[:, t, :], prev, c, Wx, Wh, b)
        h[:, t, :] = prev
        cache.append(one)
    return h, cache


def lstm_backward(dh, cache):
    N, T, H = dh.shape
    D = cache[0]["x"].shape[1]
    dx, dprev_h, dprev_c = np.empty((N, T, D)), np.zeros((N, H)), np.zeros((N, H))
    dWx, dWh, db = np.zeros((D, 4 * H)), np.zeros((H, 4 * H)), np.zeros(4 * H)
    for t in range(T - 1, -1, -1):
        dprev_h += dh[:, t, :]
        dx[:, t, :], dprev_h, dprev_c, a, b, c = lstm_step_backward(dprev_h, dprev_c, cache[t])
        dWx += a
        dWh += b
        db += c
    return dx, dprev_h, dWx, dWh, db
