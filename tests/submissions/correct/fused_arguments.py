# LSTM language model: one weight (4H, H+V) for all gates in the order i, f, o, g, given as single arguments.
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def forward(inputs, h_prev, c_prev, W, b, Wy, by):
    H = h_prev.shape[0]
    h, c = h_prev, c_prev
    outputs, cache = [], []
    for x in inputs:
        z = np.concatenate([h, x])
        a = W @ z + b
        ifo = sigmoid(a[: 3 * H])
        i, f, o = ifo[:H], ifo[H : 2 * H], ifo[2 * H :]
        g = np.tanh(a[3 * H :])
        c_old, c = c, f * c + i * g
        h = o * np.tanh(c)
        s = Wy @ h + by
        y = np.exp(s - s.max())
        y /= y.sum()
        outputs.append(y)
        cache.append((z, i, f, o, g, c_old, c, h, y))
    return outputs, cache


def backward(targets, cache, W, b, Wy, by):
    H = Wy.shape[1]
    dW, db, dWy, dby = (np.zeros_like(p) for p in (W, b, Wy, by))
    dh_next, dc_next, loss = np.zeros((H, 1)), np.zeros((H, 1)), 0.0
    for t in reversed(range(len(cache))):
        z, i, f, o, g, c_old, c, h, y = cache[t]
        loss -= np.sum(targets[t] * np.log(y + 1e-12))
        ds = y - targets[t]
        dWy += ds @ h.T
        dby += ds
        dh = Wy.T @ ds + dh_next
        tc = np.tanh(c)
        dc = dh * o * (1 - tc**2) + dc_next
        da = np.concatenate(
            [dc * g * i * (1 - i), dc * c_old * f * (1 - f), dh * tc * o * (1 - o), dc * i * (1 - g**2)]
        )
        dW += da @ z.T
        db += da
        dz = W.T @ da
        dh_next = dz[:H]
        dc_next = dc * f
    return loss, dW, db, dWy, dby
