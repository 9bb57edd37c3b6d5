# A class that keeps a namespace of parameters and one of gradients.
from types import SimpleNamespace
import numpy as np


class CharLSTM:
    def __init__(self, vocab_size, hidden_size=100):
        H, V = hidden_size, vocab_size
        self.H = H
        self.params = SimpleNamespace(
            **{f"W{k}": np.random.randn(H, H + V) * 0.1 for k in "fico"},
            **{f"b{k}": np.zeros((H, 1)) for k in "fico"},
            Wy=np.random.randn(V, H) * 0.1,
            by=np.zeros((V, 1)),
        )

    def forward(self, inputs, h, c):
        p = self.params
        sig = lambda a: 1 / (1 + np.exp(-a))
        self.tape = []
        for x in inputs:
            z = np.vstack((h, x))
            f, i, o, g = sig(p.Wf @ z + p.bf), sig(p.Wi @ z + p.bi), sig(p.Wo @ z + p.bo), np.tanh(p.Wc @ z + p.bc)
            c_old, c = c, f * c + i * g
            h = o * np.tanh(c)
            v = p.Wy @ h + p.by
            e = np.exp(v - v.max())
            self.tape.append((z, f, i, o, g, c_old, c, h, e / e.sum()))
        return [s[-1] for s in self.tape]

    def backward(self, targets):
        p = self.params
        self.grads = d = SimpleNamespace(**{k: np.zeros_like(v) for k, v in vars(p).items()})
        loss = dh_ = dc_ = 0
        for (z, f, i, o, g, c_old, c, h, y), t in zip(self.tape[::-1], targets[::-1]):
            loss -= np.log((y * t).sum())
            dy = y - t
            d.Wy += dy @ h.T
            d.by += dy
            dh = p.Wy.T @ dy + dh_
            tc = np.tanh(c)
            dc = dc_ + dh * o * (1 - tc**2)
            df, di, dg, do = dc * c_old * f * (1 - f), dc * g * i * (1 - i), dc * i * (1 - g**2), dh * tc * o * (1 - o)
            for k, e in zip("fico", (df, di, dg, do)):
                setattr(d, f"W{k}", getattr(d, f"W{k}") + e @ z.T)
                setattr(d, f"b{k}", getattr(d, f"b{k}") + e)
            dh_ = (p.Wf.T @ df + p.Wi.T @ di + p.Wc.T @ dg + p.Wo.T @ do)[: self.H]
            dc_ = dc * f
        return loss
