# LSTM language model: the four gates are one matrix product with the stacked weights, (4H, H+V).
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    e = np.exp(x - np.max(x))
    return e / np.sum(e)


def forward(inputs, h_prev, C_prev, p):
    W = np.concatenate(p[0:4])
    b = np.concatenate(p[5:9])
    W_v, b_v = p[4], p[9]
    H = h_prev.shape[0]
    z_s, f_s, i_s, g_s, o_s, v_s, output_s = [], [], [], [], [], [], []
    C_s, h_s = [C_prev], [h_prev]
    for x in inputs:
        z = np.concatenate((h_s[-1], x))
        a = W @ z + b
        f = sigmoid(a[:H])
        i = sigmoid(a[H : 2 * H])
        g = np.tanh(a[2 * H : 3 * H])
        o = sigmoid(a[3 * H :])
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
    W = np.concatenate(p[0:4])
    W_v = p[4]
    H = W_v.shape[1]
    dW, db = np.zeros_like(W), np.zeros((4 * H, 1))
    dW_v, db_v = np.zeros_like(W_v), np.zeros_like(p[9])
    dh_next, dC_next, loss = np.zeros((H, 1)), np.zeros((H, 1)), 0
    for t in range(len(outputs))[::-1]:
        loss += -np.sum(np.log(outputs[t] + 1e-12) * targets[t])
        dv = outputs[t] - targets[t]
        dW_v += dv @ h[t + 1].T
        db_v += dv
        dh = W_v.T @ dv + dh_next
        tc = np.tanh(C[t + 1])
        dC = dC_next + dh * o[t] * (1 - tc * tc)
        upstream = np.concatenate((dC * C[t], dC * g[t], dC * i[t], dh * tc))
        slope = np.concatenate((f[t] - f[t] ** 2, i[t] - i[t] ** 2, 1 - g[t] ** 2, o[t] - o[t] ** 2))
        da = upstream * slope
        dW += da @ z[t].T
        db += da
        dh_next = (W.T @ da)[:H]
        dC_next = dC * f[t]
    dW_f, dW_i, dW_g, dW_o = np.split(dW, 4)
    db_f, db_i, db_g, db_o = np.split(db, 4)
    return loss, (dW_f, dW_i, dW_g, dW_o, dW_v, db_f, db_i, db_g, db_o, db_v)
