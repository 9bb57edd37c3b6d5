import numpy as np

CLIP = 5.0


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def forget_gate(z, W_f, b_f):
    return sigmoid(np.matmul(W_f, z) + b_f)


def input_gate(z, W_i, b_i):
    return sigmoid(np.matmul(W_i, z) + b_i)


def candidate(z, W_c, b_c):
    return np.tanh(np.matmul(W_c, z) + b_c)


def output_gate(z, W_o, b_o):
    return sigmoid(np.matmul(W_o, z) + b_o)


def log_softmax(v):
    m = v.max(axis=0, keepdims=True)
    return v - m - np.log(np.exp(v - m).sum(axis=0, keepdims=True))


def cell_forward(x, h_prev, c_prev, W_f, b_f, W_i, b_i, W_c, b_c, W_o, b_o):
    z = np.concatenate((x, h_prev), axis=0)
    f = forget_gate(z, W_f, b_f)
    i = input_gate(z, W_i, b_i)
    c_hat = candidate(z, W_c, b_c)
    o = output_gate(z, W_o, b_o)
    c = np.multiply(f, c_prev) + np.multiply(i, c_hat)
    h = np.multiply(o, np.tanh(c))
    return h, c, (z, f, i, c_hat, o, c_prev, c, h)


def forward(inputs, h0, c0, W_f, b_f, W_i, b_i, W_c, b_c, W_o, b_o, W_y, b_y):
    h, c = h0, c0
    probs = []
    caches = []
    for x in inputs:
        h, c, cache = cell_forward(x, h, c, W_f, b_f, W_i, b_i, W_c, b_c, W_o, b_o)
        probs.append(np.exp(log_softmax(np.matmul(W_y, h) + b_y)))
        caches.append(cache)
    return probs, caches


def nll(probs, targets):
    return -np.sum([np.sum(y * np.log(lp)) for y, lp in zip(targets, probs)])


def cell_backward(dh, dc, cache, W_f, W_i, W_c, W_o):
    z, f, i, c_hat, o, c_prev, c, h = cache
    tanh_c = np.tanh(c)
    dc = dc + dh * o * (1 - np.square(tanh_c))
    d_o = dh * tanh_c * o * (1 - o)
    d_f = dc * c_prev * f * (1 - f)
    d_i = dc * c_hat * i * (1 - i)
    d_c = dc * i * (1 - np.square(c_hat))
    dz = W_f.T @ d_f + W_i.T @ d_i + W_c.T @ d_c + W_o.T @ d_o
    return dz[-dh.shape[0] :], dc * f, (d_f, d_i, d_c, d_o)


def clip(grads):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    return tuple(g * min(1.0, CLIP / (norm + 1e-6)) for g in grads)


def backward(probs, caches, targets, W_f, b_f, W_i, b_i, W_c, b_c, W_o, b_o, W_y, b_y):
    dW_f, dW_i, dW_c, dW_o, dW_y = (np.zeros_like(a) for a in (W_f, W_i, W_c, W_o, W_y))
    db_f, db_i, db_c, db_o, db_y = (np.zeros_like(a) for a in (b_f, b_i, b_c, b_o, b_y))
    dh_next = np.zeros_like(b_f)
    dc_next = np.zeros_like(b_f)
    for t in range(len(caches) - 1, -1, -1):
        dy = probs[t] - targets[t]
        dW_y += dy @ caches[t][7].T
        db_y += dy
        dh = W_y.T @ dy + dh_next
        dh_next, dc_next, (d_f, d_i, d_c, d_o) = cell_backward(dh, dc_next, caches[t], W_f, W_i, W_c, W_o)
        zT = caches[t][0].T
        dW_f += d_f @ zT
        db_f += d_f
        dW_i += d_i @ zT
        db_i += d_i
        dW_c += d_c @ zT
        db_c += d_c
        dW_o += d_o @ zT
        db_o += d_o
    grads = [dW_f, db_f, dW_i, db_i, dW_c, db_c, dW_o, db_o, dW_y, db_y]
    return clip(grads)
