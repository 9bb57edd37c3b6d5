# forward returns iterators: zip of the caches, map of the predictions.
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(v):
    e = np.exp(v - np.max(v))
    return e / e.sum()


def forward(inputs, h, c, p):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    zs, fs, is_, gs, os_, cs, hs = [], [], [], [], [], [c], [h]
    for x in inputs:
        z = np.vstack((hs[-1], x))
        zs.append(z)
        fs.append(sigmoid(W_f @ z + b_f))
        is_.append(sigmoid(W_i @ z + b_i))
        gs.append(np.tanh(W_g @ z + b_g))
        os_.append(sigmoid(W_o @ z + b_o))
        cs.append(fs[-1] * cs[-1] + is_[-1] * gs[-1])
        hs.append(os_[-1] * np.tanh(cs[-1]))
    ys = [softmax(W_v @ h + b_v) for h in hs[1:]]
    return map(np.asarray, ys), zip(zs, fs, is_, gs, os_, cs[:-1], cs[1:], hs[1:], ys)


def backward(ys, caches, targets, p):
    W_f, W_i, W_g, W_o, W_v, *_ = p
    d = [np.zeros_like(w) for w in p]
    loss = -sum(float(np.log(np.sum(y * t))) for y, t in zip(ys, targets))
    dh_next = dc_next = 0
    for (z, f, i, g, o, c_old, c, h, y), t in reversed(list(zip(caches, targets))):
        dv = y - t
        dh = W_v.T @ dv + dh_next
        dc = dc_next + dh * o * (1 - np.tanh(c) ** 2)
        da = [dc * c_old * f * (1 - f), dc * g * i * (1 - i), dc * i * (1 - g**2), dh * np.tanh(c) * o * (1 - o)]
        for k, a in enumerate(da):
            d[k] += a @ z.T
            d[k + 5] += a
        d[4] += dv @ h.T
        d[9] += dv
        dh_next = sum(W.T @ a for W, a in zip((W_f, W_i, W_g, W_o), da))[: h.shape[0]]
        dc_next = dc * f
    return loss, d
