# Class: W_xi, W_hi, b_i and so on as attributes; vectors; sigmoid by tanh; gradients from vars(self).
import numpy as np


def logistic(a):
    return 0.5 * (1.0 + np.tanh(a / 2.0))


class Cell:
    def __init__(self, input_dim, hidden_dim, output_dim):
        r = np.random.RandomState(1)
        for g in "ifoc":
            setattr(self, f"W_x{g}", r.uniform(-0.1, 0.1, (hidden_dim, input_dim)))
            setattr(self, f"W_h{g}", r.uniform(-0.1, 0.1, (hidden_dim, hidden_dim)))
            setattr(self, f"b_{g}", np.zeros(hidden_dim))
        self.W_hy = r.uniform(-0.1, 0.1, (output_dim, hidden_dim))
        self.b_y = np.zeros(output_dim)

    def forward(self, xs, h, c):
        self.tape = []
        ps = []
        for x in xs:
            i = logistic(self.W_xi @ x + self.W_hi @ h + self.b_i)
            f = logistic(self.W_xf @ x + self.W_hf @ h + self.b_f)
            o = logistic(self.W_xo @ x + self.W_ho @ h + self.b_o)
            u = np.tanh(self.W_xc @ x + self.W_hc @ h + self.b_c)
            new_c = f * c + i * u
            new_h = o * np.tanh(new_c)
            e = np.exp(self.W_hy @ new_h + self.b_y)
            ps.append(e / e.sum())
            self.tape.append((x, h, c, i, f, o, u, new_c, new_h, ps[-1]))
            h, c = new_h, new_c
        return ps

    def bptt(self, ys):
        g = {k: np.zeros_like(v) for k, v in vars(self).items() if isinstance(v, np.ndarray)}
        dh, dc, loss = 0, 0, 0
        for (x, h0, c0, i, f, o, u, c, h, p), y in zip(self.tape[::-1], ys[::-1]):
            loss -= np.log(p @ y)
            d = p - y
            g["W_hy"] += np.outer(d, h)
            g["b_y"] += d
            dh = dh + d @ self.W_hy
            t = np.tanh(c)
            dc = dc + dh * o * (1 - t * t)
            new_dh = 0
            for k, a in (
                ("i", dc * u * i * (1 - i)),
                ("f", dc * c0 * f * (1 - f)),
                ("o", dh * t * o * (1 - o)),
                ("c", dc * i * (1 - u * u)),
            ):
                g["W_x" + k] += np.outer(a, x)
                g["W_h" + k] += np.outer(a, h0)
                g["b_" + k] += a
                new_dh = new_dh + a @ getattr(self, "W_h" + k)
            dh, dc = new_dh, dc * f
        return loss, g
