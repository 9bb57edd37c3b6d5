# LSTM: the parameters are a dictionary of dictionaries by kind, net["W"]["f"] and net["b"]["f"]; indices as inputs.
import numpy as np


def sigma(a):
    return 1 / (1 + np.exp(-a))


def lstm_forward(inputs, h0, c0, net):
    W, b = net["W"], net["b"]
    hs, cs, steps, probs = {-1: h0}, {-1: c0}, {}, {}
    for t, k in enumerate(inputs):
        x = np.zeros((W["y"].shape[0], 1))
        x[k] = 1
        z = np.concatenate([hs[t - 1], x])
        f, i, o = (sigma(W[name] @ z + b[name]) for name in ("f", "i", "o"))
        c_hat = np.tanh(W["c"] @ z + b["c"])
        cs[t] = cs[t - 1] * f + c_hat * i
        hs[t] = np.tanh(cs[t]) * o
        v = W["y"] @ hs[t] + b["y"]
        e = np.exp(v - np.max(v))
        probs[t] = e / np.sum(e)
        steps[t] = z, f, i, c_hat, o
    return probs, (hs, cs, steps)


def lstm_backward(probs, cache, targets, net):
    hs, cs, steps = cache
    W = net["W"]
    dW = {name: np.zeros(w.shape) for name, w in W.items()}
    db = {name: np.zeros(w.shape) for name, w in net["b"].items()}
    T, H = len(probs), len(hs[-1])
    dh_next, dc_next = np.zeros((H, 1)), np.zeros((H, 1))
    loss = 0
    for t in range(T - 1, -1, -1):
        z, f, i, c_hat, o = steps[t]
        loss += -np.log(probs[t][targets[t], 0])
        dv = probs[t].copy()
        dv[targets[t]] -= 1
        dW["y"] += dv @ hs[t].T
        db["y"] += dv
        dh = W["y"].T @ dv + dh_next
        th = np.tanh(cs[t])
        dc = dh * o * (1 - th * th) + dc_next
        raw = dict(
            f=dc * cs[t - 1] * f * (1 - f),
            i=dc * c_hat * i * (1 - i),
            c=dc * i * (1 - c_hat**2),
            o=dh * th * o * (1 - o),
        )
        for name, d in raw.items():
            dW[name] += d @ z.T
            db[name] += d
        dh_next = sum(W[name].T @ d for name, d in raw.items())[:H]
        dc_next = f * dc
    return loss, {"W": dW, "b": db}
