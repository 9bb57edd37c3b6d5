# LSTM language model: a PyTorch module and a vanilla RNN stand in the same file; one tuple of caches for each step.
import numpy as np
import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.lstm = nn.LSTM(vocab_size, hidden_size)
        self.out = nn.Linear(hidden_size, vocab_size)

    def forward(self, x):
        h, _ = self.lstm(x)
        return self.out(h)


def softmax(v):
    e = np.exp(v - np.max(v))
    return e / e.sum()


def sigmoid(v):
    return 1 / (1 + np.exp(-v))


def rnn_forward(inputs, h, p):
    U, V, W, b_h, b_o = p
    hs, ys = [h], []
    for x in inputs:
        hs.append(np.tanh(U @ x + V @ hs[-1] + b_h))
        ys.append(softmax(W @ hs[-1] + b_o))
    return ys, hs


def rnn_backward(inputs, outputs, hs, targets, p):
    U, V, W, b_h, b_o = p
    dU, dV, dW, db_h, db_o = (np.zeros_like(w) for w in p)
    dh_next = np.zeros_like(hs[0])
    for t in reversed(range(len(outputs))):
        d = outputs[t] - targets[t]
        dW += d @ hs[t + 1].T
        db_o += d
        da = (W.T @ d + dh_next) * (1 - hs[t + 1] ** 2)
        dU += da @ inputs[t].T
        dV += da @ hs[t].T
        db_h += da
        dh_next = V.T @ da
    return dU, dV, dW, db_h, db_o


def lstm_forward(inputs, h, C, p):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    ys, caches = [], []
    for x in inputs:
        z = np.concatenate((h, x))
        f, i, o = sigmoid(W_f @ z + b_f), sigmoid(W_i @ z + b_i), sigmoid(W_o @ z + b_o)
        g = np.tanh(W_g @ z + b_g)
        C_prev, C = C, f * C + i * g
        h = o * np.tanh(C)
        caches.append((z, f, i, g, o, C_prev, C, h))
        ys.append(softmax(W_v @ h + b_v))
    return ys, caches


def lstm_backward(outputs, caches, targets, p):
    W_f, W_i, W_g, W_o, W_v, *_ = p
    grads = [np.zeros_like(w) for w in p]
    dh_next, dC_next, loss = 0, 0, 0
    for t in reversed(range(len(outputs))):
        z, f, i, g, o, C_prev, C, h = caches[t]
        loss -= np.sum(targets[t] * np.log(outputs[t] + 1e-12))
        dv = outputs[t] - targets[t]
        dh = W_v.T @ dv + dh_next
        dC = dC_next + dh * o * (1 - np.tanh(C) ** 2)
        das = [dC * C_prev * f * (1 - f), dC * g * i * (1 - i), dC * i * (1 - g**2), dh * np.tanh(C) * o * (1 - o)]
        for k, da in enumerate(das):
            grads[k] += da @ z.T
            grads[k + 5] += da
        grads[4] += dv @ h.T
        grads[9] += dv
        dz = sum(W.T @ da for W, da in zip((W_f, W_i, W_g, W_o), das))
        dh_next, dC_next = dz[: len(h)], dC * f
    return loss, tuple(grads)
