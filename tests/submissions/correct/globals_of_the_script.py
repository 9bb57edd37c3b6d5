# LSTM language model: weights and sizes are globals that only the training script sets; indices, dictionaries with key -1.
import numpy as np


def sigm(x):
    return 1.0 / (1.0 + np.exp(-x))


def forward(inputs, hprev, cprev):
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
    return zs, fs, is_, gs, cs, os_, hs, ps


def backward(inputs, targets, zs, fs, is_, gs, cs, os_, hs, ps):
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
        dhnext = dz[:hidden_size, :]
        dcnext = dc * fs[t]
    return loss, dWf, dWi, dWc, dWo, dWy, dbf, dbi, dbc, dbo, dby


if __name__ == "__main__":
    data = open("input.txt").read()
    chars = list(set(data))
    hidden_size, vocab_size = 100, len(chars)
    Wf = np.random.randn(hidden_size, hidden_size + vocab_size)
