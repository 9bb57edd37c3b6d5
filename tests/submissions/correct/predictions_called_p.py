import numpy as np


# all four gates in one matrix (4H, H+V), order i f o g
def sigm(a):
    return 1 / (1 + np.exp(-a))


def forward(xs, h_prev, c_prev, W, b, Wy, by):
    H = h_prev.shape[0]
    hs, cs, gates, zs, p = {-1: h_prev}, {-1: c_prev}, {}, {}, {}
    for t in range(len(xs)):
        zs[t] = np.vstack([xs[t], hs[t - 1]])
        a = W @ zs[t] + b
        i, f, o, g = np.split(a, 4, axis=0)
        i, f, o, g = sigm(i), sigm(f), sigm(o), np.tanh(g)
        gates[t] = (i, f, o, g)
        cs[t] = f * cs[t - 1] + i * g
        hs[t] = o * np.tanh(cs[t])
        y = Wy @ hs[t] + by
        e = np.exp(y - y.max())
        p[t] = e / e.sum()
    return p, (hs, cs, gates, zs)


def backward(p, cache, targets, W, b, Wy, by):
    hs, cs, gates, zs = cache
    dW, db, dWy, dby = [np.zeros_like(q) for q in (W, b, Wy, by)]
    H = Wy.shape[1]
    V = Wy.shape[0]
    dh_next, dc_next = np.zeros((H, 1)), np.zeros((H, 1))
    loss = 0
    for t in range(len(p))[::-1]:
        loss += -np.sum(targets[t] * np.log(p[t]))
        dy = p[t] - targets[t]
        dWy += dy @ hs[t].T
        dby += dy
        dh = Wy.T @ dy + dh_next
        i, f, o, g = gates[t]
        th = np.tanh(cs[t])
        dc = dh * o * (1 - th * th) + dc_next
        da = np.r_[dc * g * i * (1 - i), dc * cs[t - 1] * f * (1 - f), dh * th * o * (1 - o), dc * i * (1 - g * g)]
        dW += da @ zs[t].T
        db += da
        dz = W.T @ da
        dh_next = dz[V:]
        dc_next = f * dc
    return loss, dW, db, dWy, dby
