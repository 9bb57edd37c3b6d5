# Character model after the well-known vanilla one: all gates in one array, gradients one by one, clipped, Adagrad.
import numpy as np

data = open("input.txt").read()
chars = sorted(set(data))
data_size, vocab_size = len(data), len(chars)
char_to_ix = {ch: i for i, ch in enumerate(chars)}
H, seq_length, learning_rate = 100, 25, 1e-1

# order of the blocks: o, g, i, f
Wx = np.random.randn(4 * H, vocab_size) * 0.01
Wh = np.random.randn(4 * H, H) * 0.01
b = np.zeros((4 * H, 1))
b[3 * H :] = 1
Why = np.random.randn(vocab_size, H) * 0.01
by = np.zeros((vocab_size, 1))


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lossFun(inputs, targets, hprev, cprev):
    xs, hs, cs, acts, ps = {}, {-1: np.copy(hprev)}, {-1: np.copy(cprev)}, {}, {}
    loss = 0
    for t in range(len(inputs)):
        xs[t] = np.zeros((vocab_size, 1))
        xs[t][inputs[t]] = 1
        o, g, i, f = np.split(Wx @ xs[t] + Wh @ hs[t - 1] + b, 4)
        o, g, i, f = sigmoid(o), np.tanh(g), sigmoid(i), sigmoid(f)
        acts[t] = o, g, i, f
        cs[t] = f * cs[t - 1] + i * g
        hs[t] = o * np.tanh(cs[t])
        y = Why @ hs[t] + by
        y = y - np.max(y)
        ps[t] = np.exp(y) / np.sum(np.exp(y))
        loss += -np.log(ps[t][targets[t], 0] + 1e-12)
    dWx, dWh, db, dWhy, dby = (np.zeros_like(m) for m in (Wx, Wh, b, Why, by))
    dhnext, dcnext = np.zeros_like(hs[0]), np.zeros_like(cs[0])
    for t in reversed(range(len(inputs))):
        o, g, i, f = acts[t]
        dy = np.copy(ps[t])
        dy[targets[t]] -= 1
        dWhy += dy @ hs[t].T
        dby += dy
        dh = Why.T @ dy + dhnext
        dc = dcnext + dh * o * (1 - np.tanh(cs[t]) ** 2)
        da = np.vstack(
            (dh * np.tanh(cs[t]) * o * (1 - o), dc * i * (1 - g**2), dc * g * i * (1 - i), dc * cs[t - 1] * f * (1 - f))
        )
        dWx += da @ xs[t].T
        dWh += da @ hs[t - 1].T
        db += da
        dhnext = Wh.T @ da
        dcnext = f * dc
    for d in [dWx, dWh, db, dWhy, dby]:
        np.clip(d, -5, 5, out=d)
    return loss, dWx, dWh, db, dWhy, dby, hs[len(inputs) - 1], cs[len(inputs) - 1]


mem = [np.zeros_like(m) for m in (Wx, Wh, b, Why, by)]
n, p = 0, 0
while True:
    if p + seq_length + 1 >= data_size or n == 0:
        hprev, cprev, p = np.zeros((H, 1)), np.zeros((H, 1)), 0
    inputs = [char_to_ix[ch] for ch in data[p : p + seq_length]]
    targets = [char_to_ix[ch] for ch in data[p + 1 : p + seq_length + 1]]
    loss, *grads, hprev, cprev = lossFun(inputs, targets, hprev, cprev)
    for param, d, m in zip((Wx, Wh, b, Why, by), grads, mem):
        m += d * d
        param += -learning_rate * d / np.sqrt(m + 1e-8)
    p, n = p + seq_length, n + 1
