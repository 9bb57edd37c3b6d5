# LSTM language model: the z that forward keeps has a row of ones below it, and backward leaves it out.
import numpy as np


def sigmoid(x):
    # split by sign, otherwise exp() overflows for large negative x
    out = np.empty_like(x)
    pos = x >= 0
    out[pos] = 1 / (1 + np.exp(-x[pos]))
    e = np.exp(x[~pos])
    out[~pos] = e / (1 + e)
    return out


def softmax(v):
    e = np.exp(v - np.max(v, axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


def orthogonal(rows, cols, rng):
    q, r = np.linalg.qr(rng.standard_normal((max(rows, cols), min(rows, cols))))
    q = q * np.sign(np.diag(r))
    return q if q.shape == (rows, cols) else q.T


def init_lstm(hidden_size, vocab_size, rng):
    z_size = hidden_size + vocab_size
    W_f, W_i, W_g, W_o = (orthogonal(hidden_size, z_size, rng) for _ in range(4))
    W_v = orthogonal(vocab_size, hidden_size, rng)
    b_f = np.ones((hidden_size, 1))  # remember by default
    b_i = np.zeros((hidden_size, 1))
    b_g = np.zeros((hidden_size, 1))
    b_o = np.zeros((hidden_size, 1))
    b_v = np.zeros((vocab_size, 1))
    return W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v


def forward(inputs, h_prev, C_prev, p):
    """One sequence. h_s and C_s start with the initial state, so h_t is h_s[t + 1]."""
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    z_s, f_s, i_s, g_s, o_s, v_s, output_s = [], [], [], [], [], [], []
    h_s, C_s = [h_prev], [C_prev]
    for t, x in enumerate(inputs):
        z = np.vstack((h_s[t], x))
        z_s.append(z)
        f_s.append(sigmoid(W_f @ z + b_f))
        i_s.append(sigmoid(W_i @ z + b_i))
        g_s.append(np.tanh(W_g @ z + b_g))
        o_s.append(sigmoid(W_o @ z + b_o))
        C_s.append(f_s[t] * C_s[t] + i_s[t] * g_s[t])
        h_s.append(o_s[t] * np.tanh(C_s[t + 1]))
        v_s.append(W_v @ h_s[t + 1] + b_v)
        output_s.append(softmax(v_s[t]))
    z_s = [np.vstack((z, [[1.0]])) for z in z_s]
    return z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s


def backward(z, f, i, g, C, o, h, v, outputs, targets, p):
    """Cross-entropy summed over the sequence, and its gradients (not clipped yet)."""
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    dW_f, dW_i, dW_g, dW_o, dW_v = (np.zeros_like(W) for W in (W_f, W_i, W_g, W_o, W_v))
    db_f, db_i, db_g, db_o, db_v = (np.zeros_like(b) for b in (b_f, b_i, b_g, b_o, b_v))
    H = W_f.shape[0]
    dh_next = np.zeros_like(h[-1])
    dC_next = np.zeros_like(C[-1])
    loss = 0.0

    for t in reversed(range(len(outputs))):
        loss -= np.sum(targets[t] * np.log(outputs[t] + 1e-12))

        # output layer
        dv = outputs[t] - targets[t]
        dW_v += dv @ h[t + 1].T
        db_v += dv

        # into the cell
        dh = W_v.T @ dv + dh_next
        tanh_C = np.tanh(C[t + 1])
        dC = dC_next + dh * o[t] * (1 - tanh_C**2)

        # through the gates. They are stored after sigmoid/tanh!
        do = dh * tanh_C * o[t] * (1 - o[t])
        df = dC * C[t] * f[t] * (1 - f[t])
        di = dC * g[t] * i[t] * (1 - i[t])
        dg = dC * i[t] * (1 - g[t] ** 2)

        dW_f += df @ z[t][:-1].T
        dW_i += di @ z[t][:-1].T
        dW_g += dg @ z[t][:-1].T
        dW_o += do @ z[t][:-1].T
        db_f += df
        db_i += di
        db_g += dg
        db_o += do

        # to the step before
        dz = W_f.T @ df + W_i.T @ di + W_g.T @ dg + W_o.T @ do
        dh_next = dz[:H]
        dC_next = dC * f[t]

    return loss, (dW_f, dW_i, dW_g, dW_o, dW_v, db_f, db_i, db_g, db_o, db_v)
