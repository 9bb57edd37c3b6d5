# LSTM: forward works (I checked the shapes), but training is really slow. Why???

import numpy as np

hidden_size = 50
vocab_size = 4


def sigmoid(x, derivative=False):
    s = 1 / (1 + np.exp(-x))
    if derivative:
        return s * (1 - s)
    return s


def tanh(x, derivative=False):
    th = np.tanh(x)
    if derivative:
        return 1 - th**2
    return th


def softmax(x):
    expo = np.exp(x - np.max(x))
    return expo / np.sum(expo)


def clip_gradient_norm(grads, max_norm=0.25):
    """scale all gradients so that their common norm is at most max_norm"""
    total = 0
    for grad in grads:
        total += np.sum(grad**2)
    coef = max_norm / (np.sqrt(total) + 1e-6)
    if coef < 1:
        for grad in grads:
            grad *= coef
    return grads


def init_orthogonal(rows, cols):
    q, _ = np.linalg.qr(np.random.randn(cols, rows))
    return q.T


def init_lstm(hidden_size, vocab_size):
    z_size = hidden_size + vocab_size
    W_f = init_orthogonal(hidden_size, z_size)
    b_f = np.zeros((hidden_size, 1))
    W_i = init_orthogonal(hidden_size, z_size)
    b_i = np.zeros((hidden_size, 1))
    W_g = init_orthogonal(hidden_size, z_size)
    b_g = np.zeros((hidden_size, 1))
    W_o = init_orthogonal(hidden_size, z_size)
    b_o = np.zeros((hidden_size, 1))
    W_v = init_orthogonal(vocab_size, hidden_size)
    b_v = np.zeros((vocab_size, 1))
    return W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v


def forward(inputs, h_prev, C_prev, p):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s = [], [], [], [], [], [], [], [], []
    h_s.append(h_prev)
    C_s.append(C_prev)
    for x in inputs:
        z = np.vstack((h_prev, x))
        f = sigmoid(np.dot(W_f, z) + b_f)
        i = sigmoid(np.dot(W_i, z) + b_i)
        g = tanh(np.dot(W_g, z) + b_g)
        o = sigmoid(np.dot(W_o, z) + b_o)
        C_prev = f * C_prev + i * g
        h_prev = o * tanh(C_prev)
        v = np.dot(W_v, h_prev) + b_v
        z_s.append(z)
        f_s.append(f)
        i_s.append(i)
        g_s.append(g)
        C_s.append(C_prev)
        o_s.append(o)
        h_s.append(h_prev)
        v_s.append(v)
        output_s.append(softmax(v))
    return z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s


def backward(z, f, i, g, C, o, h, v, outputs, targets, p):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p

    gW_f, gb_f = np.zeros_like(W_f), np.zeros_like(b_f)
    gW_i, gb_i = np.zeros_like(W_i), np.zeros_like(b_i)
    gW_g, gb_g = np.zeros_like(W_g), np.zeros_like(b_g)
    gW_o, gb_o = np.zeros_like(W_o), np.zeros_like(b_o)
    gW_v, gb_v = np.zeros_like(W_v), np.zeros_like(b_v)

    dh_next = np.zeros_like(h[0])
    dC_next = np.zeros_like(C[0])

    loss = 0
    for t in reversed(range(len(outputs))):
        # cross entropy
        loss += -np.mean(np.log(outputs[t]) * targets[t])

        C_prev = C[t - 1]

        # softmax layer
        dv = np.copy(outputs[t])
        dv[np.argmax(targets[t])] -= 1
        gW_v += np.dot(dv, h[t].T)
        gb_v += dv

        # hidden state: from the output and from the future
        dh = np.dot(W_v.T, dv)
        dh += dh_next

        # output gate
        do = dh * tanh(C[t])
        do = sigmoid(o[t], derivative=True) * do
        gW_o += np.dot(do, z[t].T)
        gb_o += do

        # cell state
        dC = np.copy(dC_next)
        dC += dh * o[t] * tanh(tanh(C[t]), derivative=True)

        # candidate
        dg = dC * i[t]
        dg = tanh(g[t], derivative=True) * dg
        gW_g += np.dot(dg, z[t].T)
        gb_g += dg

        # input gate
        di = dC * g[t]
        di = sigmoid(i[t], derivative=True) * di
        gW_i += np.dot(di, z[t].T)
        gb_i += di

        # forget gate
        df = dC * C_prev
        df = sigmoid(f[t]) * df
        gW_f += np.dot(df, z[t].T)
        gb_f += df

        # what the step before gets
        dz = np.dot(W_f.T, df) + np.dot(W_i.T, di) + np.dot(W_g.T, dg) + np.dot(W_o.T, do)
        dh_prev = dz[:hidden_size, :]
        dC_prev = f[t] * dC

    grads = gW_f, gW_i, gW_g, gW_o, gW_v, gb_f, gb_i, gb_g, gb_o, gb_v
    grads = clip_gradient_norm(grads)
    return loss, grads


if __name__ == "__main__":
    params = init_lstm(hidden_size, vocab_size)
    sequence = ["a"] * 5 + ["b"] * 5 + ["EOS"]
    codes = [np.eye(vocab_size)[:, [["a", "b", "EOS"].index(word)]] for word in sequence]
    for epoch in range(500):
        h0 = np.zeros((hidden_size, 1))
        C0 = np.zeros((hidden_size, 1))
        caches = forward(codes[:-1], h0, C0, params)
        loss, grads = backward(*caches, codes[1:], params)
        for param, grad in zip(params, grads):
            param -= 0.1 * grad
        if epoch % 50 == 0:
            print("epoch", epoch, "loss", loss)
