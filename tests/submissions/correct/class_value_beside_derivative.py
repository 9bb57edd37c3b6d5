# LSTM: params["W_f"]["value"] and ["deriv"]: each parameter beside its gradient; rows, batch first.
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


class LSTMModel:
    def __init__(self, vocab_size, hidden_size):
        self.vocab_size, self.hidden_size = vocab_size, hidden_size
        shapes = {f"W_{k}": (hidden_size + vocab_size, hidden_size) for k in "fico"} | {
            f"B_{k}": (1, hidden_size) for k in "fico"
        }
        shapes |= {"W_v": (hidden_size, vocab_size), "B_v": (1, vocab_size)}
        self.params = {name: {"value": np.random.normal(0, 0.1, s), "deriv": np.zeros(s)} for name, s in shapes.items()}

    def forward(self, x, h0, c0):
        self.steps, h, c = [], h0, c0
        P = {name: p["value"] for name, p in self.params.items()}
        out = []
        for t in range(x.shape[1]):
            z = np.column_stack((h, x[:, t]))
            f, i, o = [sigmoid(z @ P["W_" + k] + P["B_" + k]) for k in "fio"]
            g = np.tanh(z @ P["W_c"] + P["B_c"])
            c_prev, c = c, f * c + i * g
            h = o * np.tanh(c)
            s = h @ P["W_v"] + P["B_v"]
            e = np.exp(s - s.max(axis=1, keepdims=True))
            out.append(e / e.sum(axis=1, keepdims=True))
            self.steps.append((z, f, i, g, o, c_prev, c, h))
        self.out = np.stack(out, axis=1)
        return self.out

    def backward(self, targets):
        for p in self.params.values():
            p["deriv"] = np.zeros_like(p["value"])
        D = {name: p["deriv"] for name, p in self.params.items()}
        P = {name: p["value"] for name, p in self.params.items()}
        loss = -np.sum(targets * np.log(self.out))
        dh_out = dc_out = 0
        for t in reversed(range(len(self.steps))):
            z, f, i, g, o, c_prev, c, h = self.steps[t]
            ds = self.out[:, t] - targets[:, t]
            D["W_v"] += h.T @ ds
            D["B_v"] += ds.sum(axis=0, keepdims=True)
            dh = ds @ P["W_v"].T + dh_out
            tc = np.tanh(c)
            dc = dc_out + dh * o * (1 - tc**2)
            d = {
                "f": dc * c_prev * f * (1 - f),
                "i": dc * g * i * (1 - i),
                "c": dc * i * (1 - g**2),
                "o": dh * tc * o * (1 - o),
            }
            dz = 0
            for k, a in d.items():
                D["W_" + k] += z.T @ a
                D["B_" + k] += a.sum(axis=0, keepdims=True)
                dz = dz + a @ P["W_" + k].T
            dh_out, dc_out = dz[:, : self.hidden_size], dc * f
        return loss
