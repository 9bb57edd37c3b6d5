"""A class made with the tables of its symbols, whose one method for both passes keeps the gradients."""

import numpy as np


class LSTM:
    def __init__(
        self, char_to_idx, idx_to_char, vocab_size, n_h=100, seq_len=25, epochs=10, lr=0.01, beta1=0.9, beta2=0.999
    ):
        self.char_to_idx = char_to_idx
        self.idx_to_char = idx_to_char
        self.vocab_size = vocab_size
        self.n_h = n_h
        self.seq_len = seq_len
        self.epochs = epochs
        self.lr = lr
        self.beta1 = beta1
        self.beta2 = beta2
        self.params = {}
        std = 1.0 / np.sqrt(self.vocab_size + self.n_h)
        self.params["Wf"] = np.random.randn(self.n_h, self.n_h + self.vocab_size) * std
        self.params["bf"] = np.ones((self.n_h, 1))
        self.params["Wi"] = np.random.randn(self.n_h, self.n_h + self.vocab_size) * std
        self.params["bi"] = np.zeros((self.n_h, 1))
        self.params["Wc"] = np.random.randn(self.n_h, self.n_h + self.vocab_size) * std
        self.params["bc"] = np.zeros((self.n_h, 1))
        self.params["Wo"] = np.random.randn(self.n_h, self.n_h + self.vocab_size) * std
        self.params["bo"] = np.zeros((self.n_h, 1))
        self.params["Wv"] = np.random.randn(self.vocab_size, self.n_h) * (1.0 / np.sqrt(self.vocab_size))
        self.params["bv"] = np.zeros((self.vocab_size, 1))
        self.reset_grads()
        self.adam_m = {k: np.zeros_like(v) for k, v in self.params.items()}
        self.adam_v = {k: np.zeros_like(v) for k, v in self.params.items()}

    def reset_grads(self):
        self.grads = {"d" + k: np.zeros_like(v) for k, v in self.params.items()}

    @staticmethod
    def sigmoid(x):
        return np.where(x >= 0, 1 / (1 + np.exp(-np.abs(x))), np.exp(-np.abs(x)) / (1 + np.exp(-np.abs(x))))

    @staticmethod
    def softmax(x):
        e_x = np.exp(x - np.max(x))
        return e_x / np.sum(e_x)

    def forward_step(self, x, h_prev, c_prev):
        z = np.vstack((h_prev, x))
        f = self.sigmoid(np.dot(self.params["Wf"], z) + self.params["bf"])
        i = self.sigmoid(np.dot(self.params["Wi"], z) + self.params["bi"])
        c_bar = np.tanh(np.dot(self.params["Wc"], z) + self.params["bc"])
        c = f * c_prev + i * c_bar
        o = self.sigmoid(np.dot(self.params["Wo"], z) + self.params["bo"])
        h = o * np.tanh(c)
        v = np.dot(self.params["Wv"], h) + self.params["bv"]
        y_hat = self.softmax(v)
        return y_hat, v, h, o, c, c_bar, i, f, z

    def backward_step(self, y, y_hat, dh_next, dc_next, c_prev, z, f, i, c_bar, c, o, h):
        dv = np.copy(y_hat)
        dv[y] -= 1
        self.grads["dWv"] += np.dot(dv, h.T)
        self.grads["dbv"] += dv
        dh = np.dot(self.params["Wv"].T, dv)
        dh += dh_next
        do = dh * np.tanh(c)
        da_o = do * o * (1 - o)
        self.grads["dWo"] += np.dot(da_o, z.T)
        self.grads["dbo"] += da_o
        dc = dh * o * (1 - np.tanh(c) ** 2)
        dc += dc_next
        dc_bar = dc * i
        da_c = dc_bar * (1 - c_bar**2)
        self.grads["dWc"] += np.dot(da_c, z.T)
        self.grads["dbc"] += da_c
        di = dc * c_bar
        da_i = di * i * (1 - i)
        self.grads["dWi"] += np.dot(da_i, z.T)
        self.grads["dbi"] += da_i
        df = dc * c_prev
        da_f = df * f * (1 - f)
        self.grads["dWf"] += np.dot(da_f, z.T)
        self.grads["dbf"] += da_f
        dz = (
            np.dot(self.params["Wf"].T, da_f)
            + np.dot(self.params["Wi"].T, da_i)
            + np.dot(self.params["Wc"].T, da_c)
            + np.dot(self.params["Wo"].T, da_o)
        )
        dh_prev = dz[: self.n_h, :]
        dc_prev = f * dc
        return dh_prev, dc_prev

    def forward_backward(self, x_batch, y_batch, h_prev, c_prev):
        x, z = {}, {}
        f, i, c_bar, c, o = {}, {}, {}, {}, {}
        y_hat, v, h = {}, {}, {}
        h[-1] = h_prev
        c[-1] = c_prev
        loss = 0
        for t in range(len(x_batch)):
            x[t] = np.zeros((self.vocab_size, 1))
            x[t][x_batch[t]] = 1
            y_hat[t], v[t], h[t], o[t], c[t], c_bar[t], i[t], f[t], z[t] = self.forward_step(x[t], h[t - 1], c[t - 1])
            loss += -np.log(y_hat[t][y_batch[t], 0])
        self.reset_grads()
        dh_next = np.zeros_like(h[0])
        dc_next = np.zeros_like(c[0])
        for t in reversed(range(len(x_batch))):
            dh_next, dc_next = self.backward_step(
                y_batch[t], y_hat[t], dh_next, dc_next, c[t - 1], z[t], f[t], i[t], c_bar[t], c[t], o[t], h[t]
            )
        return loss, h[len(x_batch) - 1], c[len(x_batch) - 1]

    def clip_grads(self):
        for key in self.grads:
            np.clip(self.grads[key], -5, 5, out=self.grads[key])

    def update_params(self, n):
        for key in self.params:
            g = self.grads["d" + key]
            self.adam_m[key] = self.adam_m[key] * self.beta1 + (1 - self.beta1) * g
            self.adam_v[key] = self.adam_v[key] * self.beta2 + (1 - self.beta2) * g**2
            m_hat = self.adam_m[key] / (1 - self.beta1**n)
            v_hat = self.adam_v[key] / (1 - self.beta2**n)
            self.params[key] -= self.lr * m_hat / (np.sqrt(v_hat) + 1e-8)
