# LSTM language model: a class with Wx (V, 4H), Wh (H, 4H) and b (4H,) in the order f, i, g, o; gradients as attributes.
import numpy as np


class LSTM:
    def __init__(self, vocab_size, hidden_size):
        self.H = hidden_size
        self.Wx = np.random.randn(vocab_size, 4 * hidden_size) / np.sqrt(vocab_size)
        self.Wh = np.random.randn(hidden_size, 4 * hidden_size) / np.sqrt(hidden_size)
        self.b = np.zeros(4 * hidden_size)
        self.Wy = np.random.randn(hidden_size, vocab_size) / np.sqrt(hidden_size)
        self.by = np.zeros(vocab_size)

    def forward(self, xs, h, c):
        H = self.H
        self.cache, probs = [], []
        for x in xs:
            a = x @ self.Wx + h @ self.Wh + self.b
            f, i, o = (1 / (1 + np.exp(-a[k * H : (k + 1) * H])) for k in (0, 1, 3))
            g = np.tanh(a[2 * H : 3 * H])
            c_new = f * c + i * g
            h_new = o * np.tanh(c_new)
            e = np.exp(h_new @ self.Wy + self.by)
            p = e / e.sum()
            self.cache.append((x, h, c, f, i, g, o, c_new, h_new, p))
            probs.append(p)
            h, c = h_new, c_new
        return probs

    def backward(self, targets):
        self.dWx, self.dWh, self.db = np.zeros_like(self.Wx), np.zeros_like(self.Wh), np.zeros_like(self.b)
        self.dWy, self.dby = np.zeros_like(self.Wy), np.zeros_like(self.by)
        loss, dh_next, dc_next = 0.0, np.zeros(self.H), np.zeros(self.H)
        for (x, h, c, f, i, g, o, c_new, h_new, p), y in zip(reversed(self.cache), reversed(list(targets))):
            loss += -np.sum(y * np.log(p + 1e-12))
            ds = p - y
            self.dWy += np.outer(h_new, ds)
            self.dby += ds
            dh = self.Wy @ ds + dh_next
            t = np.tanh(c_new)
            dc = dh * o * (1 - t * t) + dc_next
            da = np.concatenate(
                [dc * c * f * (1 - f), dc * g * i * (1 - i), dc * i * (1 - g * g), dh * t * o * (1 - o)]
            )
            self.dWx += np.outer(x, da)
            self.dWh += np.outer(h, da)
            self.db += da
            dh_next = self.Wh @ da
            dc_next = dc * f
        return loss
