# Expected: exit 1, bugs: the loss function returns None instead of gradients.
import numpy as np


def sigm(x):
    return 1.0 / (1.0 + np.exp(-x))


def lossFun(inputs, targets, hprev, cprev):
    xs, zs, fs, is_, gs, os_, cs, hs, ps = {}, {}, {}, {}, {}, {}, {}, {}, {}
    hs[-1] = np.copy(hprev)
    cs[-1] = np.copy(cprev)
    for t in range(len(inputs)):
        xs[t] = np.zeros((vocab_size, 1))
        xs[t][inputs[t]] = 1
        zs[t] = np.vstack((hs[t - 1], xs[t]))
        fs[t] = sigm(np.dot(Wf, zs[t]) + bf)
        is_[t] = sigm(np.dot(Wi, zs[t]) + bi)
        gs[t] = np.tanh(np.dot(Wc, zs[t]) + bc)
        os_[t] = sigm(np.dot(Wo, zs[t]) + bo)
        cs[t] = fs[t] * cs[t - 1] + is_[t] * gs[t]
        hs[t] = os_[t] * np.tanh(cs[t])
        y = np.dot(Wy, hs[t]) + by
        ps[t] = np.exp(y - y.max()) / np.sum(np.exp(y - y.max()))
    loss = -sum(np.log(ps[t][targets[t], 0]) for t in range(len(inputs)))
    # TODO: gradients
    return loss, None, hs[len(inputs) - 1], cs[len(inputs) - 1]


hidden_size = 100
seq_length = 25
learning_rate = 1e-1
data = open("input.txt", "r").read()
chars = list(set(data))
data_size, vocab_size = len(data), len(chars)
Wf = np.random.randn(hidden_size, hidden_size + vocab_size) * 0.01
Wi = np.random.randn(hidden_size, hidden_size + vocab_size) * 0.01
Wc = np.random.randn(hidden_size, hidden_size + vocab_size) * 0.01
Wo = np.random.randn(hidden_size, hidden_size + vocab_size) * 0.01
Wy = np.random.randn(vocab_size, hidden_size) * 0.01
bf = np.zeros((hidden_size, 1))
bi = np.zeros((hidden_size, 1))
bc = np.zeros((hidden_size, 1))
bo = np.zeros((hidden_size, 1))
by = np.zeros((vocab_size, 1))
n, p = 0, 0
while True:
    if p + seq_length + 1 >= len(data) or n == 0:
        hprev, cprev = np.zeros((hidden_size, 1)), np.zeros((hidden_size, 1))
        p = 0
    loss, *_ = lossFun([0], [1], hprev, cprev)
    print(n, loss)
    n += 1
