# Everything at top level: one-hot sequences in two loops, states that begin with zeros, arrays as caches, sizes as capitals.
import numpy as np
import matplotlib.pyplot as plt

np.random.seed(1)
sequences = [["a"] * k + ["b"] * k + ["EOS"] for k in np.random.randint(1, 12, 100)]
words = sorted({w for s in sequences for w in s} | {"UNK"})
V = len(words)
H = 50
Z = H + V
lr = 1e-2

W_f = np.random.randn(H, Z) * 0.1
W_i = np.random.randn(H, Z) * 0.1
W_g = np.random.randn(H, Z) * 0.1
W_o = np.random.randn(H, Z) * 0.1
W_v = np.random.randn(V, H) * 0.1
b_f = np.ones((H, 1))
b_i = np.zeros((H, 1))
b_g = np.zeros((H, 1))
b_o = np.zeros((H, 1))
b_v = np.zeros((V, 1))

training = []
for s in sequences:
    X = np.zeros((len(s) - 1, V, 1))
    Y = np.zeros((len(s) - 1, V, 1))
    for k in range(len(s) - 1):
        X[k, words.index(s[k])] = 1
        Y[k, words.index(s[k + 1])] = 1
    training.append((X, Y))

losses = []
for epoch in range(200):
    epoch_loss = 0
    for X, Y in training:
        T = len(X)
        h = np.zeros((T + 1, H, 1))
        c = np.zeros((T + 1, H, 1))
        z = np.zeros((T, Z, 1))
        f, i, g, o = (np.zeros((T, H, 1)) for _ in range(4))
        y = np.zeros((T, V, 1))
        for t in range(T):
            z[t] = np.concatenate([h[t], X[t]])
            f[t] = 1 / (1 + np.exp(-(W_f @ z[t] + b_f)))
            i[t] = 1 / (1 + np.exp(-(W_i @ z[t] + b_i)))
            g[t] = np.tanh(W_g @ z[t] + b_g)
            o[t] = 1 / (1 + np.exp(-(W_o @ z[t] + b_o)))
            c[t + 1] = f[t] * c[t] + i[t] * g[t]
            h[t + 1] = o[t] * np.tanh(c[t + 1])
            v = W_v @ h[t + 1] + b_v
            e = np.exp(v - v.max())
            y[t] = e / e.sum()
        loss = -np.sum(Y * np.log(y + 1e-12))
        epoch_loss += loss

        dW_f, dW_i, dW_g, dW_o, dW_v = (np.zeros_like(w) for w in (W_f, W_i, W_g, W_o, W_v))
        db_f, db_i, db_g, db_o, db_v = (np.zeros_like(w) for w in (b_f, b_i, b_g, b_o, b_v))
        dh_next = np.zeros((H, 1))
        dc_next = np.zeros((H, 1))
        for t in range(T - 1, -1, -1):
            dv = y[t] - Y[t]
            dW_v += dv @ h[t + 1].T
            db_v += dv
            dh = W_v.T @ dv + dh_next
            tanh_c = np.tanh(c[t + 1])
            dc = dh * o[t] * (1 - tanh_c**2) + dc_next
            da_o = dh * tanh_c * o[t] * (1 - o[t])
            da_f = dc * c[t] * f[t] * (1 - f[t])
            da_i = dc * g[t] * i[t] * (1 - i[t])
            da_g = dc * i[t] * (1 - g[t] ** 2)
            dW_f += da_f @ z[t].T
            dW_i += da_i @ z[t].T
            dW_g += da_g @ z[t].T
            dW_o += da_o @ z[t].T
            db_f += da_f
            db_i += da_i
            db_g += da_g
            db_o += da_o
            dz = W_f.T @ da_f + W_i.T @ da_i + W_g.T @ da_g + W_o.T @ da_o
            dh_next = dz[:H]
            dc_next = dc * f[t]

        W_f -= lr * dW_f
        W_i -= lr * dW_i
        W_g -= lr * dW_g
        W_o -= lr * dW_o
        W_v -= lr * dW_v
        b_f -= lr * db_f
        b_i -= lr * db_i
        b_g -= lr * db_g
        b_o -= lr * db_o
        b_v -= lr * db_v
    losses.append(epoch_loss / len(training))
    if epoch % 10 == 0:
        print(epoch, losses[-1])

plt.plot(losses)
plt.show()
