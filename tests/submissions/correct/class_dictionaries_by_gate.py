# LSTM language model: a class with dictionaries by gate, states without batch, gradients in a dictionary.
import numpy as np


class CharLSTM:
    def __init__(self, vocab_size, hidden_size=64, lr=0.1):
        self.V, self.H, self.lr = vocab_size, hidden_size, lr
        rng = np.random.default_rng(7)
        s = 1 / np.sqrt(hidden_size)
        # separate input and recurrent matrices (row convention x @ W)
        self.Wx = {k: rng.uniform(-s, s, (vocab_size, hidden_size)) for k in "figo"}
        self.Wh = {k: rng.uniform(-s, s, (hidden_size, hidden_size)) for k in "figo"}
        self.b = {k: np.zeros(hidden_size) for k in "figo"}
        self.b["f"] += 1
        self.Why = rng.uniform(-s, s, (hidden_size, vocab_size))
        self.by = np.zeros(vocab_size)

    def sig(self, x):
        return 1 / (1 + np.exp(-x))

    def forward(self, inputs, h, c):
        self.cache = []
        probs = []
        for ix in inputs:
            x = np.zeros(self.V)
            x[ix] = 1
            pre = {k: x @ self.Wx[k] + h @ self.Wh[k] + self.b[k] for k in "figo"}
            f, i, o = map(self.sig, (pre["f"], pre["i"], pre["o"]))
            g = np.tanh(pre["g"])
            c1 = f * c + i * g
            h1 = o * np.tanh(c1)
            s = h1 @ self.Why + self.by
            s = np.exp(s - s.max())
            s /= s.sum()
            self.cache.append((x, h, c, f, i, g, o, c1, h1, s))
            probs.append(s)
            h, c = h1, c1
        return probs, h, c

    def backward(self, targets):
        gWx = {k: np.zeros_like(v) for k, v in self.Wx.items()}
        gWh = {k: np.zeros_like(v) for k, v in self.Wh.items()}
        gb = {k: np.zeros_like(v) for k, v in self.b.items()}
        gWhy, gby = np.zeros_like(self.Why), np.zeros_like(self.by)
        dh, dc, loss = np.zeros(self.H), np.zeros(self.H), 0
        for (x, h0, c0, f, i, g, o, c1, h1, s), y in zip(self.cache[::-1], targets[::-1]):
            loss -= np.log(s[y] + 1e-12)
            e = s.copy()
            e[y] -= 1
            gWhy += np.outer(h1, e)
            gby += e
            dh = dh + self.Why @ e
            dc = dc + dh * o * (1 - np.tanh(c1) ** 2)
            d = {
                "f": dc * c0 * f * (1 - f),
                "i": dc * g * i * (1 - i),
                "g": dc * i * (1 - g**2),
                "o": dh * np.tanh(c1) * o * (1 - o),
            }
            dh = np.zeros(self.H)
            for k in "figo":
                gWx[k] += np.outer(x, d[k])
                gWh[k] += np.outer(h0, d[k])
                gb[k] += d[k]
                dh += self.Wh[k] @ d[k]
            dc = dc * f
        g_all = {"Why": gWhy, "by": gby}
        for k in "figo":
            g_all["Wx" + k], g_all["Wh" + k], g_all["b" + k] = gWx[k], gWh[k], gb[k]
        return loss, g_all
