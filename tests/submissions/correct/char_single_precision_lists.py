# Character model: float32 throughout, lists, the parameters in one dictionary that is given, gradients in another.
import numpy as np

F = np.float32


def sigmoid(x):
    return F(1) / (F(1) + np.exp(-x))


def loss_and_gradients(inputs, targets, h_prev, c_prev, params):
    P = {name: value.astype(F) for name, value in params.items()}
    H, V = P["Wy"].shape[1], P["Wy"].shape[0]
    hs, cs = [h_prev.astype(F)], [c_prev.astype(F)]
    tape = []
    for ix in inputs:
        x = np.zeros((V, 1), dtype=F)
        x[ix] = 1
        z = np.concatenate((hs[-1], x))
        f, i, o = (sigmoid(P["W" + k] @ z + P["b" + k]) for k in "fio")
        g = np.tanh(P["Wc"] @ z + P["bc"])
        cs.append(f * cs[-1] + i * g)
        hs.append(o * np.tanh(cs[-1]))
        y = P["Wy"] @ hs[-1] + P["by"]
        y = np.exp(y - y.max())
        tape.append((z, f, i, g, o, y / y.sum()))
    grads = {name: np.zeros_like(value) for name, value in P.items()}
    dh_next, dc_next = np.zeros((H, 1), F), np.zeros((H, 1), F)
    loss = 0.0
    for t in reversed(range(len(inputs))):
        z, f, i, g, o, prob = tape.pop()
        loss -= np.log(prob[targets[t], 0])
        dy = prob
        dy[targets[t], 0] -= 1
        grads["Wy"] += dy @ hs[t + 1].T
        grads["by"] += dy
        dh = P["Wy"].T @ dy + dh_next
        tc = np.tanh(cs[t + 1])
        dc = dh * o * (1 - tc * tc) + dc_next
        errors = {
            "f": dc * cs[t] * f * (1 - f),
            "i": dc * g * i * (1 - i),
            "c": dc * i * (1 - g * g),
            "o": dh * tc * o * (1 - o),
        }
        dz = np.zeros((H + V, 1), F)
        for k, e in errors.items():
            grads["W" + k] += e @ z.T
            grads["b" + k] += e
            dz += P["W" + k].T @ e
        dh_next, dc_next = dz[:H], dc * f
    return loss, grads
