import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def forward(x, h0, c0, W, U, b, Wy, by):
    """x: (T, V) one-hot; W: (4, H, V); U: (4, H, H); b: (4, H)"""
    h, c = h0, c0
    out, cache = [], []
    for xt in x:
        a = W @ xt + U @ h + b
        i, f, o = sigmoid(a[:3])
        g = np.tanh(a[3])
        cn = f * c + i * g
        hn = o * np.tanh(cn)
        s = Wy @ hn + by
        e = np.exp(s - s.max())
        out.append(e / e.sum())
        cache.append((xt, h, c, i, f, o, g, cn, hn))
        h, c = hn, cn
    return np.array(out), cache


def backward(out, targets, cache, W, U, b, Wy, by):
    dW, dU, db, dWy, dby = (np.zeros(v.shape) for v in (W, U, b, Wy, by))
    dhn = dcn = 0.0
    loss = -np.sum(np.log(np.sum(out * targets, axis=1)))
    for t in range(len(out) - 1, -1, -1):
        xt, h, c, i, f, o, g, cn, hn = cache[t]
        ds = out[t] - targets[t]
        dWy += np.outer(ds, hn)
        dby += ds
        dh = Wy.T @ ds + dhn
        tc = np.tanh(cn)
        dc = dcn + dh * o * (1 - tc**2)
        da = np.array([dc * g * i * (1 - i), dc * c * f * (1 - f), dh * tc * o * (1 - o), dc * i * (1 - g**2)])
        for k in range(4):
            dW[k] += np.outer(da[k], xt)
            dU[k] += np.outer(da[k], h)
        db += da
        dhn = sum(U[k].T @ da[k] for k in range(4))
        dcn = dc * f
    return loss, (dW, dU, db, dWy, dby)
