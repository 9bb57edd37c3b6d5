"""Batches first, in a class that keeps its predictions: its loss takes the targets alone."""

import numpy as np


def sigmoid(a):
    return 0.5 * (1.0 + np.tanh(0.5 * a))


class LSTMLanguageModel(object):
    def __init__(self, vocab_size, hidden_size, seed=42):
        rng = np.random.default_rng(seed)
        self.V, self.H = vocab_size, hidden_size
        k = 1 / np.sqrt(hidden_size)
        self.Wx = rng.uniform(-k, k, (vocab_size, 4 * hidden_size))
        self.Wh = rng.uniform(-k, k, (hidden_size, 4 * hidden_size))
        self.b = np.zeros(4 * hidden_size)
        self.Why = rng.uniform(-k, k, (hidden_size, vocab_size))
        self.by = np.zeros(vocab_size)

    def forward(self, x, h0, c0):
        """x: (N, T) int ids. returns probs (N, T, V)"""
        N, T = x.shape
        H = self.H
        h, c = h0, c0
        self.cache = []
        self.x = x
        probs = np.zeros((N, T, self.V))
        for t in range(T):
            a = self.Wx[x[:, t]] + h @ self.Wh + self.b
            i = sigmoid(a[:, :H])
            f = sigmoid(a[:, H : 2 * H])
            g = np.tanh(a[:, 2 * H : 3 * H])
            o = sigmoid(a[:, 3 * H :])
            c_new = f * c + i * g
            tc = np.tanh(c_new)
            h_new = o * tc
            self.cache.append((h, c, i, f, g, o, tc, h_new))
            h, c = h_new, c_new
            s = h @ self.Why + self.by
            s -= s.max(axis=1, keepdims=True)
            e = np.exp(s)
            probs[:, t] = e / e.sum(axis=1, keepdims=True)
        self.probs = probs
        return probs

    def loss(self, y):
        N, T = y.shape
        return -np.sum(np.log(self.probs[np.arange(N)[:, None], np.arange(T)[None, :], y]))

    def backward(self, y):
        N, T = y.shape
        dWx = np.zeros_like(self.Wx)
        dWh = np.zeros_like(self.Wh)
        db = np.zeros_like(self.b)
        dWhy = np.zeros_like(self.Why)
        dby = np.zeros_like(self.by)
        dh_next = np.zeros((N, self.H))
        dc_next = np.zeros((N, self.H))
        for t in range(T - 1, -1, -1):
            h_prev, c_prev, i, f, g, o, tc, h = self.cache[t]
            ds = self.probs[:, t].copy()
            ds[np.arange(N), y[:, t]] -= 1
            dWhy += h.T @ ds
            dby += ds.sum(axis=0)
            dh = ds @ self.Why.T + dh_next
            dc = dh * o * (1 - tc**2) + dc_next
            da = np.concatenate(
                [dc * g * i * (1 - i), dc * c_prev * f * (1 - f), dc * i * (1 - g**2), dh * tc * o * (1 - o)], axis=1
            )
            np.add.at(dWx, self.x[:, t], da)
            dWh += h_prev.T @ da
            db += da.sum(axis=0)
            dh_next = da @ self.Wh.T
            dc_next = dc * f
        return {"Wx": dWx, "Wh": dWh, "b": db, "Why": dWhy, "by": dby}
