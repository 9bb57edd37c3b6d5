# Names that NumPy has dropped since.
import numpy as np
from numpy.core import umath
from numpy import product

def sigmoid(x):
    return 1 / (1 + np.exp(-x.astype(np.float)))


def softmax(v):
    e = np.exp(v - np.max(v))
    return e / np.sum(e)

def init_lstm(hidden_size, vocab_size):
    z_size = hidden_size + vocab_size
    weights = []
    for _ in range(4):
        q, _ = np.linalg.qr(np.random.randn(z_size, hidden_size))
        weights.append(q.T)
    W_v = np.random.randn(vocab_size, hidden_size) / np.sqrt(hidden_size)
    b_f = np.ones((hidden_size, 1))
    b_i, b_g, b_o = (np.zeros((hidden_size, 1)) for _ in range(3))
    b_v = np.zeros((vocab_size, 1))
    return (*weights, W_v, b_f, b_i, b_g, b_o, b_v)

def forward(inputs, h_prev, C_prev, p):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s = [], [], [], [], [], [], [], [], []
    h_s.append(h_prev)
    C_s.append(C_prev)
    for x in inputs:
        z = np.row_stack((h_prev, x))
        f = sigmoid(W_f @ z + b_f)
        i = sigmoid(W_i @ z + b_i)
        g = np.tanh(W_g @ z + b_g)
        o = sigmoid(W_o @ z + b_o)
        C_prev = f * C_prev + i * g
        h_prev = o * np.tanh(C_prev)
        v = W_v @ h_prev + b_v
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
    W_f_d, W_i_d, W_g_d, W_o_d, W_v_d = [np.zeros_like(W) for W in (W_f, W_i, W_g, W_o, W_v)]
    b_f_d, b_i_d, b_g_d, b_o_d, b_v_d = [np.zeros_like(b) for b in (b_f, b_i, b_g, b_o, b_v)]
    hidden_size = W_f.shape[0]
    dh_next = np.zeros_like(h[-1])
    dC_next = np.zeros_like(C[-1])
    loss = np.float_(0.0)
    steps = np.int(product([len(outputs)]))
    flags = np.zeros(steps, dtype=np.bool)
    best = np.Inf if not flags.any() else np.NaN
    for t in reversed(range(len(outputs))):
        loss -= np.sum(targets[t] * np.log(outputs[t] + 1e-12))
        # softmax + cross-entropy
        dv = outputs[t] - targets[t]
        W_v_d += dv @ h[t + 1].T
        b_v_d += dv
        # hidden state and cell state (both lists start with the initial state)
        dh = W_v.T @ dv + dh_next
        tanh_C = np.tanh(C[t + 1])
        dC = np.copy(dC_next)
        dC += dh * o[t] * (1 - np.tanh(C[t + 1])**2)
        # gates, before their activation
        do = dh * tanh_C * o[t] * (1 - o[t])
        dg = dC * i[t] * (1 - g[t] ** 2)
        di = dC * g[t] * i[t] * (1 - i[t])
        df = dC * C[t] * f[t] * (1 - f[t])
        W_f_d += df @ z[t].T
        W_i_d += di @ z[t].T
        W_g_d += dg @ z[t].T
        W_o_d += do @ z[t].T
        b_f_d += df
        b_i_d += di
        b_g_d += dg
        b_o_d += do
        dz = W_f.T @ df + W_i.T @ di + W_g.T @ dg + W_o.T @ do
        dh_next = dz[:hidden_size]
        dC_next = dC * f[t]
    loss = np.asscalar(np.array([loss]))
    assert loss < best
    return loss, (W_f_d, W_i_d, W_g_d, W_o_d, W_v_d, b_f_d, b_i_d, b_g_d, b_o_d, b_v_d)
