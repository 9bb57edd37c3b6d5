# LSTM language model: rows, batch first, weights for x @ W, separate for x and h, given one by one.
import numpy as np


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def forward(X, h0, c0, Wxf, Whf, bf, Wxi, Whi, bi, Wxg, Whg, bg, Wxo, Who, bo, Wy, by):
    N, T, D = X.shape
    H = h0.shape[1]
    hs, cs = np.zeros((N, T + 1, H)), np.zeros((N, T + 1, H))
    fs, is_, gs, os_ = (np.zeros((N, T, H)) for _ in range(4))
    probs = np.zeros((N, T, Wy.shape[1]))
    hs[:, 0], cs[:, 0] = h0, c0
    for t in range(T):
        x, h = X[:, t], hs[:, t]
        fs[:, t] = sigmoid(x @ Wxf + h @ Whf + bf)
        is_[:, t] = sigmoid(x @ Wxi + h @ Whi + bi)
        gs[:, t] = np.tanh(x @ Wxg + h @ Whg + bg)
        os_[:, t] = sigmoid(x @ Wxo + h @ Who + bo)
        cs[:, t + 1] = fs[:, t] * cs[:, t] + is_[:, t] * gs[:, t]
        hs[:, t + 1] = os_[:, t] * np.tanh(cs[:, t + 1])
        s = hs[:, t + 1] @ Wy + by
        s = np.exp(s - s.max(axis=1, keepdims=True))
        probs[:, t] = s / s.sum(axis=1, keepdims=True)
    return probs, (X, hs, cs, fs, is_, gs, os_)


def backward(probs, cache, targets, Wxf, Whf, Wxi, Whi, Wxg, Whg, Wxo, Who, Wy):
    X, hs, cs, fs, is_, gs, os_ = cache
    N, T, _ = X.shape
    weights = {"xf": Wxf, "hf": Whf, "xi": Wxi, "hi": Whi, "xg": Wxg, "hg": Whg, "xo": Wxo, "ho": Who}
    grads = {"dW" + k: np.zeros_like(w) for k, w in weights.items()}
    grads["dWy"] = np.zeros_like(Wy)
    for k in "figo":
        grads["db" + k] = np.zeros(Whf.shape[0])
    grads["dby"] = np.zeros(Wy.shape[1])
    dh_next = dc_next = np.zeros_like(hs[:, 0])
    loss = -np.sum(targets * np.log(probs))
    for t in range(T - 1, -1, -1):
        ds = probs[:, t] - targets[:, t]
        grads["dWy"] += hs[:, t + 1].T @ ds
        grads["dby"] += ds.sum(axis=0)
        dh = ds @ Wy.T + dh_next
        tanh_c = np.tanh(cs[:, t + 1])
        dc = dc_next + dh * os_[:, t] * (1 - tanh_c**2)
        da = {
            "f": dc * cs[:, t] * fs[:, t] * (1 - fs[:, t]),
            "i": dc * gs[:, t] * is_[:, t] * (1 - is_[:, t]),
            "g": dc * is_[:, t] * (1 - gs[:, t] ** 2),
            "o": dh * tanh_c * os_[:, t] * (1 - os_[:, t]),
        }
        dh_next = np.zeros_like(dh)
        for k, d in da.items():
            grads["dWx" + k] += X[:, t].T @ d
            grads["dWh" + k] += hs[:, t].T @ d
            grads["db" + k] += d.sum(axis=0)
            dh_next = dh_next + d @ weights["h" + k].T
        dc_next = dc * fs[:, t]
    return loss, grads
