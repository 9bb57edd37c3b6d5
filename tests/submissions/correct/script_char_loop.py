# Everything at top level, no function at all: a character LSTM as one script, parameters, both passes and Adagrad inline.
import numpy as np

data = open("input.txt", "r").read()
chars = list(set(data))
data_size, vocab_size = len(data), len(chars)
print("data has %d characters, %d unique." % (data_size, vocab_size))
char_to_ix = {ch: i for i, ch in enumerate(chars)}
ix_to_char = {i: ch for i, ch in enumerate(chars)}

hidden_size = 100
seq_length = 25
learning_rate = 1e-1

Wf = np.random.randn(hidden_size, hidden_size + vocab_size) * 0.01
Wi = np.random.randn(hidden_size, hidden_size + vocab_size) * 0.01
Wc = np.random.randn(hidden_size, hidden_size + vocab_size) * 0.01
Wo = np.random.randn(hidden_size, hidden_size + vocab_size) * 0.01
Wy = np.random.randn(vocab_size, hidden_size) * 0.01
bf = np.ones((hidden_size, 1))
bi = np.zeros((hidden_size, 1))
bc = np.zeros((hidden_size, 1))
bo = np.zeros((hidden_size, 1))
by = np.zeros((vocab_size, 1))

n, p = 0, 0
mWf, mWi, mWc, mWo, mWy = np.zeros_like(Wf), np.zeros_like(Wi), np.zeros_like(Wc), np.zeros_like(Wo), np.zeros_like(Wy)
mbf, mbi, mbc, mbo, mby = np.zeros_like(bf), np.zeros_like(bi), np.zeros_like(bc), np.zeros_like(bo), np.zeros_like(by)
smooth_loss = -np.log(1.0 / vocab_size) * seq_length

for iteration in range(10000):
    if p + seq_length + 1 >= len(data) or n == 0:
        hprev = np.zeros((hidden_size, 1))
        cprev = np.zeros((hidden_size, 1))
        p = 0
    inputs = [char_to_ix[ch] for ch in data[p : p + seq_length]]
    targets = [char_to_ix[ch] for ch in data[p + 1 : p + seq_length + 1]]

    # forward
    xs, zs, fs, is_, gs, os_, cs, hs, ys, ps = {}, {}, {}, {}, {}, {}, {}, {}, {}, {}
    hs[-1] = np.copy(hprev)
    cs[-1] = np.copy(cprev)
    loss = 0
    for t in range(len(inputs)):
        xs[t] = np.zeros((vocab_size, 1))
        xs[t][inputs[t]] = 1
        zs[t] = np.vstack((hs[t - 1], xs[t]))
        fs[t] = 1 / (1 + np.exp(-(np.dot(Wf, zs[t]) + bf)))
        is_[t] = 1 / (1 + np.exp(-(np.dot(Wi, zs[t]) + bi)))
        gs[t] = np.tanh(np.dot(Wc, zs[t]) + bc)
        os_[t] = 1 / (1 + np.exp(-(np.dot(Wo, zs[t]) + bo)))
        cs[t] = fs[t] * cs[t - 1] + is_[t] * gs[t]
        hs[t] = os_[t] * np.tanh(cs[t])
        ys[t] = np.dot(Wy, hs[t]) + by
        ps[t] = np.exp(ys[t] - np.max(ys[t])) / np.sum(np.exp(ys[t] - np.max(ys[t])))
        loss += -np.log(ps[t][targets[t], 0])

    # backward
    dWf, dWi, dWc, dWo, dWy = (
        np.zeros_like(Wf),
        np.zeros_like(Wi),
        np.zeros_like(Wc),
        np.zeros_like(Wo),
        np.zeros_like(Wy),
    )
    dbf, dbi, dbc, dbo, dby = (
        np.zeros_like(bf),
        np.zeros_like(bi),
        np.zeros_like(bc),
        np.zeros_like(bo),
        np.zeros_like(by),
    )
    dhnext = np.zeros_like(hs[0])
    dcnext = np.zeros_like(cs[0])
    for t in reversed(range(len(inputs))):
        dy = np.copy(ps[t])
        dy[targets[t]] -= 1
        dWy += np.dot(dy, hs[t].T)
        dby += dy
        dh = np.dot(Wy.T, dy) + dhnext
        do = dh * np.tanh(cs[t]) * os_[t] * (1 - os_[t])
        dc = dh * os_[t] * (1 - np.tanh(cs[t]) ** 2) + dcnext
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
    for dparam in [dWf, dWi, dWc, dWo, dWy, dbf, dbi, dbc, dbo, dby]:
        np.clip(dparam, -5, 5, out=dparam)
    hprev = hs[len(inputs) - 1]
    cprev = cs[len(inputs) - 1]

    smooth_loss = smooth_loss * 0.999 + loss * 0.001
    if n % 100 == 0:
        print("iter %d, loss: %f" % (n, smooth_loss))
    for param, dparam, mem in zip(
        [Wf, Wi, Wc, Wo, Wy, bf, bi, bc, bo, by],
        [dWf, dWi, dWc, dWo, dWy, dbf, dbi, dbc, dbo, dby],
        [mWf, mWi, mWc, mWo, mWy, mbf, mbi, mbc, mbo, mby],
    ):
        mem += dparam * dparam
        param += -learning_rate * dparam / np.sqrt(mem + 1e-8)
    p += seq_length
    n += 1
