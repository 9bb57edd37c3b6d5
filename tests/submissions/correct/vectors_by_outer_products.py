import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def forward(inputs, h, c, params):
    probs, cache = [], []
    for x in inputs:
        z = np.concatenate([h, x])
        f = sigmoid(params["Wf"] @ z + params["bf"])
        i = sigmoid(params["Wi"] @ z + params["bi"])
        g = np.tanh(params["Wg"] @ z + params["bg"])
        o = sigmoid(params["Wo"] @ z + params["bo"])
        c_prev = c
        c = f * c_prev + i * g
        h = o * np.tanh(c)
        s = params["Wy"] @ h + params["by"]
        e = np.exp(s - s.max())
        probs.append(e / e.sum())
        cache.append((z, f, i, g, o, c_prev, c, h))
    return probs, cache


def backward(probs, cache, targets, params):
    grads = {k: np.zeros_like(v) for k, v in params.items()}
    H = len(params["bf"])
    dh_next, dc_next = np.zeros(H), np.zeros(H)
    loss = 0
    for t in reversed(range(len(probs))):
        z, f, i, g, o, c_prev, c, h = cache[t]
        loss -= np.log(np.dot(probs[t], targets[t]))
        ds = probs[t] - targets[t]
        grads["Wy"] += np.outer(ds, h)
        grads["by"] += ds
        dh = params["Wy"].T @ ds + dh_next
        tc = np.tanh(c)
        dc = dc_next + dh * o * (1 - tc**2)
        do = dh * tc * o * (1 - o)
        df = dc * c_prev * f * (1 - f)
        di = dc * g * i * (1 - i)
        dg = dc * i * (1 - g**2)
        for k, d in zip("figo", (df, di, dg, do)):
            grads["W" + k] += np.outer(d, z)
            grads["b" + k] += d
        dz = params["Wf"].T @ df + params["Wi"].T @ di + params["Wg"].T @ dg + params["Wo"].T @ do
        dh_next = dz[:H]
        dc_next = dc * f
    return loss, grads
