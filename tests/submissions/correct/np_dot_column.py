# LSTM language model: np.dot and explicit (n, 1) columns, targets looked up by argmax.
import numpy as np


def sigmoid(x):
    return np.divide(1.0, np.add(1.0, np.exp(np.negative(x))))


def softmax(x):
    ex = np.exp(x - np.max(x))
    return ex / ex.sum()


def forward(inputs, h_prev, C_prev, p):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    n = W_f.shape[0]
    z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s = ([] for _ in range(9))
    h_s.append(h_prev.reshape(n, 1))
    C_s.append(C_prev.reshape(n, 1))
    for t in range(len(inputs)):
        x = inputs[t].reshape(-1, 1)
        z = np.vstack([h_s[t], x])
        z_s.append(z)
        f_s.append(sigmoid(np.dot(W_f, z) + b_f))
        i_s.append(sigmoid(np.dot(W_i, z) + b_i))
        g_s.append(np.tanh(np.dot(W_g, z) + b_g))
        C_s.append(np.multiply(f_s[t], C_s[t]) + np.multiply(i_s[t], g_s[t]))
        o_s.append(sigmoid(np.dot(W_o, z) + b_o))
        h_s.append(np.multiply(o_s[t], np.tanh(C_s[t + 1])))
        v_s.append(np.dot(W_v, h_s[t + 1]) + b_v)
        output_s.append(softmax(v_s[t]))
    return z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s


def backward(z, f, i, g, C, o, h, v, outputs, targets, p):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    n = W_f.shape[0]
    dWf, dWi, dWg, dWo = np.zeros_like(W_f), np.zeros_like(W_i), np.zeros_like(W_g), np.zeros_like(W_o)
    dbf, dbi, dbg, dbo = np.zeros_like(b_f), np.zeros_like(b_i), np.zeros_like(b_g), np.zeros_like(b_o)
    dWv, dbv = np.zeros_like(W_v), np.zeros_like(b_v)
    dhnext = np.zeros((n, 1))
    dcnext = np.zeros((n, 1))
    loss = 0
    for t in reversed(range(len(outputs))):
        target = np.argmax(targets[t])
        loss += -np.log(outputs[t][target, 0])
        dy = np.copy(outputs[t])
        dy[target] -= 1
        dWv += np.dot(dy, h[t + 1].T)
        dbv += dy

        dh = np.dot(W_v.T, dy) + dhnext
        do = dh * np.tanh(C[t + 1])
        do = o[t] * (1 - o[t]) * do
        dWo += np.dot(do, z[t].T)
        dbo += do

        dc = dcnext + dh * o[t] * (1 - np.power(np.tanh(C[t + 1]), 2))
        dg = (1 - np.power(g[t], 2)) * dc * i[t]
        dWg += np.dot(dg, z[t].T)
        dbg += dg

        di = i[t] * (1 - i[t]) * dc * g[t]
        dWi += np.dot(di, z[t].T)
        dbi += di

        df = f[t] * (1 - f[t]) * dc * C[t]
        dWf += np.dot(df, z[t].T)
        dbf += df

        dz = np.dot(W_f.T, df) + np.dot(W_i.T, di) + np.dot(W_g.T, dg) + np.dot(W_o.T, do)
        dhnext = dz[:n, :]
        dcnext = f[t] * dc
    return loss, [dWf, dWi, dWg, dWo, dWv, dbf, dbi, dbg, dbo, dbv]
