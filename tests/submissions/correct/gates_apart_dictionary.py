import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def forward(inputs, h_prev, C_prev, params):
    W, b, Wy, by = params["W"], params["b"], params["Wy"], params["by"]
    T = len(inputs)
    cache = []
    h, C = h_prev, C_prev
    ps = []
    for t in range(T):
        z = np.vstack((h, inputs[t]))
        f = sigmoid(W[0] @ z + b[0])
        i = sigmoid(W[1] @ z + b[1])
        g = np.tanh(W[2] @ z + b[2])
        o = sigmoid(W[3] @ z + b[3])
        C_old = C
        C = f * C_old + i * g
        h = o * np.tanh(C)
        y = Wy @ h + by
        e = np.exp(y - y.max(axis=0))
        p = e / e.sum(axis=0)
        ps.append(p)
        cache.append((z, f, i, g, o, C_old, C, h, p))
    return np.array(ps), cache


def backward(cache, targets, params):
    W, b, Wy, by = params["W"], params["b"], params["Wy"], params["by"]
    dW, db = np.zeros_like(W), np.zeros_like(b)
    dWy, dby = np.zeros_like(Wy), np.zeros_like(by)
    H = Wy.shape[1]
    dh_next = np.zeros_like(cache[0][7])
    dC_next = np.zeros_like(cache[0][7])
    loss = 0.0
    for t in reversed(range(len(cache))):
        z, f, i, g, o, C_old, C, h, p = cache[t]
        loss -= np.sum(targets[t] * np.log(p + 1e-12))
        dy = p - targets[t]
        dWy += dy @ h.T
        dby += dy
        dh = Wy.T @ dy + dh_next
        tc = np.tanh(C)
        dC = dC_next + dh * o * (1 - tc**2)
        da = np.stack((dC * C_old * f * (1 - f), dC * g * i * (1 - i), dC * i * (1 - g**2), dh * tc * o * (1 - o)))
        dz = 0
        for k in range(4):
            dW[k] += da[k] @ z.T
            db[k] += da[k]
            dz = dz + W[k].T @ da[k]
        dh_next = dz[:H]
        dC_next = dC * f
    return loss, {"W": dW, "b": db, "Wy": dWy, "by": dby}
