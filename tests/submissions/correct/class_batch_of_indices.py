# Character model with a batch: ids (B, T), Wx (V, 4H), Wh (H, 4H), b (4H,); loss is the mean over the batch's tokens.
import numpy as np


class CharLM:
    def __init__(self, vocab_size, hidden_size):
        self.params = {
            "Wx": np.random.randn(vocab_size, 4 * hidden_size) * 0.1,
            "Wh": np.random.randn(hidden_size, 4 * hidden_size) * 0.1,
            "b": np.zeros(4 * hidden_size),
            "Wy": np.random.randn(hidden_size, vocab_size) * 0.1,
            "by": np.zeros(vocab_size),
        }
        self.grads = {k: np.zeros_like(v) for k, v in self.params.items()}

    def forward(self, ids, h0, c0):
        p = self.params
        N, T = ids.shape
        H = p["Wh"].shape[0]
        self.ids = ids
        self.h = np.zeros((T + 1, N, H))
        self.c = np.zeros((T + 1, N, H))
        self.h[0], self.c[0] = h0, c0
        self.a = np.zeros((T, N, 4 * H))
        self.probs = np.zeros((N, T, p["by"].size))
        for t in range(T):
            a = p["Wx"][ids[:, t]] + self.h[t] @ p["Wh"] + p["b"]
            a[:, : 3 * H] = 1 / (1 + np.exp(-a[:, : 3 * H]))
            a[:, 3 * H :] = np.tanh(a[:, 3 * H :])
            o, i, f, g = np.split(a, 4, axis=1)
            self.c[t + 1] = f * self.c[t] + i * g
            self.h[t + 1] = o * np.tanh(self.c[t + 1])
            s = self.h[t + 1] @ p["Wy"] + p["by"]
            s -= s.max(axis=1, keepdims=True)
            self.probs[:, t] = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
            self.a[t] = a
        return self.probs

    def backward(self, targets):
        p, g = self.params, self.grads
        for k in g:
            g[k] = np.zeros_like(p[k])
        N, T = targets.shape
        rows = np.arange(N)
        loss = 0
        dh = np.zeros_like(self.h[0])
        dc = np.zeros_like(self.c[0])
        for t in range(T)[::-1]:
            loss -= np.log(self.probs[rows, t, targets[:, t]]).sum()
            ds = self.probs[:, t].copy()
            ds[rows, targets[:, t]] -= 1
            g["Wy"] += self.h[t + 1].T @ ds
            g["by"] += ds.sum(axis=0)
            dh = dh + ds @ p["Wy"].T
            o, i, f, cand = np.split(self.a[t], 4, axis=1)
            tc = np.tanh(self.c[t + 1])
            dc = dc + dh * o * (1 - tc**2)
            da = np.hstack(
                (dh * tc * o * (1 - o), dc * cand * i * (1 - i), dc * self.c[t] * f * (1 - f), dc * i * (1 - cand**2))
            )
            np.add.at(g["Wx"], self.ids[:, t], da)
            g["Wh"] += self.h[t].T @ da
            g["b"] += da.sum(axis=0)
            dh, dc = da @ p["Wh"].T, dc * f
        return loss
