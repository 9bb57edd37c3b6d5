# LSTM language model: one dictionary for each quantity with the initial state at key -1, parameters by argument.
import numpy as np


def sigmoid(x):
    return np.where(x >= 0, 1 / (1 + np.exp(-np.abs(x))), np.exp(-np.abs(x)) / (1 + np.exp(-np.abs(x))))


def forward(inputs, h_prev, C_prev, p):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    z, f, i, g, o, C, h, v, y = {}, {}, {}, {}, {}, {-1: C_prev}, {-1: h_prev}, {}, {}
    for t, x in enumerate(inputs):
        z[t] = np.r_[h[t - 1], x]
        f[t], i[t], o[t] = (sigmoid(W @ z[t] + b) for W, b in ((W_f, b_f), (W_i, b_i), (W_o, b_o)))
        g[t] = np.tanh(W_g @ z[t] + b_g)
        C[t] = C[t - 1] * f[t] + g[t] * i[t]
        h[t] = np.tanh(C[t]) * o[t]
        v[t] = W_v @ h[t] + b_v
        shifted = v[t] - np.max(v[t])
        y[t] = np.exp(shifted - np.log(np.sum(np.exp(shifted))))
    return z, f, i, g, C, o, h, v, y


def backward(z, f, i, g, C, o, h, v, outputs, targets, p):
    W_f, W_i, W_g, W_o, W_v = p[:5]
    T = len(outputs)
    H = W_f.shape[0]
    dh_next = dC_next = np.zeros((H, 1))
    df, di, dg, do, dv = {}, {}, {}, {}, {}
    for t in sorted(outputs, reverse=True):
        dv[t] = outputs[t] - targets[t]
        dh = W_v.T @ dv[t] + dh_next
        do[t] = dh * np.tanh(C[t]) * (o[t] - o[t] ** 2)
        dC = dh * o[t] / np.cosh(C[t]) ** 2 + dC_next
        df[t] = dC * C[t - 1] * (f[t] - f[t] ** 2)
        di[t] = dC * g[t] * (i[t] - i[t] ** 2)
        dg[t] = dC * i[t] - dC * i[t] * g[t] ** 2
        dh_next = sum(W[:, :H].T @ d[t] for W, d in ((W_f, df), (W_i, di), (W_g, dg), (W_o, do)))
        dC_next = f[t] * dC
    gates = (df, di, dg, do)
    dW = [sum(d[t] @ z[t].T for t in range(T)) for d in gates] + [sum(dv[t] @ h[t].T for t in range(T))]
    db = [sum(d[t] for t in range(T)) for d in (*gates, dv)]
    loss = -sum(np.sum(targets[t] * np.log(outputs[t])) for t in range(T))
    return loss, (*dW, *db)
