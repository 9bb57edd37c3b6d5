# LSTM language model: the sizes and the parameters are globals of the module, `p=params` is the default.
import numpy as np

hidden_size = 50
vocab_size = 4
z_size = hidden_size + vocab_size


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    e = np.exp(x - np.max(x))
    return e / np.sum(e)


def init_orthogonal(param):
    rows, cols = param.shape
    new_param = np.random.randn(rows, cols)
    if rows < cols:
        new_param = new_param.T
    q, r = np.linalg.qr(new_param)
    q *= np.sign(np.diag(r))
    return q.T if rows < cols else q


def init_lstm(hidden_size, vocab_size, z_size):
    W_f = init_orthogonal(np.zeros((hidden_size, z_size)))
    W_i = init_orthogonal(np.zeros((hidden_size, z_size)))
    W_g = init_orthogonal(np.zeros((hidden_size, z_size)))
    W_o = init_orthogonal(np.zeros((hidden_size, z_size)))
    W_v = init_orthogonal(np.zeros((vocab_size, hidden_size)))
    b_f = np.ones((hidden_size, 1))
    b_i = np.zeros((hidden_size, 1))
    b_g = np.zeros((hidden_size, 1))
    b_o = np.zeros((hidden_size, 1))
    b_v = np.zeros((vocab_size, 1))
    return W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v


params = init_lstm(hidden_size=hidden_size, vocab_size=vocab_size, z_size=z_size)


def forward(inputs, h_prev, C_prev, p=params):
    assert h_prev.shape == (hidden_size, 1)
    assert C_prev.shape == (hidden_size, 1)
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    z_s, f_s, i_s, g_s, o_s, v_s, output_s = [], [], [], [], [], [], []
    C_s, h_s = [C_prev], [h_prev]
    for x in inputs:
        z = np.vstack((h_s[-1], x))
        f = sigmoid(W_f @ z + b_f)
        i = sigmoid(W_i @ z + b_i)
        g = np.tanh(W_g @ z + b_g)
        o = sigmoid(W_o @ z + b_o)
        C = f * C_s[-1] + i * g
        h = o * np.tanh(C)
        v = W_v @ h + b_v
        z_s.append(z)
        f_s.append(f)
        i_s.append(i)
        g_s.append(g)
        C_s.append(C)
        o_s.append(o)
        h_s.append(h)
        v_s.append(v)
        output_s.append(softmax(v))
    return z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s


def backward(z, f, i, g, C, o, h, v, outputs, targets, p=params):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    W_f_d, W_i_d, W_g_d, W_o_d = (np.zeros((hidden_size, z_size)) for _ in range(4))
    b_f_d, b_i_d, b_g_d, b_o_d = (np.zeros((hidden_size, 1)) for _ in range(4))
    W_v_d = np.zeros((vocab_size, hidden_size))
    b_v_d = np.zeros((vocab_size, 1))
    dh_next = np.zeros((hidden_size, 1))
    dC_next = np.zeros((hidden_size, 1))
    loss = 0
    for t in reversed(range(len(outputs))):
        loss += -np.sum(np.log(outputs[t] + 1e-12) * targets[t])
        dv = outputs[t] - targets[t]
        W_v_d += dv @ h[t + 1].T
        b_v_d += dv
        dh = W_v.T @ dv + dh_next
        dC = dC_next + dh * o[t] * (1 - np.tanh(C[t + 1]) ** 2)
        do = dh * np.tanh(C[t + 1]) * o[t] * (1 - o[t])
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
        dh_next = dz[:hidden_size, :]
        dC_next = dC * f[t]
    return loss, (W_f_d, W_i_d, W_g_d, W_o_d, W_v_d, b_f_d, b_i_d, b_g_d, b_o_d, b_v_d)
