# Script: parameters in dictionaries by gate, sizes of a file that is read at import.
import numpy as np
import matplotlib.pyplot as plt

text = open("shakespeare.txt").read()
vocab = sorted(set(text))
V = len(vocab)
H = 64
T = 20
lr = 0.01
ix = {c: k for k, c in enumerate(vocab)}
X = np.eye(V)[[ix[c] for c in text]]

W = {g: np.random.randn(H, H + V) * 0.1 for g in "fiog"}
B = {g: np.zeros((H, 1)) for g in "fiog"}
B["f"] += 1
Wy = np.random.randn(V, H) * 0.1
by = np.zeros((V, 1))

losses = []
h0, c0 = np.zeros((H, 1)), np.zeros((H, 1))
for it in range(1000):
    s = np.random.randint(len(X) - T - 1)
    inputs, targets = X[s : s + T, :, None], X[s + 1 : s + T + 1, :, None]
    # ---- forward
    hs, cs, zs, gs, ps = [h0], [c0], [], [], []
    loss = 0
    for x, y in zip(inputs, targets):
        z = np.vstack((hs[-1], x))
        a = {k: 1 / (1 + np.exp(-(W[k] @ z + B[k]))) for k in "fio"}
        a["g"] = np.tanh(W["g"] @ z + B["g"])
        cs.append(a["f"] * cs[-1] + a["i"] * a["g"])
        hs.append(a["o"] * np.tanh(cs[-1]))
        u = Wy @ hs[-1] + by
        p = np.exp(u - u.max())
        p /= p.sum()
        loss -= np.log((p * y).sum() + 1e-12)
        zs.append(z)
        gs.append(a)
        ps.append(p)
    # ---- backward
    dW = {k: 0 * W[k] for k in W}
    dB = {k: 0 * B[k] for k in B}
    dWy, dby = 0 * Wy, 0 * by
    dhn = dcn = 0
    for t in range(T - 1, -1, -1):
        a = gs[t]
        du = ps[t] - targets[t]
        dWy += du @ hs[t + 1].T
        dby += du
        dh = Wy.T @ du + dhn
        tc = np.tanh(cs[t + 1])
        dc = dcn + dh * a["o"] * (1 - tc**2)
        d = {"f": dc * cs[t], "i": dc * a["g"], "g": dc * a["i"], "o": dh * tc}
        for k in d:
            d[k] = d[k] * ((1 - a[k] ** 2) if k == "g" else a[k] * (1 - a[k]))
            dW[k] += d[k] @ zs[t].T
            dB[k] += d[k]
        dhn = sum(W[k].T @ d[k] for k in d)[:H]
        dcn = dc * a["f"]
    # ---- update
    for k in W:
        W[k] -= lr * np.clip(dW[k], -1, 1)
        B[k] -= lr * np.clip(dB[k], -1, 1)
    Wy -= lr * dWy
    by -= lr * dby
    losses.append(loss)
plt.plot(losses)
plt.show()
