# LSTM language model: the gradients come back in a dictionary with the names of the parameters.
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
    names = ["W_f", "W_i", "W_g", "W_o", "W_v", "b_f", "b_i", "b_g", "b_o", "b_v"]
    W = dict(zip(names, p))
    grads = {name: np.zeros_like(W[name]) for name in names}
    stored = {"f": f, "i": i, "o": o}
    H = W["W_f"].shape[0]
    dh_next = np.zeros((H, 1))
    dC_next = np.zeros((H, 1))
    loss = 0
    for t in reversed(range(len(outputs))):
        loss += -np.sum(targets[t] * np.log(outputs[t] + 1e-12))
        dv = outputs[t] - targets[t]
        grads["W_v"] += dv @ h[t + 1].T
        grads["b_v"] += dv
        dh = W["W_v"].T @ dv + dh_next
        dC = dC_next + dh * o[t] * (1 - np.tanh(C[t + 1]) ** 2)
        errors = {"f": dC * C[t], "i": dC * g[t], "g": dC * i[t], "o": dh * np.tanh(C[t + 1])}
        dz = 0
        for gate, error in errors.items():
            if gate == "g":
                error = error * (1 - g[t] ** 2)
            else:
                error = error * stored[gate][t] * (1 - stored[gate][t])
            grads["W_" + gate] += error @ z[t].T
            grads["b_" + gate] += error
            dz = dz + W["W_" + gate].T @ error
        dh_next = dz[:H]
        dC_next = dC * f[t]
    return loss, grads
