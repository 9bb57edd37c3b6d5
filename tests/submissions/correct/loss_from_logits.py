# LSTM language model: loss and error come from the logits v by log-sum-exp, the stored outputs are not read.
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


def log_softmax(v):
    shifted = v - np.max(v)
    return shifted - np.log(np.sum(np.exp(shifted)))


def backward(z, f, i, g, C, o, h, v, outputs, targets, p):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    grads = [np.zeros_like(x) for x in p]
    dh_next, dC_next = np.zeros_like(b_f), np.zeros_like(b_f)
    loss = 0
    for t in reversed(range(len(v))):
        log_y = log_softmax(v[t])
        loss -= log_y[np.argmax(targets[t])][0]
        dv = np.exp(log_y) - targets[t]
        grads[4] += dv @ h[t + 1].T
        grads[9] += dv
        dh = W_v.T @ dv + dh_next
        tanh_C = np.tanh(C[t + 1])
        dC = dC_next + dh * o[t] * (1 - tanh_C) * (1 + tanh_C)
        da = (
            dC * C[t] * f[t] * (1 - f[t]),
            dC * g[t] * i[t] * (1 - i[t]),
            dC * i[t] * (1 - g[t]) * (1 + g[t]),
            dh * tanh_C * o[t] * (1 - o[t]),
        )
        dz = sum(W.T @ d for W, d in zip((W_f, W_i, W_g, W_o), da))
        for k in range(4):
            grads[k] += np.outer(da[k], z[t])
            grads[5 + k] += da[k]
        dh_next = dz[: b_f.size]
        dC_next = dC * f[t]
    return loss, grads
