# Character model: sizes are globals called n and m; one function for both passes, gradients in a dictionary.
import numpy as np

n, m = 32, 20
Wf, Wi, Wc, Wo = (np.random.randn(n, n + m) * 0.1 for _ in range(4))
bf, bi, bc, bo = (np.zeros((n, 1)) for _ in range(4))
Wy, by = np.random.randn(m, n) * 0.1, np.zeros((m, 1))


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def loss_and_grads(xs, ys, h, c):
    steps, loss = [], 0
    for x, y in zip(xs, ys):
        z = np.vstack((h, x))
        f, i, o, k = sigmoid(Wf @ z + bf), sigmoid(Wi @ z + bi), sigmoid(Wo @ z + bo), np.tanh(Wc @ z + bc)
        c_prev, c = c, f * c + i * k
        h = o * np.tanh(c)
        p = np.exp(Wy @ h + by)
        p /= p.sum()
        loss -= np.sum(y * np.log(p))
        steps.append((z, f, i, o, k, c_prev, c, h, p - y))
    g = {q: 0 for q in ("Wf", "Wi", "Wc", "Wo", "Wy", "bf", "bi", "bc", "bo", "by")}
    dh, dc = np.zeros_like(h), np.zeros_like(c)
    for z, f, i, o, k, c_prev, c_t, h_t, dp in reversed(steps):
        g["Wy"] = g["Wy"] + dp @ h_t.T
        g["by"] = g["by"] + dp
        dh = dh + Wy.T @ dp
        dc = dc + dh * o * (1 - np.tanh(c_t) ** 2)
        pre = {
            "f": dc * c_prev * f * (1 - f),
            "i": dc * k * i * (1 - i),
            "c": dc * i * (1 - k * k),
            "o": dh * np.tanh(c_t) * o * (1 - o),
        }
        for q, d in pre.items():
            g["W" + q] = g["W" + q] + d @ z.T
            g["b" + q] = g["b" + q] + d
        dh = (Wf.T @ pre["f"] + Wi.T @ pre["i"] + Wc.T @ pre["c"] + Wo.T @ pre["o"])[:n]
        dc = dc * f
    return loss, g, (h, c)
