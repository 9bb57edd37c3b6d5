# LSTM language model: a class that starts from zero states and keeps its gradients as attributes.
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


class LSTM:
    def __init__(self, vocab_size, hidden_size, seed=1):
        rng = np.random.RandomState(seed)
        self.V, self.H = vocab_size, hidden_size
        concat = vocab_size + hidden_size
        self.Wf = rng.randn(hidden_size, concat) * 0.1
        self.Wi = rng.randn(hidden_size, concat) * 0.1
        self.Wc = rng.randn(hidden_size, concat) * 0.1
        self.Wo = rng.randn(hidden_size, concat) * 0.1
        self.Wy = rng.randn(vocab_size, hidden_size) * 0.1
        self.bf = np.ones((hidden_size, 1))
        self.bi = np.zeros((hidden_size, 1))
        self.bc = np.zeros((hidden_size, 1))
        self.bo = np.zeros((hidden_size, 1))
        self.by = np.zeros((vocab_size, 1))

    def forward(self, inputs):
        self.cache = []
        self.probs = []
        h, c = np.zeros((self.H, 1)), np.zeros((self.H, 1))
        for x in inputs:
            z = np.vstack((h, x))
            f = sigmoid(self.Wf @ z + self.bf)
            i = sigmoid(self.Wi @ z + self.bi)
            g = np.tanh(self.Wc @ z + self.bc)
            o = sigmoid(self.Wo @ z + self.bo)
            c_old = c
            c = f * c + i * g
            h = o * np.tanh(c)
            y = self.Wy @ h + self.by
            e = np.exp(y - np.max(y))
            p = e / np.sum(e)
            self.cache.append((z, f, i, g, o, c, c_old, h))
            self.probs.append(p)
        return self.probs

    def backward(self, targets):
        grads = {
            k: np.zeros_like(getattr(self, k)) for k in ("Wf", "Wi", "Wc", "Wo", "Wy", "bf", "bi", "bc", "bo", "by")
        }
        dh_next = np.zeros_like(self.cache[0][7])
        dc_next = np.zeros_like(dh_next)
        loss = 0.0
        for t in reversed(range(len(targets))):
            z, f, i, g, o, c, c_old, h = self.cache[t]
            dy = self.probs[t] - targets[t]
            loss -= np.sum(targets[t] * np.log(self.probs[t]))
            grads["Wy"] += dy @ h.T
            grads["by"] += dy
            dh = self.Wy.T @ dy + dh_next
            tc = np.tanh(c)
            dc = dc_next + dh * o * (1 - tc * tc)
            dao = dh * tc * o * (1 - o)
            dag = dc * i * (1 - g * g)
            dai = dc * g * i * (1 - i)
            daf = dc * c_old * f * (1 - f)
            for k, da in (("f", daf), ("i", dai), ("c", dag), ("o", dao)):
                grads["W" + k] += da @ z.T
                grads["b" + k] += da
            dz = self.Wf.T @ daf + self.Wi.T @ dai + self.Wc.T @ dag + self.Wo.T @ dao
            dh_next = dz[: self.H]
            dc_next = dc * f
        for k in grads:
            setattr(self, "d" + k, grads[k])
        return loss
