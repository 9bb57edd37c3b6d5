# LSTM language model: backward clips each gradient to a norm of at most 1 on its own.
import numpy as np

MAX_NORM = 1.0


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    e = np.exp(x - np.max(x))
    return e / np.sum(e)


def clipped(grad):
    norm = np.linalg.norm(grad)
    return grad * (MAX_NORM / norm) if norm > MAX_NORM else grad


def forward(inputs, h_prev, C_prev, p):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    z_s, f_s, i_s, g_s, o_s, v_s, output_s = [], [], [], [], [], [], []
    C_s, h_s = [C_prev], [h_prev]
    for x in inputs:
        z = np.concatenate((h_s[-1], x))
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
    W_f, W_i, W_g, W_o, W_v = p[:5]
    sums = {}

    def add(name, value):
        sums[name] = sums.get(name, 0) + value

    dh_next, dC_next, loss = 0, 0, 0
    for t in reversed(range(len(outputs))):
        loss -= float(np.log((outputs[t] * targets[t]).sum()))
        dv = outputs[t] - targets[t]
        add("W_v", dv @ h[t + 1].T)
        add("b_v", dv)
        dh = W_v.T @ dv + dh_next
        dC = dh * o[t] / np.cosh(C[t + 1]) ** 2 + dC_next  # 1 - tanh^2 = 1 / cosh^2
        errors = {
            "f": dC * C[t] * f[t] * (1 - f[t]),
            "i": dC * g[t] * i[t] * (1 - i[t]),
            "g": dC * i[t] * (1 - g[t] ** 2),
            "o": dh * np.tanh(C[t + 1]) * o[t] * (1 - o[t]),
        }
        for gate, error in errors.items():
            add("W_" + gate, error @ z[t].T)
            add("b_" + gate, error)
        dz = W_f.T @ errors["f"] + W_i.T @ errors["i"] + W_g.T @ errors["g"] + W_o.T @ errors["o"]
        dh_next = dz[: len(dh)]
        dC_next = dC * f[t]
    order = ("W_f", "W_i", "W_g", "W_o", "W_v", "b_f", "b_i", "b_g", "b_o", "b_v")
    return loss, tuple(clipped(sums[name]) for name in order)
