# LSTM class composed of gate objects, which keep weights and gradients.
import numpy as np
from dataclasses import dataclass, field


@dataclass
class Gate:
    n_in: int
    n_out: int
    kind: str
    W: np.ndarray = field(init=False)
    b: np.ndarray = field(init=False)

    def __post_init__(self):
        self.W = np.random.randn(self.n_out, self.n_in) / np.sqrt(self.n_in)
        self.b = np.full((self.n_out, 1), 1.0 if self.kind == "forget" else 0.0)
        self.zero()

    def zero(self):
        self.dW, self.db = np.zeros_like(self.W), np.zeros_like(self.b)

    def __call__(self, z):
        a = self.W @ z + self.b
        if self.kind == "candidate":
            return np.tanh(a)
        if self.kind == "output_layer":
            return a
        return 1 / (1 + np.exp(-a))

    def backward(self, d_act, act, z):
        if self.kind == "candidate":
            d = d_act * (1 - act**2)
        elif self.kind == "output_layer":
            d = d_act
        else:
            d = d_act * act * (1 - act)
        self.dW += d @ z.T
        self.db += d.sum(1, keepdims=True)
        return self.W.T @ d


class LSTM:
    def __init__(self, vocab_size, hidden_size):
        self.V, self.H = vocab_size, hidden_size
        self.forget, self.input, self.output = (
            Gate(vocab_size + hidden_size, hidden_size, k) for k in ("forget", "input", "output")
        )
        self.candidate = Gate(vocab_size + hidden_size, hidden_size, "candidate")
        self.out = Gate(hidden_size, vocab_size, "output_layer")

    @property
    def layers(self):
        return [self.forget, self.input, self.candidate, self.output, self.out]

    def forward(self, inputs, h, c):
        self.cache = []
        ys = []
        for x in inputs:
            z = np.vstack([h, x])
            f, i, g, o = self.forget(z), self.input(z), self.candidate(z), self.output(z)
            c_prev = c
            c = f * c_prev + i * g
            h = o * np.tanh(c)
            v = self.out(h)
            y = np.exp(v - v.max(axis=0))
            y /= y.sum(axis=0)
            self.cache.append((z, f, i, g, o, c_prev, c, h, y))
            ys.append(y)
        return ys

    def backward(self, targets):
        for l in self.layers:
            l.zero()
        dh_next = dc_next = 0
        loss = 0
        for (z, f, i, g, o, c_prev, c, h, y), t in zip(reversed(self.cache), reversed(targets)):
            loss -= (t * np.log(y + 1e-12)).sum()
            dh = self.out.backward(y - t, None, h) + dh_next
            dc = dh * o * (1 - np.tanh(c) ** 2) + dc_next
            dz = (
                self.forget.backward(dc * c_prev, f, z)
                + self.input.backward(dc * g, i, z)
                + self.candidate.backward(dc * i, g, z)
                + self.output.backward(dh * np.tanh(c), o, z)
            )
            dh_next = dz[: self.H]
            dc_next = dc * f
        return loss
