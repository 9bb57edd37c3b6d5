# LSTM language model: 50 hidden units and 4 symbols are written into the code.
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    e = np.exp(x - np.max(x))
    return e / np.sum(e)


def init_lstm():
    rng = np.random.RandomState(0)
    weights = [np.linalg.qr(rng.randn(54, 50))[0].T for _ in range(4)]
    biases = [np.ones((50, 1)), np.zeros((50, 1)), np.zeros((50, 1)), np.zeros((50, 1))]
    return (*weights, rng.randn(4, 50) / 7, *biases, np.zeros((4, 1)))


def forward(inputs, h_prev, C_prev, p):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    z_s, f_s, i_s, g_s, o_s, v_s, output_s = [], [], [], [], [], [], []
    C_s, h_s = [C_prev], [h_prev]
    for x in inputs:
        z = np.zeros((54, 1))
        z[:50] = h_s[-1]
        z[50:] = x
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
    W_f_d, W_i_d, W_g_d, W_o_d = (np.zeros((50, 54)) for _ in range(4))
    b_f_d, b_i_d, b_g_d, b_o_d = (np.zeros((50, 1)) for _ in range(4))
    W_v_d = np.zeros((4, 50))
    b_v_d = np.zeros((4, 1))
    dh_next = np.zeros((50, 1))
    dC_next = np.zeros((50, 1))
    loss = 0
    for t in reversed(range(len(outputs))):
        loss += -np.sum(np.log(outputs[t] + 1e-12) * targets[t])
        dv = outputs[t] - targets[t]
        W_v_d += dv @ h[t + 1].T
        b_v_d += dv
        dh = W_v.T @ dv + dh_next
        dC = dC_next + dh * o[t] * (1 - np.tanh(C[t + 1]) ** 2)
        do = dh * np.tanh(C[t + 1]) * o[t] * (1 - o[t])
        dg = dC * i[t] * (1 - g[t] ** 2)
        di = dC * g[t] * i[t] * (1 - i[t])
        df = dC * C[t] * f[t] * (1 - f[t])
        W_f_d += df @ z[t].T
        W_i_d += di @ z[t].T
        W_g_d += dg @ z[t].T
        W_o_d += do @ z[t].T
        b_f_d += df
        b_i_d += di
        b_g_d += dg
        b_o_d += do
        dz = W_f.T @ df + W_i.T @ di + W_g.T @ dg + W_o.T @ do
        dh_next = dz[:50]
        dC_next = dC * f[t]
    return loss, (W_f_d, W_i_d, W_g_d, W_o_d, W_v_d, b_f_d, b_i_d, b_g_d, b_o_d, b_v_d)
