# LSTM language model: all computation is in single precision.
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    e = np.exp(x - np.max(x))
    return e / np.sum(e)


def single(arrays):
    return [np.asarray(array, dtype=np.float32) for array in arrays]


def forward(inputs, h_prev, C_prev, p):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = single(p)
    z_s, f_s, i_s, g_s, o_s, v_s, output_s = [], [], [], [], [], [], []
    C_s, h_s = single([C_prev]), single([h_prev])
    for x in single(inputs):
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
    p = single(p)
    targets = single(targets)
    W_f, W_i, W_g, W_o, W_v = p[:5]
    grads = [np.zeros_like(x) for x in p]
    H = W_f.shape[0]
    dh_next = np.zeros((H, 1), dtype=np.float32)
    dC_next = np.zeros((H, 1), dtype=np.float32)
    loss = 0
    for t in reversed(range(len(outputs))):
        loss -= np.log(np.sum(outputs[t] * targets[t]))
        dv = outputs[t] - targets[t]
        dh = W_v.T @ dv + dh_next
        dC = dC_next + dh * o[t] * (1 - np.tanh(C[t + 1]) ** 2)
        df = dC * C[t] * f[t] * (1 - f[t])
        di = dC * g[t] * i[t] * (1 - i[t])
        dg = dC * i[t] * (1 - g[t] ** 2)
        do = dh * np.tanh(C[t + 1]) * o[t] * (1 - o[t])
        for k, d in enumerate((df, di, dg, do)):
            grads[k] += d @ z[t].T
            grads[k + 5] += d
        grads[4] += dv @ h[t + 1].T
        grads[9] += dv
        dh_next = (W_f.T @ df + W_i.T @ di + W_g.T @ dg + W_o.T @ do)[:H]
        dC_next = dC * f[t]
    return loss, grads
