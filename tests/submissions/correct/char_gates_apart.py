import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


data = "hello world, this is a text"
chars = sorted(set(data))
vocab_size = len(chars)
hidden_size = 20
W = np.random.randn(4, hidden_size, hidden_size + vocab_size) * 0.1
b = np.zeros((4, hidden_size, 1))
Wy = np.random.randn(vocab_size, hidden_size) * 0.1
by = np.zeros((vocab_size, 1))


def lossFun(inputs, targets, hprev, cprev):
    xs, hs, cs, gs, ps, zs = {}, {-1: hprev}, {-1: cprev}, {}, {}, {}
    loss = 0
    for t in range(len(inputs)):
        xs[t] = np.zeros((vocab_size, 1))
        xs[t][inputs[t]] = 1
        zs[t] = np.vstack((hs[t - 1], xs[t]))
        a = W @ zs[t] + b
        gs[t] = np.concatenate((sigmoid(a[:2]), np.tanh(a[2:3]), sigmoid(a[3:])))
        f, i, g, o = gs[t]
        cs[t] = f * cs[t - 1] + i * g
        hs[t] = o * np.tanh(cs[t])
        y = Wy @ hs[t] + by
        ps[t] = np.exp(y) / np.sum(np.exp(y))
        loss += -np.log(ps[t][targets[t], 0])
    dW, db, dWy, dby = (np.zeros_like(v) for v in (W, b, Wy, by))
    dhn, dcn = np.zeros_like(hprev), np.zeros_like(cprev)
    for t in reversed(range(len(inputs))):
        f, i, g, o = gs[t]
        dy = np.copy(ps[t])
        dy[targets[t]] -= 1
        dWy += dy @ hs[t].T
        dby += dy
        dh = Wy.T @ dy + dhn
        tc = np.tanh(cs[t])
        dc = dcn + dh * o * (1 - tc * tc)
        da = np.stack((dc * cs[t - 1] * f * (1 - f), dc * g * i * (1 - i), dc * i * (1 - g * g), dh * tc * o * (1 - o)))
        dW += da @ zs[t].T
        db += da
        dz = np.einsum("khz,kho->zo", W, da)
        dhn = dz[:hidden_size]
        dcn = dc * f
    for d in (dW, db, dWy, dby):
        np.clip(d, -5, 5, out=d)
    return loss, dW, db, dWy, dby, hs[len(inputs) - 1], cs[len(inputs) - 1]
