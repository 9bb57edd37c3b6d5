# LSTM language model: backward computes W z + b again and takes the derivatives from there, not from the stored gates.
import numpy as np


def sigmoid(x, derivative=False):
    y = 1 / (1 + np.exp(-x))
    return y * (1 - y) if derivative else y


def tanh(x, derivative=False):
    y = np.tanh(x)
    return 1 - y**2 if derivative else y


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
    W_f_d, W_i_d, W_g_d, W_o_d, W_v_d, b_f_d, b_i_d, b_g_d, b_o_d, b_v_d = [np.zeros_like(x) for x in p]
    dh_next = np.zeros_like(h[-1])
    dC_next = np.zeros_like(C[-1])
    loss = 0
    for t in reversed(range(len(outputs))):
        loss += -np.sum(np.log(outputs[t] + 1e-12) * targets[t])
        dv = outputs[t] - targets[t]
        W_v_d += dv @ h[t + 1].T
        b_v_d += dv
        dh = W_v.T @ dv + dh_next
        # here the derivative flag is right: its argument is the value before the activation
        do = dh * tanh(C[t + 1]) * sigmoid(W_o @ z[t] + b_o, derivative=True)
        dC = dC_next + dh * o[t] * tanh(C[t + 1], derivative=True)
        dg = dC * i[t] * tanh(W_g @ z[t] + b_g, derivative=True)
        di = dC * g[t] * sigmoid(W_i @ z[t] + b_i, derivative=True)
        df = dC * C[t] * sigmoid(W_f @ z[t] + b_f, derivative=True)
        W_f_d += df @ z[t].T
        W_i_d += di @ z[t].T
        W_g_d += dg @ z[t].T
        W_o_d += do @ z[t].T
        b_f_d += df
        b_i_d += di
        b_g_d += dg
        b_o_d += do
        dz = W_f.T @ df + W_i.T @ di + W_g.T @ dg + W_o.T @ do
        dh_next = dz[: h[-1].shape[0]]
        dC_next = dC * f[t]
    return loss, (W_f_d, W_i_d, W_g_d, W_o_d, W_v_d, b_f_d, b_i_d, b_g_d, b_o_d, b_v_d)
