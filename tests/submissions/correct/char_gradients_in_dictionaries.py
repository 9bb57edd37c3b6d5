# Character model: gradients returned as dictionaries by gate beside arrays.
import numpy as np

V = 27
H = 64
W = {g: np.random.randn(H, H + V) * 0.1 for g in "fiog"}
b = {g: np.zeros((H, 1)) for g in "fiog"}
b["f"] += 1
Wy = np.random.randn(V, H) * 0.1
by = np.zeros((V, 1))


def lossFun(inputs, targets, h0, c0):
    # ---- forward
    hs, cs, zs, gs, ps = [h0], [c0], [], [], []
    loss = 0
    for x, y in zip(inputs, targets):
        z = np.vstack((hs[-1], x))
        a = {k: 1 / (1 + np.exp(-(W[k] @ z + b[k]))) for k in "fio"}
        a["g"] = np.tanh(W["g"] @ z + b["g"])
        cs.append(a["f"] * cs[-1] + a["i"] * a["g"])
        hs.append(a["o"] * np.tanh(cs[-1]))
        u = Wy @ hs[-1] + by
        p = np.exp(u - u.max())
        p /= p.sum()
        loss -= np.log((p * y).sum() + 1e-12)
        zs.append(z)
        gs.append(a)
        ps.append(p)
    # ---- backward
    dW = {k: 0 * W[k] for k in W}
    db = {k: 0 * b[k] for k in b}
    dWy, dby = 0 * Wy, 0 * by
    dhn = dcn = 0
    for t in range(len(inputs) - 1, -1, -1):
        a = gs[t]
        du = ps[t] - targets[t]
        dWy += du @ hs[t + 1].T
        dby += du
        dh = Wy.T @ du + dhn
        tc = np.tanh(cs[t + 1])
        dc = dcn + dh * a["o"] * (1 - tc**2)
        d = {"f": dc * cs[t], "i": dc * a["g"], "g": dc * a["i"], "o": dh * tc}
        for k in d:
            d[k] = d[k] * ((1 - a[k] ** 2) if k == "g" else a[k] * (1 - a[k]))
            dW[k] += d[k] @ zs[t].T
            db[k] += d[k]
        dhn = sum(W[k].T @ d[k] for k in d)[:H]
        dcn = dc * a["f"]
    return loss, dW, db, dWy, dby, hs[-1], cs[-1]
