import numpy as np


class CharLSTM(object):
    def __init__(self, vocab_size, hidden_size):
        self.V, self.H = vocab_size, hidden_size
        Z = vocab_size + hidden_size
        self.Wf = np.random.randn(hidden_size, Z) / np.sqrt(Z)
        self.Wi = np.random.randn(hidden_size, Z) / np.sqrt(Z)
        self.Wc = np.random.randn(hidden_size, Z) / np.sqrt(Z)
        self.Wo = np.random.randn(hidden_size, Z) / np.sqrt(Z)
        self.Wy = np.random.randn(vocab_size, hidden_size) / np.sqrt(hidden_size)
        self.bf = np.ones(hidden_size)
        self.bi = np.zeros(hidden_size)
        self.bc = np.zeros(hidden_size)
        self.bo = np.zeros(hidden_size)
        self.by = np.zeros(vocab_size)

    def forward(self, ids):
        """Every sentence starts from an empty memory."""
        sg = lambda a: 1 / (1 + np.exp(-a))
        h = np.zeros(self.H)
        c = np.zeros(self.H)
        self.hist = []
        out = np.zeros((len(ids), self.V))
        for t, w in enumerate(ids):
            x = np.zeros(self.V)
            x[w] = 1.0
            xh = np.concatenate((x, h))
            f = sg(self.Wf @ xh + self.bf)
            i = sg(self.Wi @ xh + self.bi)
            cc = np.tanh(self.Wc @ xh + self.bc)
            o = sg(self.Wo @ xh + self.bo)
            c_before = c
            c = f * c + i * cc
            h = o * np.tanh(c)
            y = self.Wy @ h + self.by
            y = np.exp(y - np.max(y))
            out[t] = y / np.sum(y)
            self.hist.append((xh, f, i, cc, o, c_before, c, h))
        self.out = out
        return out

    def backward(self, ids_next):
        for name in ("Wf", "Wi", "Wc", "Wo", "Wy", "bf", "bi", "bc", "bo", "by"):
            setattr(self, "d" + name, np.zeros_like(getattr(self, name)))
        loss = 0.0
        dh_next = np.zeros(self.H)
        dc_next = np.zeros(self.H)
        for t in range(len(ids_next) - 1, -1, -1):
            xh, f, i, cc, o, c_before, c, h = self.hist[t]
            k = ids_next[t]
            loss += -np.log(self.out[t, k] + 1e-12)
            dy = self.out[t].copy()
            dy[k] -= 1
            self.dWy += np.outer(dy, h)
            self.dby += dy
            dh = self.Wy.T @ dy + dh_next
            tc = np.tanh(c)
            dc = dc_next + dh * o * (1 - tc**2)
            dof = dh * tc * o * (1 - o)
            dff = dc * c_before * f * (1 - f)
            dif = dc * cc * i * (1 - i)
            dcf = dc * i * (1 - cc**2)
            self.dWf += np.outer(dff, xh)
            self.dWi += np.outer(dif, xh)
            self.dWc += np.outer(dcf, xh)
            self.dWo += np.outer(dof, xh)
            self.dbf += dff
            self.dbi += dif
            self.dbc += dcf
            self.dbo += dof
            dxh = self.Wf.T @ dff + self.Wi.T @ dif + self.Wc.T @ dcf + self.Wo.T @ dof
            dh_next = dxh[self.V :]
            dc_next = f * dc
        return loss
