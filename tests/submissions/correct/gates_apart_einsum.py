"""LSTM with einsum. Arrays are (time, batch, features)."""

import numpy as np

GATES = 4  # f, i, g, o


def squash(x):
    return np.exp(-np.logaddexp(0, -x))


def forward(x, h0, c0, W, U, b, Wout, bout):
    """W: (4, V, H), U: (4, H, H), b: (4, H), Wout: (H, V), bout: (V,)"""
    T, B, V = x.shape
    H = h0.shape[-1]
    hs = np.empty((T + 1, B, H))
    cs = np.empty((T + 1, B, H))
    acts = np.empty((T, GATES, B, H))
    hs[0], cs[0] = h0, c0
    for t in range(T):
        pre = np.einsum("bv,kvh->kbh", x[t], W) + np.einsum("bj,kjh->kbh", hs[t], U) + b[:, None, :]
        acts[t, 0] = squash(pre[0])
        acts[t, 1] = squash(pre[1])
        acts[t, 2] = np.tanh(pre[2])
        acts[t, 3] = squash(pre[3])
        f, i, g, o = acts[t]
        cs[t + 1] = f * cs[t] + i * g
        hs[t + 1] = o * np.tanh(cs[t + 1])
    scores = np.einsum("tbh,hv->tbv", hs[1:], Wout) + bout
    scores -= scores.max(axis=-1, keepdims=True)
    probs = np.exp(scores)
    probs /= probs.sum(axis=-1, keepdims=True)
    return probs, (x, hs, cs, acts)


def backward(probs, targets, cache, W, U, b, Wout, bout):
    x, hs, cs, acts = cache
    T = len(x)
    loss = -np.sum(targets * np.log(probs + 1e-12))
    dscores = probs - targets
    dWout = np.einsum("tbh,tbv->hv", hs[1:], dscores)
    dbout = np.einsum("tbv->v", dscores)
    dhs = np.einsum("tbv,hv->tbh", dscores, Wout)
    dpre = np.empty_like(acts)
    dh_next = np.zeros_like(hs[0])
    dc_next = np.zeros_like(cs[0])
    for t in range(T)[::-1]:
        f, i, g, o = acts[t]
        tc = np.tanh(cs[t + 1])
        dh = dhs[t] + dh_next
        dc = dc_next + dh * o * (1 - tc * tc)
        dpre[t, 0] = dc * cs[t] * f * (1 - f)
        dpre[t, 1] = dc * g * i * (1 - i)
        dpre[t, 2] = dc * i * (1 - g * g)
        dpre[t, 3] = dh * tc * o * (1 - o)
        dh_next = np.einsum("kbh,kjh->bj", dpre[t], U)
        dc_next = dc * f
    dW = np.einsum("tbv,tkbh->kvh", x, dpre)
    dU = np.einsum("tbj,tkbh->kjh", hs[:-1], dpre)
    db = np.einsum("tkbh->kh", dpre)
    return loss, dW, dU, db, dWout, dbout
