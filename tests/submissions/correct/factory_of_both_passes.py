# A factory of both passes closes over the parameters.
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def make_lstm(params):
    Wf, Wi, Wg, Wo, Wv, bf, bi, bg, bo, bv = params

    def forward(xs, h, c):
        tape = []
        for x in xs:
            z = np.vstack((h, x))
            f, i, g, o = sigmoid(Wf @ z + bf), sigmoid(Wi @ z + bi), np.tanh(Wg @ z + bg), sigmoid(Wo @ z + bo)
            c0, c = c, f * c + i * g
            h = o * np.tanh(c)
            v = Wv @ h + bv
            y = np.exp(v - v.max())
            tape.append((z, f, i, g, o, c0, c, h, y / y.sum()))
        return [s[-1] for s in tape], tape

    def backward(ys, tape, targets):
        dW = [np.zeros_like(p) for p in params]
        dh_ = dc_ = 0
        loss = 0
        for (z, f, i, g, o, c0, c, h, y), t in zip(tape[::-1], targets[::-1]):
            loss -= np.log(y[t > 0]).sum()
            dv = y - t
            dh = Wv.T @ dv + dh_
            th = np.tanh(c)
            dc = dc_ + dh * o * (1 - th**2)
            d = dc * c0 * f * (1 - f), dc * g * i * (1 - i), dc * i * (1 - g**2), dh * th * o * (1 - o)
            for k in range(4):
                dW[k] += d[k] @ z.T
                dW[5 + k] += d[k]
            dW[4] += dv @ h.T
            dW[9] += dv
            dh_ = (Wf.T @ d[0] + Wi.T @ d[1] + Wg.T @ d[2] + Wo.T @ d[3])[: len(h)]
            dc_ = dc * f
        return loss, dW

    return forward, backward
