# Character model: one function for both passes, z stacks [x; h], the loss is a mean over steps, printed at each step.
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
        zs[t] = np.vstack((xs[t], hs[t - 1]))
        fs[t] = sigm(np.dot(Wf, zs[t]) + bf)
        is_[t] = sigm(np.dot(Wi, zs[t]) + bi)
        gs[t] = np.tanh(np.dot(Wc, zs[t]) + bc)
        os_[t] = sigm(np.dot(Wo, zs[t]) + bo)
        cs[t] = fs[t] * cs[t - 1] + is_[t] * gs[t]
        hs[t] = os_[t] * np.tanh(cs[t])
        y = np.dot(Wy, hs[t]) + by
        ps[t] = np.exp(y - y.max()) / np.sum(np.exp(y - y.max()))
    dWf, dWi, dWc, dWo, dWy = (np.zeros_like(w) for w in (Wf, Wi, Wc, Wo, Wy))
    dbf, dbi, dbc, dbo, dby = (np.zeros_like(b) for b in (bf, bi, bc, bo, by))
    dhnext, dcnext = np.zeros_like(hs[0]), np.zeros_like(cs[0])
    loss = 0
    for t in reversed(range(len(inputs))):
        loss += -np.log(ps[t][targets[t], 0])
        dy = np.copy(ps[t])
        dy[targets[t]] -= 1
        dWy += np.dot(dy, hs[t].T)
        dby += dy
        dh = np.dot(Wy.T, dy) + dhnext
        do = dh * np.tanh(cs[t]) * os_[t] * (1 - os_[t])
        dc = dcnext + dh * os_[t] * (1 - np.tanh(cs[t]) ** 2)
        df = dc * cs[t - 1] * fs[t] * (1 - fs[t])
        di = dc * gs[t] * is_[t] * (1 - is_[t])
        dg = dc * is_[t] * (1 - gs[t] ** 2)
        dWf += np.dot(df, zs[t].T)
        dWi += np.dot(di, zs[t].T)
        dWc += np.dot(dg, zs[t].T)
        dWo += np.dot(do, zs[t].T)
        dbf += df
        dbi += di
        dbc += dg
        dbo += do
        dz = np.dot(Wf.T, df) + np.dot(Wi.T, di) + np.dot(Wc.T, dg) + np.dot(Wo.T, do)
        dhnext = dz[vocab_size:, :]
        dcnext = dc * fs[t]
    loss /= len(inputs)
    for dparam in [dWf, dWi, dWc, dWo, dWy, dbf, dbi, dbc, dbo, dby]:
        dparam /= len(inputs)
    print("loss", loss)
    for dparam in [dWf, dWi, dWc, dWo, dWy, dbf, dbi, dbc, dbo, dby]:
        np.clip(dparam, -5, 5, out=dparam)
    return loss, dWf, dWi, dWc, dWo, dWy, dbf, dbi, dbc, dbo, dby, hs[len(inputs) - 1], cs[len(inputs) - 1]


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
