# LSTM language model: every product is an einsum.
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    e = np.exp(x - np.max(x))
    return np.einsum("vb,b->vb", e, 1 / np.einsum("vb->b", e))


def times(W, x):
    return np.einsum("hz,zb->hb", W, x)


def forward(inputs, h_prev, C_prev, p):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    z_s, f_s, i_s, g_s, o_s, v_s, output_s = [], [], [], [], [], [], []
    C_s, h_s = [C_prev], [h_prev]
    for x in inputs:
        z_s.append(np.concatenate((h_s[-1], x)))
        f_s.append(sigmoid(times(W_f, z_s[-1]) + b_f))
        i_s.append(sigmoid(times(W_i, z_s[-1]) + b_i))
        g_s.append(np.tanh(times(W_g, z_s[-1]) + b_g))
        o_s.append(sigmoid(times(W_o, z_s[-1]) + b_o))
        C_s.append(np.einsum("hb,hb->hb", f_s[-1], C_s[-1]) + np.einsum("hb,hb->hb", i_s[-1], g_s[-1]))
        h_s.append(np.einsum("hb,hb->hb", o_s[-1], np.tanh(C_s[-1])))
        v_s.append(times(W_v, h_s[-1]) + b_v)
        output_s.append(softmax(v_s[-1]))
    return z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s


def backward(z, f, i, g, C, o, h, v, outputs, targets, p):
    W_gates = np.stack(p[:4])  # (4, H, H+V)
    W_v = p[4]
    T, H = len(outputs), W_v.shape[1]
    dv = np.array([y - target for y, target in zip(outputs, targets)])  # (T, V, 1)
    dh_head = np.einsum("vh,tvb->thb", W_v, dv)
    da = np.zeros((T, 4, H, 1))
    dh_next, dC_next = np.zeros((H, 1)), np.zeros((H, 1))
    for t in reversed(range(T)):
        dh = dh_head[t] + dh_next
        tanh_C = np.tanh(C[t + 1])
        dC = dC_next + np.einsum("hb,hb,hb->hb", dh, o[t], 1 - tanh_C**2)
        da[t, 0] = np.einsum("hb,hb,hb,hb->hb", dC, C[t], f[t], 1 - f[t])
        da[t, 1] = np.einsum("hb,hb,hb,hb->hb", dC, g[t], i[t], 1 - i[t])
        da[t, 2] = np.einsum("hb,hb,hb->hb", dC, i[t], 1 - g[t] ** 2)
        da[t, 3] = np.einsum("hb,hb,hb,hb->hb", dh, tanh_C, o[t], 1 - o[t])
        dh_next = np.einsum("khz,khb->zb", W_gates, da[t])[:H]
        dC_next = np.einsum("hb,hb->hb", dC, f[t])
    dW = np.einsum("tkhb,tzb->khz", da, np.array(z))
    db = np.einsum("tkhb->kh", da)[..., None]
    dW_v = np.einsum("tvb,thb->vh", dv, np.array(h[1:]))
    db_v = np.einsum("tvb->v", dv)[:, None]
    loss = -np.einsum("tvb,tvb->", np.array(targets), np.log(np.array(outputs) + 1e-12))
    return loss, (dW[0], dW[1], dW[2], dW[3], dW_v, db[0], db[1], db[2], db[3], db_v)
