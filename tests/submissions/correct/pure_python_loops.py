# LSTM language model: right but slow, the matrix products are loops over plain Python numbers.
import math

import numpy as np


def matrix_times_vector(W, x):
    return [sum(w * value for w, value in zip(row, x)) for row in W]


def transposed_times_vector(W, x):
    return [sum(W[r][c] * x[r] for r in range(len(x))) for c in range(len(W[0]))]


def column(values):
    return np.array(values, dtype=float).reshape(-1, 1)


def numbers(array):
    return [float(x) for x in np.asarray(array).ravel()]


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def gate(W, b, z, activation):
    return [activation(a + bias) for a, bias in zip(matrix_times_vector(W.tolist(), z), numbers(b))]


def forward(inputs, h_prev, C_prev, p):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s = [], [], [], [], [C_prev], [], [h_prev], [], []
    h, C = numbers(h_prev), numbers(C_prev)
    for x in inputs:
        z = h + numbers(x)
        f = gate(W_f, b_f, z, sigmoid)
        i = gate(W_i, b_i, z, sigmoid)
        g = gate(W_g, b_g, z, math.tanh)
        o = gate(W_o, b_o, z, sigmoid)
        C = [f[k] * C[k] + i[k] * g[k] for k in range(len(C))]
        h = [o[k] * math.tanh(C[k]) for k in range(len(C))]
        v = gate(W_v, b_v, h, float)
        powers = [math.exp(score - max(v)) for score in v]
        output = [power / sum(powers) for power in powers]
        for cache, value in zip((z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s), (z, f, i, g, C, o, h, v, output)):
            cache.append(column(value))
    return z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s


def backward(z, f, i, g, C, o, h, v, outputs, targets, p):
    gates = [W.tolist() for W in p[:4]]
    W_v = p[4].tolist()
    H = len(W_v[0])
    grads = [[[0.0] * x.shape[1] for _ in range(x.shape[0])] for x in p]

    def add(W, b, error, values):
        for r in range(len(error)):
            grads[b][r][0] += error[r]
            for c in range(len(values)):
                grads[W][r][c] += error[r] * values[c]

    dh_next, dC_next, loss = [0.0] * H, [0.0] * H, 0.0
    for t in reversed(range(len(outputs))):
        z_t, f_t, i_t, g_t, o_t = (numbers(x[t]) for x in (z, f, i, g, o))
        C_prev, C_t, h_t = numbers(C[t]), numbers(C[t + 1]), numbers(h[t + 1])
        output, target = numbers(outputs[t]), numbers(targets[t])
        loss -= math.log(output[target.index(1.0)] + 1e-12)
        dv = [y - wanted for y, wanted in zip(output, target)]
        add(4, 9, dv, h_t)
        dh = [a + b for a, b in zip(transposed_times_vector(W_v, dv), dh_next)]
        da_f, da_i, da_g, da_o = [], [], [], []
        for k in range(H):
            tanh_C = math.tanh(C_t[k])
            dC = dC_next[k] + dh[k] * o_t[k] * (1 - tanh_C**2)
            da_f.append(dC * C_prev[k] * f_t[k] * (1 - f_t[k]))
            da_i.append(dC * g_t[k] * i_t[k] * (1 - i_t[k]))
            da_g.append(dC * i_t[k] * (1 - g_t[k] ** 2))
            da_o.append(dh[k] * tanh_C * o_t[k] * (1 - o_t[k]))
            dC_next[k] = dC * f_t[k]
        dh_next = [0.0] * H
        for k, error in enumerate((da_f, da_i, da_g, da_o)):
            add(k, k + 5, error, z_t)
            dz = transposed_times_vector(gates[k], error)
            dh_next = [dh_next[r] + dz[r] for r in range(H)]
    return loss, [np.array(grad) for grad in grads]
