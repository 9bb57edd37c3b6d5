import numpy as np


class LSTM:
    """weights W[h, k, z]: k = 0 forget, 1 input, 2 candidate, 3 output"""

    def __init__(self, hidden_size, vocab_size, seed=0):
        rng = np.random.default_rng(seed)
        self.H, self.V = hidden_size, vocab_size
        self.W = rng.normal(0, 0.1, (hidden_size, 4, hidden_size + vocab_size))
        self.b = np.zeros((hidden_size, 4))
        self.b[:, 0] = 1
        self.Wv = rng.normal(0, 0.1, (vocab_size, hidden_size))
        self.bv = np.zeros(vocab_size)

    def forward(self, inputs, h0=None, c0=None):
        h = np.zeros(self.H) if h0 is None else h0
        c = np.zeros(self.H) if c0 is None else c0
        self.cache = []
        self.probs = []
        for x in inputs:
            z = np.concatenate((h, x))
            a = np.einsum("hkz,z->hk", self.W, z) + self.b
            s = 1 / (1 + np.exp(-a))
            f, i, o = s[:, 0], s[:, 1], s[:, 3]
            g = np.tanh(a[:, 2])
            c_old = c
            c = f * c + i * g
            h = o * np.tanh(c)
            v = self.Wv.dot(h) + self.bv
            v = v - v.max()
            p = np.exp(v) / np.exp(v).sum()
            self.cache.append((z, f, i, g, o, c_old, c, h))
            self.probs.append(p)
        return np.array(self.probs)

    def backward(self, targets):
        self.dW = np.zeros_like(self.W)
        self.db = np.zeros_like(self.b)
        self.dWv = np.zeros_like(self.Wv)
        self.dbv = np.zeros_like(self.bv)
        dh_next = np.zeros(self.H)
        dc_next = np.zeros(self.H)
        loss = 0.0
        for (z, f, i, g, o, c_old, c, h), p, y in zip(self.cache[::-1], self.probs[::-1], targets[::-1]):
            loss -= (y * np.log(p)).sum()
            dv = p - y
            self.dWv += np.outer(dv, h)
            self.dbv += dv
            dh = dv @ self.Wv + dh_next
            t = np.tanh(c)
            dc = dh * o * (1 - t**2) + dc_next
            da = np.empty_like(self.b)
            da[:, 0] = dc * c_old * f * (1 - f)
            da[:, 1] = dc * g * i * (1 - i)
            da[:, 2] = dc * i * (1 - g**2)
            da[:, 3] = dh * t * o * (1 - o)
            self.dW += da[:, :, None] * z[None, None, :]
            self.db += da
            dz = np.einsum("hkz,hk->z", self.W, da)
            dh_next = dz[: self.H]
            dc_next = dc * f
        return loss
