# LSTM language model: the loss is the mean over the vocabulary, the gradient that of the sum (as in the course).
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
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    W_f_d = np.zeros_like(W_f)
    b_f_d = np.zeros_like(b_f)
    W_i_d = np.zeros_like(W_i)
    b_i_d = np.zeros_like(b_i)
    W_g_d = np.zeros_like(W_g)
    b_g_d = np.zeros_like(b_g)
    W_o_d = np.zeros_like(W_o)
    b_o_d = np.zeros_like(b_o)
    W_v_d = np.zeros_like(W_v)
    b_v_d = np.zeros_like(b_v)
    dh_next = np.zeros_like(h[-1])
    dC_next = np.zeros_like(C[-1])
    loss = 0
    for t in reversed(range(len(outputs))):
        # loss of this step, divided by the size of the vocabulary
        loss += -np.mean(np.log(outputs[t] + 1e-12) * targets[t])
        dv = np.copy(outputs[t])
        dv[np.argmax(targets[t])] -= 1
        W_v_d += np.dot(dv, h[t + 1].T)
        b_v_d += dv
        dh = np.dot(W_v.T, dv)
        dh += dh_next
        do = dh * np.tanh(C[t + 1])
        do *= o[t] * (1 - o[t])
        W_o_d += np.dot(do, z[t].T)
        b_o_d += do
        dC = np.copy(dC_next)
        dC += dh * o[t] * (1 - np.tanh(C[t + 1]) ** 2)
        dg = dC * i[t]
        dg *= 1 - g[t] ** 2
        W_g_d += np.dot(dg, z[t].T)
        b_g_d += dg
        di = dC * g[t]
        di *= i[t] * (1 - i[t])
        W_i_d += np.dot(di, z[t].T)
        b_i_d += di
        df = dC * C[t]
        df *= f[t] * (1 - f[t])
        W_f_d += np.dot(df, z[t].T)
        b_f_d += df
        dz = np.dot(W_f.T, df) + np.dot(W_i.T, di) + np.dot(W_g.T, dg) + np.dot(W_o.T, do)
        dh_next = dz[: W_f.shape[0], :]
        dC_next = f[t] * dC
    return loss, (W_f_d, W_i_d, W_g_d, W_o_d, W_v_d, b_f_d, b_i_d, b_g_d, b_o_d, b_v_d)
