# LSTM: weights stacked to (4, H, H+V) and einsum, states made by a comprehension with :=, float32 inside.
import numpy as np


def squash(a):
    s = 1 / (1 + np.exp(-a))
    s[2] = np.tanh(a[2])
    return s


def forward(inputs, h_prev, C_prev, p):
    W = np.stack(p[:4]).astype(np.float32)
    b = np.stack(p[5:9]).astype(np.float32)
    Wv, bv = p[4].astype(np.float32), p[9].astype(np.float32)
    h, c = h_prev.astype(np.float32), C_prev.astype(np.float32)
    states = [
        (
            c_old := c,
            z := np.concatenate((h, x.astype(np.float32))),
            s := squash(np.einsum("khz,zn->khn", W, z) + b),
            c := s[0] * c_old + s[1] * s[2],
            h := s[3] * np.tanh(c),
        )
        for x in inputs
    ]
    logits = [np.einsum("vh,hn->vn", Wv, state[4]) + bv for state in states]
    return [np.exp(v - v.max()) / np.exp(v - v.max()).sum() for v in logits], states


def backward(outputs, states, targets, p):
    W, Wv = np.stack(p[:4]).astype(np.float32), p[4].astype(np.float32)
    dW, db = np.zeros_like(W), np.zeros((*W.shape[:2], 1), np.float32)
    dWv, dbv = np.zeros_like(Wv), np.zeros_like(p[9], dtype=np.float32)
    H = Wv.shape[1]
    dh, dc = np.zeros((H, 1), np.float32), np.zeros((H, 1), np.float32)
    loss = np.float32(0)
    for y, t, (c_old, z, s, c, h) in zip(outputs[::-1], targets[::-1], states[::-1]):
        t = t.astype(np.float32)
        loss -= np.log(np.einsum("vn,vn->", y, t) + np.float32(1e-12))
        dWv += np.einsum("vn,hn->vh", y - t, h)
        dbv += y - t
        dh = dh + np.einsum("vh,vn->hn", Wv, y - t)
        dc = dc + dh * s[3] * (1 - np.tanh(c) ** 2)
        slope = s * (1 - s)
        slope[2] = 1 - s[2] ** 2
        da = np.stack((dc * c_old, dc * s[2], dc * s[1], dh * np.tanh(c))) * slope
        dW += np.einsum("khn,zn->khz", da, z)
        db += da
        dh = np.einsum("khz,khn->zn", W, da)[:H]
        dc = dc * s[0]
    return loss, [*dW, dWv, *db, dbv]
