# LSTM: the state is one tuple (c, h), the cell state first; parameters in a dictionary.
import numpy as np


def sigmoid(v):
    return 1 / (1 + np.exp(-v))


def softmax(v):
    e = np.exp(v - v.max())
    return e / e.sum()


def forward(inputs, state, params):
    c, h = state
    outputs, cache = [], []
    for x in inputs:
        z = np.vstack((h, x))
        f = sigmoid(params["Wf"] @ z + params["bf"])
        i = sigmoid(params["Wi"] @ z + params["bi"])
        g = np.tanh(params["Wg"] @ z + params["bg"])
        o = sigmoid(params["Wo"] @ z + params["bo"])
        c_prev = c
        c = f * c + i * g
        h = o * np.tanh(c)
        outputs.append(softmax(params["Wv"] @ h + params["bv"]))
        cache.append((z, f, i, g, o, c_prev, c, h))
    return outputs, (c, h), cache


def backward(outputs, targets, cache, params):
    grads = {k: np.zeros_like(v) for k, v in params.items()}
    dh_next = np.zeros_like(cache[0][-1])
    dc_next = np.zeros_like(dh_next)
    loss = 0
    for t in reversed(range(len(cache))):
        z, f, i, g, o, c_prev, c, h = cache[t]
        loss += -np.sum(targets[t] * np.log(outputs[t] + 1e-9))
        dv = outputs[t] - targets[t]
        grads["Wv"] += dv @ h.T
        grads["bv"] += dv
        dh = params["Wv"].T @ dv + dh_next
        dc = dc_next + dh * o * (1 - np.tanh(c) ** 2)
        dz = 0
        for k, d in (
            ("f", dc * c_prev * f * (1 - f)),
            ("i", dc * g * i * (1 - i)),
            ("g", dc * i * (1 - g**2)),
            ("o", dh * np.tanh(c) * o * (1 - o)),
        ):
            grads["W" + k] += d @ z.T
            grads["b" + k] += d
            dz = dz + params["W" + k].T @ d
        dh_next, dc_next = dz[: len(dh)], dc * f
    return loss, grads
