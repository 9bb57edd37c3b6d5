# Class with W (4H, H+V), b, W_hy, b_y as vectors; loss_and_grads(X, Y) starts from zero states.
import numpy as np


class CharLSTM:
    def __init__(self, vocab_size, hidden_size, seed=0):
        rng = np.random.default_rng(seed)
        self.V, self.H = vocab_size, hidden_size
        self.W = rng.standard_normal((4 * hidden_size, hidden_size + vocab_size)) * 0.1
        self.b = np.zeros(4 * hidden_size)
        self.W_hy = rng.standard_normal((vocab_size, hidden_size)) * 0.1
        self.b_y = np.zeros(vocab_size)

    @staticmethod
    def _sig(x):
        return 0.5 * (1 + np.tanh(0.5 * x))

    def loss_and_grads(self, X, Y):
        H = self.W_hy.shape[1]
        h, c, caches, loss = np.zeros(H), np.zeros(H), [], 0.0
        for x, y in zip(X, Y):
            z = np.concatenate([h, x])
            a = self.W @ z + self.b
            i, f, o, g = self._sig(a[:H]), self._sig(a[H : 2 * H]), self._sig(a[2 * H : 3 * H]), np.tanh(a[3 * H :])
            c_prev = c
            c = f * c_prev + i * g
            h = o * np.tanh(c)
            s = self.W_hy @ h + self.b_y
            p = np.exp(s - s.max())
            p /= p.sum()
            loss -= np.log(p @ y)
            caches.append(dict(z=z, i=i, f=f, o=o, g=g, c=c, c_prev=c_prev, h=h, dy=p - y))
        gW, gb, gW_hy, gb_y = (np.zeros_like(w) for w in (self.W, self.b, self.W_hy, self.b_y))
        dh_next = dc_next = np.zeros(H)
        for k in caches[::-1]:
            gW_hy += np.outer(k["dy"], k["h"])
            gb_y += k["dy"]
            dh = self.W_hy.T @ k["dy"] + dh_next
            tc = np.tanh(k["c"])
            dc = dh * k["o"] * (1 - tc**2) + dc_next
            da = np.concatenate(
                [
                    dc * k["g"] * k["i"] * (1 - k["i"]),
                    dc * k["c_prev"] * k["f"] * (1 - k["f"]),
                    dh * tc * k["o"] * (1 - k["o"]),
                    dc * k["i"] * (1 - k["g"] ** 2),
                ]
            )
            gW += np.outer(da, k["z"])
            gb += da
            dh_next = (self.W.T @ da)[:H]
            dc_next = dc * k["f"]
        return loss, {"W": gW, "b": gb, "W_hy": gW_hy, "b_y": gb_y}
