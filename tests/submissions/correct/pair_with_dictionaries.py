# Character model: a forward and a backward function, dictionaries with key -1, indices, parameters in globals, mean loss.
import numpy as np


def sigm(x):
    return 1 / (1 + np.exp(-x))


def forward_pass(inputs, hprev, cprev):
    cache = {name: {} for name in ("x", "z", "f", "i", "g", "o", "c", "h", "p")}
    x, z, f, i, g, o, c, h, p = cache.values()
    h[-1], c[-1] = hprev, cprev
    for t, ix in enumerate(inputs):
        x[t] = np.eye(vocab_size)[:, [ix]]
        z[t] = np.row_stack((h[t - 1], x[t])) if hasattr(np, "row_stack") else np.vstack((h[t - 1], x[t]))
        f[t] = sigm(Wf @ z[t] + bf)
        i[t] = sigm(Wi @ z[t] + bi)
        g[t] = np.tanh(Wc @ z[t] + bc)
        o[t] = sigm(Wo @ z[t] + bo)
        c[t] = f[t] * c[t - 1] + i[t] * g[t]
        h[t] = o[t] * np.tanh(c[t])
        e = np.exp(Wy @ h[t] + by)
        p[t] = e / e.sum()
    return cache


def backward_pass(cache, targets):
    x, z, f, i, g, o, c, h, p = cache.values()
    T = len(targets)
    dWf, dWi, dWc, dWo, dWy = (np.zeros_like(w) for w in (Wf, Wi, Wc, Wo, Wy))
    dbf, dbi, dbc, dbo, dby = (np.zeros_like(b) for b in (bf, bi, bc, bo, by))
    dhnext, dcnext, loss = 0, 0, 0.0
    for t in range(T - 1, -1, -1):
        loss -= np.log(p[t][targets[t], 0]) / T
        dy = p[t] / T
        dy[targets[t]] -= 1 / T
        dWy += dy @ h[t].T
        dby += dy
        dh = Wy.T @ dy + dhnext
        th = np.tanh(c[t])
        dc = dcnext + dh * o[t] * (1 - th**2)
        do = dh * th * o[t] * (1 - o[t])
        df = dc * c[t - 1] * f[t] * (1 - f[t])
        di = dc * g[t] * i[t] * (1 - i[t])
        dg = dc * i[t] * (1 - g[t] ** 2)
        for W, b, d in ((dWf, dbf, df), (dWi, dbi, di), (dWc, dbc, dg), (dWo, dbo, do)):
            W += d @ z[t].T
            b += d
        dhnext = (Wf.T @ df + Wi.T @ di + Wc.T @ dg + Wo.T @ do)[: len(dh)]
        dcnext = dc * f[t]
    return loss, dWf, dWi, dWc, dWo, dWy, dbf, dbi, dbc, dbo, dby
