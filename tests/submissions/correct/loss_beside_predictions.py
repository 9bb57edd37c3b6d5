"""Forward returns the loss before its predictions, and a function of its own computes it once more."""

import numpy as np


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def softmax(x):
    x = x - np.max(x)
    e = np.exp(x)
    return e / np.sum(e)


def init_params(n_hidden, n_vocab, seed=0):
    rng = np.random.RandomState(seed)
    n_in = n_hidden + n_vocab
    s = 1.0 / np.sqrt(n_in)
    params = {}
    for gate in ["f", "i", "c", "o"]:
        params["W" + gate] = rng.uniform(-s, s, (n_hidden, n_in))
        params["b" + gate] = np.zeros((n_hidden, 1))
    params["bf"] += 1.0
    params["Wy"] = rng.uniform(-s, s, (n_vocab, n_hidden))
    params["by"] = np.zeros((n_vocab, 1))
    return params


def forward(xs, targets, h0, c0, params):
    """xs: list of one-hot column vectors. Returns list of probs, cache."""
    h, c = h0, c0
    probs = []
    cache = []
    loss = 0.0
    for x, y_true in zip(xs, targets):
        concat = np.concatenate([h, x], axis=0)
        f = sigmoid(params["Wf"].dot(concat) + params["bf"])
        i = sigmoid(params["Wi"].dot(concat) + params["bi"])
        cbar = np.tanh(params["Wc"].dot(concat) + params["bc"])
        o = sigmoid(params["Wo"].dot(concat) + params["bo"])
        c_prev = c
        c = f * c_prev + i * cbar
        h = o * np.tanh(c)
        y = params["Wy"].dot(h) + params["by"]
        p = softmax(y)
        probs.append(p)
        loss -= float(np.sum(y_true * np.log(p)))
        cache.append((concat, f, i, cbar, o, c_prev, c, h, p))
    return loss, probs, cache, h, c


def compute_loss(probs, targets):
    loss = 0
    for p, t in zip(probs, targets):
        loss += -np.sum(t * np.log(p + 1e-12))
    return loss


def backward(cache, targets, params):
    grads = {k: np.zeros_like(v) for k, v in params.items()}
    n_hidden = params["Wf"].shape[0]
    dh_next = np.zeros((n_hidden, 1))
    dc_next = np.zeros((n_hidden, 1))
    for t in range(len(cache) - 1, -1, -1):
        concat, f, i, cbar, o, c_prev, c, h, p = cache[t]
        dy = p - targets[t]
        grads["Wy"] += dy.dot(h.T)
        grads["by"] += dy
        dh = params["Wy"].T.dot(dy) + dh_next
        tc = np.tanh(c)
        do = dh * tc
        do_raw = do * o * (1 - o)
        dc = dh * o * (1 - tc * tc) + dc_next
        dcbar = dc * i
        dcbar_raw = dcbar * (1 - cbar * cbar)
        di = dc * cbar
        di_raw = di * i * (1 - i)
        df = dc * c_prev
        df_raw = df * f * (1 - f)
        for gate, d in zip("fico", (df_raw, di_raw, dcbar_raw, do_raw)):
            grads["W" + gate] += d.dot(concat.T)
            grads["b" + gate] += d
        dconcat = (
            params["Wf"].T.dot(df_raw)
            + params["Wi"].T.dot(di_raw)
            + params["Wc"].T.dot(dcbar_raw)
            + params["Wo"].T.dot(do_raw)
        )
        dh_next = dconcat[:n_hidden]
        dc_next = dc * f
    return grads
