# LSTM language model: forward and backward are short, the work is in small helpers.
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def d_sigmoid(y):
    """y is already sigmoid(x)"""
    return y * (1 - y)


def d_tanh(y):
    """y is already tanh(x)"""
    return 1 - y**2


def softmax(x):
    e = np.exp(x - np.max(x, axis=0))
    return e / np.sum(e, axis=0)


def affine(W, b, x):
    return W @ x + b


def affine_backward(d, W, x):
    """returns the gradients of W, b and x"""
    return d @ x.T, d, W.T @ d


def cross_entropy(output, target):
    return -np.sum(target * np.log(output + 1e-15))


def gates(z, p):
    W_f, W_i, W_g, W_o, _, b_f, b_i, b_g, b_o, _ = p
    f = sigmoid(affine(W_f, b_f, z))
    i = sigmoid(affine(W_i, b_i, z))
    g = np.tanh(affine(W_g, b_g, z))
    o = sigmoid(affine(W_o, b_o, z))
    return f, i, g, o


def forward(inputs, h_prev, C_prev, p):
    z_s, f_s, i_s, g_s, o_s, v_s, output_s = [], [], [], [], [], [], []
    C_s, h_s = [C_prev], [h_prev]
    for x in inputs:
        z = np.vstack((h_s[-1], x))
        f, i, g, o = gates(z, p)
        C = f * C_s[-1] + i * g
        h = o * np.tanh(C)
        v = affine(p[4], p[9], h)
        for cache, value in zip(
            (z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s), (z, f, i, g, C, o, h, v, softmax(v))
        ):
            cache.append(value)
    return z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s


def gate_errors(dh, dC, C_prev, C, f, i, g, o):
    """errors before the four activations, order f, i, g, o"""
    return (
        dC * C_prev * d_sigmoid(f),
        dC * g * d_sigmoid(i),
        dC * i * d_tanh(g),
        dh * np.tanh(C) * d_sigmoid(o),
    )


def backward(z, f, i, g, C, o, h, v, outputs, targets, p):
    grads = [np.zeros_like(x) for x in p]
    H = p[0].shape[0]
    dh_next, dC_next = np.zeros_like(h[-1]), np.zeros_like(C[-1])
    loss = sum(cross_entropy(y, target) for y, target in zip(outputs, targets))
    for t in reversed(range(len(targets))):
        dW, db, dh = affine_backward(outputs[t] - targets[t], p[4], h[t + 1])
        grads[4] += dW
        grads[9] += db
        dh = dh + dh_next
        dC = dC_next + dh * o[t] * d_tanh(np.tanh(C[t + 1]))
        dz = np.zeros_like(z[t])
        for k, d in enumerate(gate_errors(dh, dC, C[t], C[t + 1], f[t], i[t], g[t], o[t])):
            dW, db, dx = affine_backward(d, p[k], z[t])
            grads[k] += dW
            grads[k + 5] += db
            dz += dx
        dh_next, dC_next = dz[:H], dC * f[t]
    return loss, grads
