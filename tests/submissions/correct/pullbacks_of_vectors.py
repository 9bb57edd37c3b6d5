# LSTM language model: each step returns its own pullback; vectors (n,), whose products only backward insists on.
import numpy as np


def sigma(a):
    return 1.0 / (1.0 + np.exp(-a))


def cell(theta, x, h, c):
    z = np.concatenate([h, x])
    f = sigma(theta["Wf"] @ z + theta["bf"])
    i = sigma(theta["Wi"] @ z + theta["bi"])
    g = np.tanh(theta["Wg"] @ z + theta["bg"])
    o = sigma(theta["Wo"] @ z + theta["bo"])
    c_new = f * c + i * g
    s = np.tanh(c_new)

    def pullback(dh, dc, grad):
        dc = dc + dh * o * (1 - s * s)
        pre = {
            "f": dc * c * f * (1 - f),
            "i": dc * g * i * (1 - i),
            "g": dc * i * (1 - g * g),
            "o": dh * s * o * (1 - o),
        }
        dz = np.zeros_like(z)
        for k, d in pre.items():
            grad["W" + k] += np.outer(d, z)
            grad["b" + k] += d
            dz += theta["W" + k].T @ d
        return dz[: len(h)], dc * f

    return o * s, c_new, pullback


def forward(xs, h, c, theta):
    probs, hs, pulls = [], [], []
    for x in xs:
        h, c, pull = cell(theta, x, h, c)
        a = theta["Wy"] @ h + theta["by"]
        a = np.exp(a - np.max(a))
        probs.append(a / a.sum())
        hs.append(h)
        pulls.append(pull)
    return probs, hs, pulls


def backward(probs, hs, pulls, ys, theta):
    grad = {k: np.zeros_like(v) for k, v in theta.items()}
    loss = 0.0
    dh = np.zeros_like(hs[0])
    dc = np.zeros_like(hs[0])
    for p, h, pull, y in zip(probs[::-1], hs[::-1], pulls[::-1], ys[::-1]):
        loss -= float(y @ np.log(np.maximum(p, 1e-300)))
        da = p - y
        grad["Wy"] += np.outer(da, h)
        grad["by"] += da
        dh, dc = pull(dh + theta["Wy"].T @ da, dc, grad)
    return loss, grad
