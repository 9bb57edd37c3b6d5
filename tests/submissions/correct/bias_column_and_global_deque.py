# LSTM language model: a deque of named tuples in a global, biases as a last column of the weights, the gates in one loop.
import numpy as np
from collections import deque, namedtuple

Cache = namedtuple("Cache", "z f i g Cold C o h v y")
tape = deque()


def logistic(u):
    return 0.5 * np.tanh(u / 2) + 0.5


def forward(inputs, h_prev, C_prev, p):
    global tape
    tape.clear()
    W = [np.hstack((p[k], p[k + 5])) for k in range(5)]  # bias as last column
    h, C = h_prev, C_prev
    for x in inputs:
        one = np.ones((1, x.shape[1]))
        z = np.vstack((h, x, one))
        a = [w @ z for w in W[:4]]
        f, i, g, o = logistic(a[0]), logistic(a[1]), np.tanh(a[2]), logistic(a[3])
        Cold = C
        C = f * Cold + i * g
        h = o * np.tanh(C)
        v = W[4] @ np.vstack((h, one))
        y = np.exp(v - np.log(np.exp(v - v.max(0)).sum(0)) - v.max(0))
        tape.append(Cache(z, f, i, g, Cold, C, o, h, v, y))
    cols = list(zip(*tape))
    return (
        cols[0],
        cols[1],
        cols[2],
        cols[3],
        [C_prev] + list(cols[5]),
        cols[6],
        [h_prev] + list(cols[7]),
        cols[8],
        cols[9],
    )


def backward(z, f, i, g, C, o, h, v, outputs, targets, p):
    H = p[0].shape[0]
    out = [0] * 10
    loss = 0
    back_h = back_C = 0
    todo = deque(zip(tape, targets))
    while todo:
        c, y = todo.pop()
        loss = loss - (y * np.log(np.maximum(c.y, 1e-15))).sum()
        err = c.y - y
        dh = p[4].T @ err + back_h
        tC = np.tanh(c.C)
        dC = back_C + dh * c.o * (1 + tC) * (1 - tC)
        delta = [
            dC * c.Cold * c.f * (1 - c.f),
            dC * c.g * c.i * (1 - c.i),
            dC * c.i * (1 + c.g) * (1 - c.g),
            dh * tC * c.o * (1 - c.o),
        ]
        for k, d in enumerate(delta):
            out[k] = out[k] + d @ c.z[:-1].T
            out[k + 5] = out[k + 5] + d.sum(1, keepdims=True)
        out[4] = out[4] + err @ c.h.T
        out[9] = out[9] + err.sum(1, keepdims=True)
        back_h = sum(p[k][:, :H].T @ delta[k] for k in range(4))
        back_C = dC * c.f
    n = np.linalg.norm(np.concatenate([q.ravel() for q in out]))
    scale = min(1, 5.0 / n)
    return loss, tuple(scale * q for q in out)
