# LSTM: forward is given the targets and returns the loss and a cache, backward the gradients alone.
import numpy as np

sig = lambda a: 1 / (1 + np.exp(-a))  # noqa: E731


def step(x, h, c, *, W_f, b_f, W_i, b_i, W_c, b_c, W_o, b_o, W_y, b_y):
    z = np.concatenate((h, x), axis=0)
    hot = {
        "ft": sig(W_f.dot(z) + b_f),
        "it": sig(W_i.dot(z) + b_i),
        "ot": sig(W_o.dot(z) + b_o),
        "cand": np.tanh(W_c.dot(z) + b_c),
    }
    c_new = hot["ft"] * c + hot["it"] * hot["cand"]
    th = np.tanh(c_new)
    h_new = hot["ot"] * th
    s = W_y.dot(h_new) + b_y
    p = np.exp(s - s.max())
    return p / p.sum(), h_new, c_new, {"z": z, "c_old": c, "th": th, "h": h_new, **hot}


def step_back(dy, dh, dc, *, z, c_old, th, h, ft, it, ot, cand, params):
    dh = params["W_y"].T.dot(dy) + dh
    dc = dc + dh * ot * (1 - th**2)
    slopes = {
        "f": dc * c_old * ft * (1 - ft),
        "i": dc * cand * it * (1 - it),
        "c": dc * it * (1 - cand**2),
        "o": dh * th * ot * (1 - ot),
    }
    grads = {"W_y": dy.dot(h.T), "b_y": dy}
    for k, d in slopes.items():
        grads["W_" + k], grads["b_" + k] = d.dot(z.T), d
    dz = np.sum([params["W_" + k].T.dot(d) for k, d in slopes.items()], axis=0)
    return grads, dz[: h.shape[0]], dc * ft


def forward(x, y, h, c, params):
    inputs, loss = x, 0
    ys, caches = [], []
    for x, t in zip(inputs, y):
        p, h, c, cache = step(x, h, c, **params)
        loss -= np.log(np.sum(p * t))
        ys.append(p - t)
        caches.append(cache)
    return loss, (ys, caches)


def backward(cache, params):
    ys, caches = cache
    grads = {k: np.zeros_like(v) for k, v in params.items()}
    dh, dc = 0, 0
    for y, cache in list(zip(ys, caches))[::-1]:
        g, dh, dc = step_back(y, dh, dc, params=params, **cache)
        for k in grads:
            grads[k] += g[k]
    return grads
