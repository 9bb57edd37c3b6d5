# LSTM language model: backward returns the gradients, the loss is a function of its own.
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


def compute_loss(outputs, targets):
    return -sum(np.sum(target * np.log(output + 1e-12)) for output, target in zip(outputs, targets))


def backward(z, f, i, g, C, o, h, v, outputs, targets, p):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    dW_f, dW_i, dW_g, dW_o, dW_v = map(np.zeros_like, (W_f, W_i, W_g, W_o, W_v))
    db_f, db_i, db_g, db_o, db_v = map(np.zeros_like, (b_f, b_i, b_g, b_o, b_v))
    dh_next, dC_next = np.zeros_like(h[-1]), np.zeros_like(C[-1])
    for t in reversed(range(len(targets))):
        dv = outputs[t] - targets[t]
        dW_v += dv @ h[t + 1].T
        db_v += dv
        dh = W_v.T @ dv + dh_next
        dC = dC_next + dh * o[t] * (1 - np.tanh(C[t + 1]) ** 2)
        df = dC * C[t] * f[t] * (1 - f[t])
        di = dC * g[t] * i[t] * (1 - i[t])
        dg = dC * i[t] * (1 - g[t] * g[t])
        do = dh * np.tanh(C[t + 1]) * o[t] * (1 - o[t])
        dW_f += df @ z[t].T
        dW_i += di @ z[t].T
        dW_g += dg @ z[t].T
        dW_o += do @ z[t].T
        db_f += df
        db_i += di
        db_g += dg
        db_o += do
        dz = W_f.T @ df + W_i.T @ di + W_g.T @ dg + W_o.T @ do
        dh_next, dC_next = dz[: len(dh)], dC * f[t]
    return dW_f, dW_i, dW_g, dW_o, dW_v, db_f, db_i, db_g, db_o, db_v
