import numpy as np


def sigmoid(x):
    return 0.5 * (1 + np.tanh(0.5 * x))


# W: (Z, 4, H)   b: (4, H)    gates: f, i, g, o       x: (T, V)
def forward(x, h0, C0, W, b, Wout, bout):
    T, V = x.shape
    H = Wout.shape[0]
    h = np.zeros((T + 1, H))
    C = np.zeros((T + 1, H))
    h[0] = h0
    C[0] = C0
    Z = np.zeros((T, H + V))
    G = np.zeros((T, 4, H))
    P = np.zeros((T, V))
    for t in range(T):
        Z[t] = np.hstack([h[t], x[t]])
        a = np.tensordot(Z[t], W, axes=1) + b
        G[t] = sigmoid(a)
        G[t, 2] = np.tanh(a[2])
        C[t + 1] = G[t, 0] * C[t] + G[t, 1] * G[t, 2]
        h[t + 1] = G[t, 3] * np.tanh(C[t + 1])
        logits = h[t + 1] @ Wout + bout
        logits -= logits.max()
        P[t] = np.exp(logits) / np.sum(np.exp(logits))
    return P, (Z, G, C, h)


def backward(P, y, cache, W, b, Wout, bout):
    Z, G, C, h = cache
    T, V = P.shape
    H = Wout.shape[0]
    loss = -np.sum(y * np.log(P))
    dlogits = P - y
    dWout = h[1:].T @ dlogits
    dbout = dlogits.sum(axis=0)
    dW = np.zeros_like(W)
    db = np.zeros_like(b)
    dh_n = np.zeros(H)
    dC_n = np.zeros(H)
    for t in range(T - 1, -1, -1):
        f, i, g, o = G[t]
        dh = dlogits[t] @ Wout.T + dh_n
        tc = np.tanh(C[t + 1])
        dC = dC_n + dh * o * (1 - tc**2)
        da = np.stack([dC * C[t] * f * (1 - f), dC * g * i * (1 - i), dC * i * (1 - g**2), dh * tc * o * (1 - o)])
        dW += Z[t][:, None, None] * da
        db += da
        dz = np.tensordot(W, da, axes=([1, 2], [0, 1]))
        dh_n = dz[:H]
        dC_n = dC * f
    return loss, dW, db, dWout, dbout
