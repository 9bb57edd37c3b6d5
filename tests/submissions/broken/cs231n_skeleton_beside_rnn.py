# Expected: exit 1; bugs: the RNN's functions are there, those of the LSTM are as they were given, without a body.
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


def lstm_step_forward(x, prev_h, prev_c, Wx, Wh, b):
    next_h, next_c, cache = None, None, None
    # TODO
    pass
    return next_h, next_c, cache


def lstm_step_backward(dnext_h, dnext_c, cache):
    dx, dh, dc, dWx, dWh, db = None, None, None, None, None, None
    pass
    return dx, dh, dc, dWx, dWh, db


def lstm_forward(x, h0, Wx, Wh, b):
    h, cache = None, None
    return h, cache


def lstm_backward(dh, cache):
    dx, dh0, dWx, dWh, db = None, None, None, None, None
    return dx, dh0, dWx, dWh, db
