# Coursera: gates in one dictionary by their Greek names; rnn functions beside; the output layer is softmax by columns.
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    e = np.exp(x - x.max(axis=0))
    return e / e.sum(axis=0)


def rnn_cell_forward(xt, a_prev, parameters):
    a_next = np.tanh(parameters["Wax"] @ xt + parameters["Waa"] @ a_prev + parameters["ba"])
    return a_next, softmax(parameters["Wya"] @ a_next + parameters["by"]), (a_next, a_prev, xt, parameters)


def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    P = parameters
    concat = np.zeros((a_prev.shape[0] + xt.shape[0], xt.shape[1]))
    concat[: a_prev.shape[0]] = a_prev
    concat[a_prev.shape[0] :] = xt
    gamma = {k: sigmoid(P["W" + k] @ concat + P["b" + k]) for k in "fio"}
    cct = np.tanh(P["Wc"] @ concat + P["bc"])
    c_next = gamma["f"] * c_prev + gamma["i"] * cct
    a_next = gamma["o"] * np.tanh(c_next)
    return a_next, c_next, softmax(P["Wy"] @ a_next + P["by"]), (concat, c_prev, c_next, gamma, cct, P)


def lstm_forward(x, a0, parameters):
    n_x, m, T_x = x.shape
    a = np.zeros((a0.shape[0], m, T_x))
    c = np.zeros_like(a)
    y = np.zeros((parameters["Wy"].shape[0], m, T_x))
    a_next, c_next, caches = a0, np.zeros_like(a0), []
    for t in range(T_x):
        a_next, c_next, y[:, :, t], cache = lstm_cell_forward(x[:, :, t], a_next, c_next, parameters)
        a[:, :, t], c[:, :, t] = a_next, c_next
        caches.append(cache)
    return a, y, c, (caches, x)


def lstm_cell_backward(da_next, dc_next, cache):
    concat, c_prev, c_next, gamma, cct, P = cache
    n_a = da_next.shape[0]
    tc = np.tanh(c_next)
    dc = dc_next + gamma["o"] * (1 - np.square(tc)) * da_next
    d = {
        "f": dc * c_prev * gamma["f"] * (1 - gamma["f"]),
        "i": dc * cct * gamma["i"] * (1 - gamma["i"]),
        "c": dc * gamma["i"] * (1 - np.square(cct)),
        "o": da_next * tc * gamma["o"] * (1 - gamma["o"]),
    }
    dconcat = sum(P["W" + k].T @ v for k, v in d.items())
    gradients = {"dxt": dconcat[n_a:], "da_prev": dconcat[:n_a], "dc_prev": gamma["f"] * dc}
    for k, v in d.items():
        gradients["dW" + k] = v @ concat.T
        gradients["db" + k] = np.sum(v, axis=1, keepdims=True)
    return gradients


def lstm_backward(da, caches):
    caches, x = caches
    n_a, m, T_x = da.shape
    dx = np.zeros_like(x)
    da_prev, dc_prev = np.zeros((n_a, m)), np.zeros((n_a, m))
    total = {}
    for t in reversed(range(T_x)):
        g = lstm_cell_backward(da[:, :, t] + da_prev, dc_prev, caches[t])
        dx[:, :, t], da_prev, dc_prev = g.pop("dxt"), g.pop("da_prev"), g.pop("dc_prev")
        for k, v in g.items():
            total[k] = total.get(k, 0) + v
    return {"dx": dx, "da0": da_prev, **total}
