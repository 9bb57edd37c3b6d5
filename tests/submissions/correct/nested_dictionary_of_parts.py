# LSTM: params["forget"]["Wx"], ["Wh"] and ["b"], and so on: a dictionary for each gate, x and h apart; flat vectors.
import numpy as np


def sigmoid(x):
    return np.where(x >= 0, 1 / (1 + np.exp(-np.abs(x))), np.exp(-np.abs(x)) / (1 + np.exp(-np.abs(x))))


def gate(g, x, h, squash):
    return squash(g["Wx"] @ x + g["Wh"] @ h + g["b"])


def forward(xs, h0, c0, params):
    h, c = [h0], [c0]
    kept, ys = [], []
    for x in xs:
        f = gate(params["forget"], x, h[-1], sigmoid)
        i = gate(params["input"], x, h[-1], sigmoid)
        o = gate(params["output"], x, h[-1], sigmoid)
        g = gate(params["cell"], x, h[-1], np.tanh)
        c.append(f * c[-1] + i * g)
        h.append(o * np.tanh(c[-1]))
        s = params["logits"]["W"] @ h[-1] + params["logits"]["b"]
        ys.append(np.exp(s - s.max()) / np.exp(s - s.max()).sum())
        kept.append(dict(forget=f, input=i, output=o, cell=g, x=x))
    return ys, h, c, kept


def backward(ys, h, c, kept, targets, params):
    grads = {name: {k: np.zeros_like(v) for k, v in part.items()} for name, part in params.items()}
    loss, dh, dc = 0.0, np.zeros_like(h[1]), np.zeros_like(c[1])
    for t in reversed(range(len(ys))):
        loss -= np.log(np.sum(ys[t] * targets[t]))
        err = ys[t] - targets[t]
        grads["logits"]["W"] += np.outer(err, h[t + 1])
        grads["logits"]["b"] += err
        dh = dh + params["logits"]["W"].T @ err
        s = kept[t]
        th = np.tanh(c[t + 1])
        dc = dc + dh * s["output"] * (1 - th**2)
        up = {"forget": dc * c[t], "input": dc * s["cell"], "cell": dc * s["input"], "output": dh * th}
        dh = 0
        for name, d in up.items():
            a = s[name]
            d = d * ((1 - a**2) if name == "cell" else a * (1 - a))
            grads[name]["Wx"] += np.outer(d, s["x"])
            grads[name]["Wh"] += np.outer(d, h[t])
            grads[name]["b"] += d
            dh = dh + params[name]["Wh"].T @ d
        dc = dc * s["forget"]
    return loss, grads
