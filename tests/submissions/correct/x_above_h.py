# LSTM language model: z stacks the input above the hidden state, [x; h], in forward and in backward.
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
        z = np.concatenate((x, h_s[-1]))
        f = sigmoid(W_f @ z + b_f)
        i = sigmoid(W_i @ z + b_i)
        g = np.tanh(W_g @ z + b_g)
        o = sigmoid(W_o @ z + b_o)
        C = f * C_s[-1] + i * g
        h = o * np.tanh(C)
        v = W_v @ h + b_v
        for values, value in zip(
            (z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s), (z, f, i, g, C, o, h, v, softmax(v))
        ):
            values.append(value)
    return z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s


def backward(z, f, i, g, C, o, h, v, outputs, targets, p):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    vocab_size = W_v.shape[0]
    dW_f, dW_i, dW_g, dW_o, dW_v, db_f, db_i, db_g, db_o, db_v = [np.zeros_like(W) for W in p]
    dh_next = np.zeros_like(h[-1])
    dC_next = np.zeros_like(C[-1])
    loss = 0.0
    for t in reversed(range(len(outputs))):
        loss -= np.sum(targets[t] * np.log(outputs[t] + 1e-12))
        dv = outputs[t] - targets[t]
        dW_v += dv @ h[t + 1].T
        db_v += dv
        dh = W_v.T @ dv + dh_next
        tanh_C = np.tanh(C[t + 1])
        do = dh * tanh_C * o[t] * (1 - o[t])
        dC = dC_next + dh * o[t] * (1 - tanh_C**2)
        dg = dC * i[t] * (1 - g[t] ** 2)
        di = dC * g[t] * i[t] * (1 - i[t])
        df = dC * C[t] * f[t] * (1 - f[t])
        for W, b, d in ((dW_f, db_f, df), (dW_i, db_i, di), (dW_g, db_g, dg), (dW_o, db_o, do)):
            W += d @ z[t].T
            b += d
        dz = W_f.T @ df + W_i.T @ di + W_g.T @ dg + W_o.T @ do
        dh_next = dz[vocab_size:]
        dC_next = dC * f[t]
    return loss, (dW_f, dW_i, dW_g, dW_o, dW_v, db_f, db_i, db_g, db_o, db_v)
