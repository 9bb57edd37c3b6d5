"""CS231n's functions of many steps with one weight for [x; h], a while loop and a stack of tuples that is popped."""

import numpy as np


def logistic(a):
    return np.exp(-np.logaddexp(0, -a))


def lstm_forward(x, h0, Wx, Wh, b):
    W = np.concatenate((Wx, Wh))  # (D + H, 4H)
    H = h0.shape[1]
    h, c, out, stack = h0, np.zeros(h0.shape), np.zeros((x.shape[0], x.shape[1], H)), []
    t = 0
    while t < x.shape[1]:
        z = np.hstack((x[:, t], h))
        a = z @ W + b
        ifo, g = logistic(a[:, : 3 * H]), np.tanh(a[:, 3 * H :])
        i, f, o = ifo[:, :H], ifo[:, H : 2 * H], ifo[:, 2 * H :]
        stack.append((z, i, f, o, g, c))
        c = f * c + i * g
        h = out[:, t] = o * np.tanh(c)
        t += 1
    return out, (W, x.shape, stack, c)


def lstm_backward(dh, cache):
    W, (N, T, D), stack, c_next = cache
    stack = list(stack)
    dW, db = np.zeros(W.shape), np.zeros(W.shape[1])
    dx = np.zeros((N, T, D))
    carry_h = carry_c = np.zeros((N, dh.shape[2]))
    while stack:
        z, i, f, o, g, c = stack.pop()
        t = len(stack)
        total = dh[:, t] + carry_h
        tc = np.tanh(c_next)
        dc = carry_c + total * o * (1 - tc * tc)
        da = np.concatenate(
            (dc * g * i * (1 - i), dc * c * f * (1 - f), total * tc * o * (1 - o), dc * i * (1 - g * g)), axis=1
        )
        dW += z.T @ da
        db += da.sum(axis=0)
        dz = da @ W.T
        dx[:, t], carry_h, carry_c, c_next = dz[:, :D], dz[:, D:], dc * f, c
    return dx, carry_h, dW[:D], dW[D:], db
