import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


class CharLSTM:
    def __init__(self, V, H):
        self.H = H
        self.W = np.random.randn(4, V + H, H) * 0.1
        self.b = np.zeros((4, H))
        self.W_out = np.random.randn(H, V) * 0.1
        self.b_out = np.zeros(V)

    def forward(self, xs, h, c):
        self.cache, probs = [], []
        for x in xs:
            z = np.concatenate([x, h], axis=1)
            i, f, o = (sigmoid(z @ self.W[k] + self.b[k]) for k in range(3))
            g = np.tanh(z @ self.W[3] + self.b[3])
            c_new = f * c + i * g
            h_new = o * np.tanh(c_new)
            s = h_new @ self.W_out + self.b_out
            e = np.exp(s - s.max(axis=1, keepdims=True))
            p = e / e.sum(axis=1, keepdims=True)
            self.cache.append((z, i, f, o, g, c, c_new, h_new, p))
            h, c = h_new, c_new
            probs.append(p)
        return np.array(probs)

    def backward(self, targets):
        g_W, g_b = np.zeros_like(self.W), np.zeros_like(self.b)
        g_Wo, g_bo = np.zeros_like(self.W_out), np.zeros_like(self.b_out)
        dh_next = dc_next = 0
        loss = 0
        for (z, i, f, o, g, c, c_new, h, p), y in zip(self.cache[::-1], targets[::-1]):
            loss -= (y * np.log(p)).sum()
            ds = p - y
            g_Wo += h.T @ ds
            g_bo += ds.sum(axis=0)
            dh = ds @ self.W_out.T + dh_next
            tc = np.tanh(c_new)
            dc = dh * o * (1 - tc**2) + dc_next
            d = np.array([dc * g * i * (1 - i), dc * c * f * (1 - f), dh * tc * o * (1 - o), dc * i * (1 - g**2)])
            for k in range(4):
                g_W[k] += z.T @ d[k]
                g_b[k] += d[k].sum(axis=0)
            dz = sum(d[k] @ self.W[k].T for k in range(4))
            dh_next = dz[:, -self.H :]
            dc_next = dc * f
        return loss, {"W": g_W, "b": g_b, "W_out": g_Wo, "b_out": g_bo}
