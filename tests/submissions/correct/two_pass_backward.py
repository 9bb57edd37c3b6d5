# LSTM language model: backward goes through the softmax head of all steps first, then through the cells.
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


def head_backward(outputs, targets, h, W_v):
    """loss, dW_v, db_v and the gradient that each h_t gets from its own prediction"""
    loss, dW_v, db_v, dh_s = 0.0, 0.0, 0.0, []
    for output, target, h_t in zip(outputs, targets, h[1:]):
        loss -= np.sum(target * np.log(output + 1e-12))
        dv = output - target
        dW_v = dW_v + dv @ h_t.T
        db_v = db_v + dv
        dh_s.append(W_v.T @ dv)
    return loss, dW_v, db_v, dh_s


def cell_backward(dh_s, z, f, i, g, C, o, p):
    """gradients of the eight gate parameters"""
    W_f, W_i, W_g, W_o = p[:4]
    H = W_f.shape[0]
    dW = [np.zeros_like(W) for W in p[:4]]
    db = [np.zeros_like(b) for b in p[5:9]]
    dh_next = dC_next = np.zeros((H, 1))
    for t in range(len(dh_s) - 1, -1, -1):
        dh = dh_s[t] + dh_next
        dC = dC_next + dh * o[t] * (1 - np.tanh(C[t + 1]) ** 2)
        da_f = dC * C[t] * f[t] * (1 - f[t])
        da_i = dC * g[t] * i[t] * (1 - i[t])
        da_g = dC * i[t] * (1 - g[t] ** 2)
        da_o = dh * np.tanh(C[t + 1]) * o[t] * (1 - o[t])
        for k, da in enumerate((da_f, da_i, da_g, da_o)):
            dW[k] += da @ z[t].T
            db[k] += da
        dh_next = (W_f.T @ da_f + W_i.T @ da_i + W_g.T @ da_g + W_o.T @ da_o)[:H]
        dC_next = dC * f[t]
    return dW, db


def backward(z, f, i, g, C, o, h, v, outputs, targets, p):
    loss, dW_v, db_v, dh_s = head_backward(outputs, targets, h, p[4])
    dW, db = cell_backward(dh_s, z, f, i, g, C, o, p)
    return loss, (*dW, dW_v, *db, db_v)
