# LSTM: a helper sorts the parameters, functions of one step compute, lists keep what backward needs.
import numpy as np


def sorted_parameters(p):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    return W_v, b_v, W_o, b_o, W_g, b_g, W_i, b_i, W_f, b_f


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def forward(inputs, h_prev, C_prev, p):
    W_v, b_v, W_o, b_o, W_g, b_g, W_i, b_i, W_f, b_f = sorted_parameters(p)
    h, C = [h_prev], [C_prev]
    kept = {name: [] for name in "zfigo"}
    scores, outputs = [], []
    for x in inputs:
        z = np.vstack((h[-1], x))
        f, i = sigmoid(W_f @ z + b_f), sigmoid(W_i @ z + b_i)
        g, o = np.tanh(W_g @ z + b_g), sigmoid(W_o @ z + b_o)
        C.append(f * C[-1] + i * g)
        h.append(o * np.tanh(C[-1]))
        for name, value in zip("zfigo", (z, f, i, g, o), strict=True):
            kept[name].append(value)
        scores.append(W_v @ h[-1] + b_v)
        e = np.exp(scores[-1] - scores[-1].max(axis=0, keepdims=True))
        outputs.append(e / e.sum(axis=0, keepdims=True))
    return kept["z"], kept["f"], kept["i"], kept["g"], C, kept["o"], h, scores, outputs


def backward(z, f, i, g, C, o, h, scores, outputs, targets, p):
    W_v, b_v, W_o, b_o, W_g, b_g, W_i, b_i, W_f, b_f = sorted_parameters(p)
    dW_f, dW_i, dW_g, dW_o, dW_v = (np.zeros_like(w) for w in (W_f, W_i, W_g, W_o, W_v))
    db_f, db_i, db_g, db_o, db_v = (np.zeros_like(b) for b in (b_f, b_i, b_g, b_o, b_v))
    dh_next, dC_next = np.zeros_like(h[0]), np.zeros_like(C[0])
    loss = 0.0
    for t in range(len(outputs) - 1, -1, -1):
        loss -= np.sum(targets[t] * np.log(outputs[t] + 1e-12))
        dv = outputs[t] - targets[t]
        dW_v += dv @ h[t + 1].T
        db_v += dv.sum(axis=1, keepdims=True)
        dh = W_v.T @ dv + dh_next
        squashed = np.tanh(C[t + 1])
        dC = dh * o[t] * (1 - squashed**2) + dC_next
        da_o = dh * squashed * o[t] * (1 - o[t])
        da_f = dC * C[t] * f[t] * (1 - f[t])
        da_i = dC * g[t] * i[t] * (1 - i[t])
        da_g = dC * i[t] * (1 - g[t] ** 2)
        dz = 0
        for W, dW, db, da in (
            (W_o, dW_o, db_o, da_o),
            (W_f, dW_f, db_f, da_f),
            (W_i, dW_i, db_i, da_i),
            (W_g, dW_g, db_g, da_g),
        ):
            dW += da @ z[t].T
            db += da.sum(axis=1, keepdims=True)
            dz = dz + W.T @ da
        dh_next, dC_next = dz[: len(dh)], dC * f[t]
    return loss, (dW_f, dW_i, dW_g, dW_o, dW_v, db_f, db_i, db_g, db_o, db_v)
