# Deep Learning, assignment 2: LSTM from scratch
# forward and backward for ONE sequence (column vectors)

import numpy as np

np.random.seed(0)

hidden_size = 50
vocab_size = 4
z_size = hidden_size + vocab_size  # because we stack h and x


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def tanh(x):
    return np.tanh(x)


def dtanh(x):
    """derivative of tanh"""
    return 1 - np.tanh(x) ** 2


def softmax(x):
    ex = np.exp(x - np.max(x))  # minus max so that it does not overflow
    return ex / np.sum(ex)


def init_params():
    def qr(r, c):
        q, _ = np.linalg.qr(np.random.randn(c, r))
        return q.T

    W_f = qr(hidden_size, z_size)
    W_i = qr(hidden_size, z_size)
    W_g = qr(hidden_size, z_size)
    W_o = qr(hidden_size, z_size)
    W_v = qr(vocab_size, hidden_size)
    b_f = np.ones((hidden_size, 1))
    b_i = np.zeros((hidden_size, 1))
    b_g = np.zeros((hidden_size, 1))
    b_o = np.zeros((hidden_size, 1))
    b_v = np.zeros((vocab_size, 1))
    return W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v


params = init_params()


def forward(inputs, h_prev, C_prev, p=params):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p

    # everything we need later
    z_s, f_s, i_s, g_s = [], [], [], []
    C_s, o_s, h_s = [], [], []
    v_s, output_s = [], []

    h_s.append(h_prev)
    C_s.append(C_prev)

    for x in inputs:
        z = np.vstack((h_prev, x))
        z_s.append(z)

        f = sigmoid(np.dot(W_f, z) + b_f)  # forget
        f_s.append(f)

        i = sigmoid(np.dot(W_i, z) + b_i)  # input
        i_s.append(i)

        g = tanh(np.dot(W_g, z) + b_g)  # candidate
        g_s.append(g)

        C_prev = f * C_prev + i * g  # new cell
        C_s.append(C_prev)

        o = sigmoid(np.dot(W_o, z) + b_o)  # output
        o_s.append(o)

        h_prev = o * tanh(C_prev)  # new hidden
        h_s.append(h_prev)

        v = np.dot(W_v, h_prev) + b_v
        v_s.append(v)
        output_s.append(softmax(v))

    return z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s


def backward(z, f, i, g, C, o, h, v, outputs, targets, p=params):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p

    grad_W_f, grad_b_f = np.zeros_like(W_f), np.zeros_like(b_f)
    grad_W_i, grad_b_i = np.zeros_like(W_i), np.zeros_like(b_i)
    grad_W_g, grad_b_g = np.zeros_like(W_g), np.zeros_like(b_g)
    grad_W_o, grad_b_o = np.zeros_like(W_o), np.zeros_like(b_o)
    grad_W_v, grad_b_v = np.zeros_like(W_v), np.zeros_like(b_v)

    dh_next = np.zeros_like(h[-1])
    dC_next = np.zeros_like(C[-1])

    loss = 0

    for t in reversed(range(len(outputs))):
        # h and C have one more entry (the initial one), so now = t+1, before = t
        h_now = h[t + 1]
        C_now = C[t + 1]
        C_before = C[t]

        loss += -np.sum(targets[t] * np.log(outputs[t] + 1e-12))

        # softmax with cross entropy: y - target
        dv = np.copy(outputs[t])
        dv[np.argmax(targets[t])] -= 1
        grad_W_v += np.dot(dv, h_now.T)
        grad_b_v += dv

        # hidden state
        dh = np.dot(W_v.T, dv)
        dh += dh_next

        # output gate
        do = dh * tanh(C_now)
        do = do * o[t] * (1 - o[t])
        grad_W_o += np.dot(do, z[t].T)
        grad_b_o += do

        # cell state
        dC = np.copy(dC_next)
        dC += dh * o[t] * dtanh(tanh(C_now))

        # candidate
        dg = dC * i[t]
        dg = dg * (1 - g[t] ** 2)
        grad_W_g += np.dot(dg, z[t].T)
        grad_b_g += dg

        # input gate
        di = dC * g[t]
        di = di * i[t] * (1 - i[t])
        grad_W_i += np.dot(di, z[t].T)
        grad_b_i += di

        # forget gate
        df = dC * C_before
        df = df * f[t] * (1 - f[t])
        grad_W_f += np.dot(df, z[t].T)
        grad_b_f += df

        # back to z, the first part of it is h
        dz = np.dot(W_f.T, df)
        dz += np.dot(W_i.T, di)
        dz += np.dot(W_g.T, dg)
        dz += np.dot(W_o.T, do)
        dh_next = dz[:hidden_size, :]
        dC_next = f[t] * dC

    grads = grad_W_f, grad_W_i, grad_W_g, grad_W_o, grad_W_v, grad_b_f, grad_b_i, grad_b_g, grad_b_o, grad_b_v
    return loss, grads


def clip(grads, max_norm=0.25):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    factor = min(1, max_norm / (norm + 1e-6))
    return [g * factor for g in grads]


def sgd(p, grads, lr=1e-2):
    for w, dw in zip(p, clip(grads)):
        w -= lr * dw
