# Weights of the gates in global lists, by number.
import numpy as np

text = open("book.txt").read()
vocab = sorted(set(text))
vocab_size = len(vocab)
hidden_size = 64
INPUT, FORGET, OUTPUT, CANDIDATE = range(4)
W = [np.random.randn(hidden_size, hidden_size + vocab_size) * 0.05 for _ in range(4)]
b = [np.zeros((hidden_size, 1)) for _ in range(4)]
W_y = np.random.randn(vocab_size, hidden_size) * 0.05
b_y = np.zeros((vocab_size, 1))


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lossFun(inputs, targets, h, c):
    tape, loss = [], 0
    for x, y in zip(inputs, targets):
        onehot = np.zeros((vocab_size, 1))
        onehot[x] = 1
        z = np.vstack((h, onehot))
        a = [W[k] @ z + b[k] for k in range(4)]
        f, i, g, o = sigmoid(a[FORGET]), sigmoid(a[INPUT]), np.tanh(a[CANDIDATE]), sigmoid(a[OUTPUT])
        c_old, c = c, f * c + i * g
        h = o * np.tanh(c)
        v = W_y @ h + b_y
        p = np.exp(v - v.max())
        p /= p.sum()
        loss -= np.log(p[y, 0])
        tape.append((z, f, i, g, o, c_old, c, h, p, y))
    dW, db = [np.zeros_like(w) for w in W], [np.zeros_like(w) for w in b]
    dW_y, db_y = np.zeros_like(W_y), np.zeros_like(b_y)
    dh_next = dc_next = 0
    for z, f, i, g, o, c_old, cc, hh, p, y in reversed(tape):
        dv = p.copy()
        dv[y] -= 1
        dW_y += dv @ hh.T
        db_y += dv
        dh = W_y.T @ dv + dh_next
        tc = np.tanh(cc)
        dc = dc_next + dh * o * (1 - tc**2)
        d = [dc * g * i * (1 - i), dc * c_old * f * (1 - f), dh * tc * o * (1 - o), dc * i * (1 - g**2)]
        for k in range(4):
            dW[k] += d[k] @ z.T
            db[k] += d[k]
        dh_next = sum(w.T @ e for w, e in zip(W, d))[:hidden_size]
        dc_next = dc * f
    return loss, dW, db, dW_y, db_y, h, c
