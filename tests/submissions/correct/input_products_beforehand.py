# LSTM language model: the products with all inputs are taken before the loop, the gradients of all steps in one product after it.
import numpy as np


def forward(inputs, h_prev, C_prev, p):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    H = b_f.shape[0]
    X = np.hstack([np.reshape(x, (-1, 1)) for x in inputs])  # (V, T)
    T = X.shape[1]
    fromx = [W[:, H:] @ X + b for W, b in ((W_f, b_f), (W_i, b_i), (W_g, b_g), (W_o, b_o))]
    F, I, G, O = (np.empty((H, T)) for _ in range(4))
    Hs, Cs = np.empty((H, T + 1)), np.empty((H, T + 1))
    Hs[:, 0], Cs[:, 0] = h_prev[:, 0], C_prev[:, 0]
    for t in range(T):
        h = Hs[:, t]
        F[:, t] = 1 / (1 + np.exp(-(fromx[0][:, t] + W_f[:, :H] @ h)))
        I[:, t] = 1 / (1 + np.exp(-(fromx[1][:, t] + W_i[:, :H] @ h)))
        G[:, t] = np.tanh(fromx[2][:, t] + W_g[:, :H] @ h)
        O[:, t] = 1 / (1 + np.exp(-(fromx[3][:, t] + W_o[:, :H] @ h)))
        Cs[:, t + 1] = F[:, t] * Cs[:, t] + I[:, t] * G[:, t]
        Hs[:, t + 1] = O[:, t] * np.tanh(Cs[:, t + 1])
    V = W_v @ Hs[:, 1:] + b_v
    Y = np.exp(V - V.max(axis=0))
    Y = Y / Y.sum(axis=0)
    columns = lambda A: [A[:, [t]] for t in range(A.shape[1])]
    return [columns(A) for A in (np.vstack((Hs[:, :-1], X)), F, I, G, Cs, O, Hs, V, Y)]


def backward(z, f, i, g, C, o, h, v, outputs, targets, p):
    Z, F, I, G, Cs, O, Hs, Y = (np.hstack(A) for A in (z, f, i, g, C, o, h, outputs))
    W_f, W_i, W_g, W_o, W_v = p[:5]
    D = Y - np.hstack([np.reshape(y, (-1, 1)) for y in targets])
    H, T = F.shape
    tanh = np.tanh(Cs[:, 1:])
    DH = W_v.T @ D
    DF, DI, DG, DO = (np.empty((H, T)) for _ in range(4))
    dh, dC = np.zeros(H), np.zeros(H)
    for t in range(T - 1, -1, -1):
        dh = DH[:, t] + dh
        dC = dC + dh * O[:, t] * (1 - tanh[:, t] ** 2)
        DO[:, t] = dh * tanh[:, t] * O[:, t] * (1 - O[:, t])
        DF[:, t] = dC * Cs[:, t] * F[:, t] * (1 - F[:, t])
        DI[:, t] = dC * G[:, t] * I[:, t] * (1 - I[:, t])
        DG[:, t] = dC * I[:, t] * (1 - G[:, t] ** 2)
        dh = W_f[:, :H].T @ DF[:, t] + W_i[:, :H].T @ DI[:, t] + W_g[:, :H].T @ DG[:, t] + W_o[:, :H].T @ DO[:, t]
        dC = dC * F[:, t]
    loss = -np.log(Y[D < 0]).sum()
    sums = [A.sum(axis=1, keepdims=True) for A in (DF, DI, DG, DO, D)]
    return loss, (DF @ Z.T, DI @ Z.T, DG @ Z.T, DO @ Z.T, D @ Hs[:, 1:].T, *sums)
