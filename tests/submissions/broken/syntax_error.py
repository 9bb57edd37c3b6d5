# Expected: exit 1, bugs: backward is not Python (in line 41 a bracket is never closed), so it counts as not written.
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(v):
    e = np.exp(v - np.max(v))
    return e / np.sum(e)


def forward(inputs, h_prev, C_prev, p):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s = [], [], [], [], [], [], [], [], []
    h_s.append(h_prev)
    C_s.append(C_prev)
    for x in inputs:
        z = np.vstack((h_prev, x))
        f = sigmoid(W_f @ z + b_f)
        i = sigmoid(W_i @ z + b_i)
        g = np.tanh(W_g @ z + b_g)
        o = sigmoid(W_o @ z + b_o)
        C_prev = f * C_prev + i * g
        h_prev = o * np.tanh(C_prev)
        v = W_v @ h_prev + b_v
        z_s.append(z)
        f_s.append(f)
        i_s.append(i)
        g_s.append(g)
        C_s.append(C_prev)
        o_s.append(o)
        h_s.append(h_prev)
        v_s.append(v)
        output_s.append(softmax(v))
    return z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s


def backward(z, f, i, g, C, o, h, v, outputs, targets, p):
    loss = -np.sum(np.log(outputs[0] * targets[0])
    return loss, p
