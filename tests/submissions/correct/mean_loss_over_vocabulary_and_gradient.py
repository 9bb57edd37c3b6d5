# LSTM language model: loss and gradient are both divided by the size of the vocabulary.
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    e = np.exp(x - np.max(x))
    return e / np.sum(e)


def forward(inputs, h_prev, C_prev, p):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    z_s, f_s, i_s, g_s, o_s, v_s, output_s = [], [], [], [], [], [], []
    C_s, h_s = [C_prev], [h_prev]
    for x in inputs:
        z = np.vstack((h_s[-1], x))
        f = sigmoid(W_f @ z + b_f)
        i = sigmoid(W_i @ z + b_i)
        g = np.tanh(W_g @ z + b_g)
        o = sigmoid(W_o @ z + b_o)
        C = f * C_s[-1] + i * g
        h = o * np.tanh(C)
        v = W_v @ h + b_v
        z_s.append(z)
        f_s.append(f)
        i_s.append(i)
        g_s.append(g)
        C_s.append(C)
        o_s.append(o)
        h_s.append(h)
        v_s.append(v)
        output_s.append(softmax(v))
    return z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s


def backward(z, f, i, g, C, o, h, v, outputs, targets, p):
    W_f, W_i, W_g, W_o, W_v = p[:5]
    V, H = W_v.shape
    d = {k: np.zeros_like(w) for k, w in zip("f i g o v bf bi bg bo bv".split(), p)}
    dh_next, dC_next = np.zeros((H, 1)), np.zeros((H, 1))
    loss = 0
    for t in reversed(range(len(targets))):
        loss += np.mean(-targets[t] * np.log(outputs[t] + 1e-12))
        dv = (outputs[t] - targets[t]) / V  # the mean runs over V entries
        d["v"] += dv @ h[t + 1].T
        d["bv"] += dv
        dh = W_v.T @ dv + dh_next
        th = np.tanh(C[t + 1])
        dC = dC_next + dh * o[t] * (1 - th**2)
        do = dh * th * o[t] * (1 - o[t])
        dg = dC * i[t] * (1 - g[t] ** 2)
        di = dC * g[t] * i[t] * (1 - i[t])
        df = dC * C[t] * f[t] * (1 - f[t])
        for k, dk in (("f", df), ("i", di), ("g", dg), ("o", do)):
            d[k] += dk @ z[t].T
            d["b" + k] += dk
        dh_next = (W_f.T @ df + W_i.T @ di + W_g.T @ dg + W_o.T @ do)[:H]
        dC_next = dC * f[t]
    return loss, list(d.values())
