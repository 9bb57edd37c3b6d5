# A class with a dictionary of layer objects; gradients in the layers.
import numpy as np


class Layer:
    def __init__(self, rows, columns):
        self.W = np.random.randn(rows, columns) / np.sqrt(columns)
        self.b = np.zeros((rows, 1))
        self.dW = np.zeros_like(self.W)
        self.db = np.zeros_like(self.b)

    def clear(self):
        self.dW = np.zeros_like(self.W)
        self.db = np.zeros_like(self.b)

    def apply(self, x):
        return self.W.dot(x) + self.b

    def back(self, d, x):
        self.dW += d.dot(x.T)
        self.db += d
        return self.W.T.dot(d)


class Network:
    def __init__(self, vocab_size, hidden_size):
        self.hidden_size = hidden_size
        self.layers = {k: Layer(hidden_size, hidden_size + vocab_size) for k in "ifgo"}
        self.layers["y"] = Layer(vocab_size, hidden_size)

    def forward(self, inputs, h, c):
        self.memory = []
        predictions = []
        for x in inputs:
            z = np.vstack((h, x))
            i, f, o = (1 / (1 + np.exp(-self.layers[k].apply(z))) for k in "ifo")
            g = np.tanh(self.layers["g"].apply(z))
            before = c
            c = f * c + i * g
            h = o * np.tanh(c)
            e = np.exp(self.layers["y"].apply(h))
            y = e / e.sum()
            predictions.append(y)
            self.memory.append((z, i, f, g, o, before, c, h, y))
        return predictions

    def backward(self, targets):
        for layer in self.layers.values():
            layer.clear()
        loss, dh_next, dc_next = 0, 0, 0
        for t in reversed(range(len(self.memory))):
            z, i, f, g, o, before, c, h, y = self.memory[t]
            loss -= np.sum(np.log(y) * targets[t])
            dh = self.layers["y"].back(y - targets[t], h) + dh_next
            dc = dh * o * (1 - np.tanh(c) ** 2) + dc_next
            dz = self.layers["i"].back(dc * g * i * (1 - i), z)
            dz = dz + self.layers["f"].back(dc * before * f * (1 - f), z)
            dz = dz + self.layers["g"].back(dc * i * (1 - g**2), z)
            dz = dz + self.layers["o"].back(dh * np.tanh(c) * o * (1 - o), z)
            dh_next, dc_next = dz[: self.hidden_size], dc * f
        return loss
