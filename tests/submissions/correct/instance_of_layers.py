# A module's own instance that functions use, with layers inside.
import numpy as np


class Linear:
    def __init__(self, n_in, n_out):
        self.weight = np.random.randn(n_out, n_in) * 0.1
        self.bias = np.zeros((n_out, 1))

    def __call__(self, x):
        return self.weight @ x + self.bias


class LSTM:
    def __init__(self, V, H):
        self.forget = Linear(H + V, H)
        self.input = Linear(H + V, H)
        self.cell = Linear(H + V, H)
        self.output = Linear(H + V, H)
        self.logits = Linear(H, V)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


net = LSTM(26, 32)


def forward(xs, h, c):
    steps, ys = [], []
    for x in xs:
        z = np.concatenate([h, x])
        f, i, o, g = sigmoid(net.forget(z)), sigmoid(net.input(z)), sigmoid(net.output(z)), np.tanh(net.cell(z))
        c_old, c = c, f * c + i * g
        h = o * np.tanh(c)
        s = net.logits(h)
        y = np.exp(s - s.max())
        y = y / y.sum()
        ys.append(y)
        steps.append((z, f, i, o, g, c_old, c, h))
    return ys, steps


def backward(ys, steps, targets):
    names = "forget", "input", "cell", "output", "logits"
    grads = {
        n: {"weight": np.zeros_like(getattr(net, n).weight), "bias": np.zeros_like(getattr(net, n).bias)} for n in names
    }
    dh_next = dc_next = 0
    loss = 0
    for (z, f, i, o, g, c_old, c, h), y, target in list(zip(steps, ys, targets))[::-1]:
        loss -= float(np.log((y * target).sum()))
        dv = y - target
        dh = net.logits.weight.T @ dv + dh_next
        tc = np.tanh(c)
        dc = dc_next + dh * o * (1 - tc**2)
        d = {
            "forget": dc * c_old * f * (1 - f),
            "input": dc * g * i * (1 - i),
            "cell": dc * i * (1 - g**2),
            "output": dh * tc * o * (1 - o),
        }
        for n in d:
            grads[n]["weight"] += d[n] @ z.T
            grads[n]["bias"] += d[n]
        grads["logits"]["weight"] += dv @ h.T
        grads["logits"]["bias"] += dv
        dz = sum(getattr(net, n).weight.T @ d[n] for n in d)
        dh_next = dz[: len(h)]
        dc_next = dc * f
    return loss, grads
