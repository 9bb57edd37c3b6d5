# LSTM language model: one function for a step forward and one for a step back, driven by zip and a while loop.
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    e = np.exp(x - np.max(x))
    return e / np.sum(e)


def lstm_step_forward(x, h_prev, C_prev, p):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    z = np.vstack((h_prev, x))
    f = sigmoid(W_f @ z + b_f)
    i = sigmoid(W_i @ z + b_i)
    g = np.tanh(W_g @ z + b_g)
    o = sigmoid(W_o @ z + b_o)
    C = f * C_prev + i * g
    h = o * np.tanh(C)
    v = W_v @ h + b_v
    return z, f, i, g, C, o, h, v, softmax(v)


def lstm_step_backward(dh_next, dC_next, z, f, i, g, C_prev, C, o, h, output, target, p):
    """returns dh_prev, dC_prev and the ten gradients of this step"""
    W_f, W_i, W_g, W_o, W_v = p[:5]
    dv = output - target
    dh = W_v.T @ dv + dh_next
    dC = dC_next + dh * o * (1 - np.tanh(C) ** 2)
    df = dC * C_prev * f * (1 - f)
    di = dC * g * i * (1 - i)
    dg = dC * i * (1 - g**2)
    do = dh * np.tanh(C) * o * (1 - o)
    dz = W_f.T @ df + W_i.T @ di + W_g.T @ dg + W_o.T @ do
    step = (df @ z.T, di @ z.T, dg @ z.T, do @ z.T, dv @ h.T, df, di, dg, do, dv)
    return dz[: h.shape[0]], dC * f, step


def forward(inputs, h_prev, C_prev, p):
    steps = []
    h, C = h_prev, C_prev
    for x in inputs:
        step = lstm_step_forward(x, h, C, p)
        C, h = step[4], step[6]
        steps.append(step)
    z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s = map(list, zip(*steps))
    return z_s, f_s, i_s, g_s, [C_prev, *C_s], o_s, [h_prev, *h_s], v_s, output_s


def backward(z, f, i, g, C, o, h, v, outputs, targets, p):
    steps = list(zip(z, f, i, g, C[:-1], C[1:], o, h[1:], outputs, targets))
    dh, dC = np.zeros_like(h[-1]), np.zeros_like(C[-1])
    grads = [np.zeros_like(x) for x in p]
    while steps:
        dh, dC, step = lstm_step_backward(dh, dC, *steps.pop(), p)
        for grad, part in zip(grads, step):
            grad += part
    loss = -sum(np.log(output[target == 1].item()) for output, target in zip(outputs, targets))
    return loss, tuple(grads)
