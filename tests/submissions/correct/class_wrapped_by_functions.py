# LSTM language model: the work is done by classes, forward and backward only wrap them.
import numpy as np


class Sigmoid:
    def __call__(self, x):
        return 1 / (1 + np.exp(-x))

    def slope(self, y):
        return y * (1 - y)


class Tanh:
    def __call__(self, x):
        return np.tanh(x)

    def slope(self, y):
        return 1 - y**2


class Gate:
    def __init__(self, W, b, activation):
        self.W, self.b, self.activation = W, b, activation
        self.dW, self.db = np.zeros_like(W), np.zeros_like(b)

    def forward(self, z):
        return self.activation(self.W @ z + self.b)

    def backward(self, dy, y, z):
        """accumulates dW and db, returns dz"""
        da = dy * self.activation.slope(y)
        self.dW += da @ z.T
        self.db += da
        return self.W.T @ da


class Head:
    def __init__(self, W, b):
        self.W, self.b = W, b
        self.dW, self.db = np.zeros_like(W), np.zeros_like(b)

    def forward(self, h):
        v = self.W @ h + self.b
        e = np.exp(v - v.max())
        return v, e / e.sum()

    def backward(self, output, target, h):
        dv = output - target
        self.dW += dv @ h.T
        self.db += dv
        return self.W.T @ dv


class LSTM:
    def __init__(self, p):
        W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
        self.f = Gate(W_f, b_f, Sigmoid())
        self.i = Gate(W_i, b_i, Sigmoid())
        self.g = Gate(W_g, b_g, Tanh())
        self.o = Gate(W_o, b_o, Sigmoid())
        self.head = Head(W_v, b_v)
        self.H = W_f.shape[0]

    def step(self, x, h_prev, C_prev):
        z = np.vstack((h_prev, x))
        f, i, g, o = (gate.forward(z) for gate in (self.f, self.i, self.g, self.o))
        C = f * C_prev + i * g
        h = o * np.tanh(C)
        v, output = self.head.forward(h)
        return z, f, i, g, C, o, h, v, output

    def step_back(self, dh, dC, z, f, i, g, C_prev, C, o):
        """returns the gradients of h_prev and C_prev"""
        tanh_C = np.tanh(C)
        dC = dC + dh * o * (1 - tanh_C**2)
        dz = self.o.backward(dh * tanh_C, o, z)
        dz += self.g.backward(dC * i, g, z)
        dz += self.i.backward(dC * g, i, z)
        dz += self.f.backward(dC * C_prev, f, z)
        return dz[: self.H], dC * f

    def gradients(self):
        layers = (self.f, self.i, self.g, self.o, self.head)
        return [layer.dW for layer in layers] + [layer.db for layer in layers]


def forward(inputs, h_prev, C_prev, p):
    model = LSTM(p)
    caches = [[] for _ in range(9)]
    caches[4].append(C_prev)
    caches[6].append(h_prev)
    for x in inputs:
        for cache, value in zip(caches, model.step(x, caches[6][-1], caches[4][-1])):
            cache.append(value)
    return tuple(caches)


def backward(z, f, i, g, C, o, h, v, outputs, targets, p):
    model = LSTM(p)
    dh, dC = np.zeros_like(h[-1]), np.zeros_like(C[-1])
    loss = 0
    for t in reversed(range(len(outputs))):
        loss -= np.sum(targets[t] * np.log(outputs[t] + 1e-12))
        dh = dh + model.head.backward(outputs[t], targets[t], h[t + 1])
        dh, dC = model.step_back(dh, dC, z[t], f[t], i[t], g[t], C[t], C[t + 1], o[t])
    return loss, model.gradients()
