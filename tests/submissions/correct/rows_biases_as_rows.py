import numpy as np


def sigma(x):
    return 1 / (1 + np.exp(-x))


def forward(inputs, h_prev, C_prev, p):
    Wf, Wi, Wg, Wo, Wy, bf, bi, bg, bo, by = p
    h, c = h_prev, C_prev
    ys, mem = [], []
    for x in inputs:
        z = np.hstack((h, x))
        f, i, o, g = sigma(z @ Wf + bf), sigma(z @ Wi + bi), sigma(z @ Wo + bo), np.tanh(z @ Wg + bg)
        c_old = c
        c = f * c + i * g
        h = o * np.tanh(c)
        s = h @ Wy + by
        e = np.exp(s - s.max())
        ys.append(e / e.sum())
        mem.append((z, f, i, g, o, c_old, c, h))
    return ys, mem


def backward(ys, mem, targets, p):
    Wf, Wi, Wg, Wo, Wy, bf, bi, bg, bo, by = p
    dWf, dWi, dWg, dWo, dWy, dbf, dbi, dbg, dbo, dby = [np.zeros_like(q) for q in p]
    H = len(Wy)
    dhn, dcn, loss = 0, 0, 0
    for t in reversed(range(len(ys))):
        z, f, i, g, o, c_old, c, h = mem[t]
        loss -= np.sum(targets[t] * np.log(ys[t] + 1e-12))
        d = ys[t] - targets[t]
        dWy += h.T @ d
        dby += d
        dh = d @ Wy.T + dhn
        dc = dcn + dh * o * (1 - np.tanh(c) ** 2)
        do = dh * np.tanh(c) * o * (1 - o)
        df = dc * c_old * f * (1 - f)
        di = dc * g * i * (1 - i)
        dg = dc * i * (1 - g**2)
        dWf += z.T @ df
        dWi += z.T @ di
        dWg += z.T @ dg
        dWo += z.T @ do
        dbf += df
        dbi += di
        dbg += dg
        dbo += do
        dz = df @ Wf.T + di @ Wi.T + dg @ Wg.T + do @ Wo.T
        dhn = dz[:, :H]
        dcn = dc * f
    return loss, dWf, dWi, dWg, dWo, dWy, dbf, dbi, dbg, dbo, dby
