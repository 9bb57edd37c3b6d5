# Character model: weights in global dictionaries by gate, Wx["f"], Wh["f"], b["f"]; one function for both passes.
import numpy as np

H, V = 64, 27
gates = ["i", "f", "o", "g"]
Wx = {k: np.random.randn(H, V) * 0.01 for k in gates}
Wh = {k: np.random.randn(H, H) * 0.01 for k in gates}
b = {k: np.zeros((H, 1)) for k in gates}
Wy, by = np.random.randn(V, H) * 0.01, np.zeros((V, 1))


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lossFun(inputs, targets, hprev, cprev):
    hs, cs, xs, acts, ps = {-1: hprev}, {-1: cprev}, {}, {}, {}
    loss = 0
    for t in range(len(inputs)):
        xs[t] = np.zeros((Wy.shape[0], 1))
        xs[t][inputs[t]] = 1
        pre = {k: Wx[k] @ xs[t] + Wh[k] @ hs[t - 1] + b[k] for k in gates}
        acts[t] = {k: np.tanh(pre[k]) if k == "g" else sigmoid(pre[k]) for k in gates}
        cs[t] = acts[t]["f"] * cs[t - 1] + acts[t]["i"] * acts[t]["g"]
        hs[t] = acts[t]["o"] * np.tanh(cs[t])
        y = Wy @ hs[t] + by
        ps[t] = np.exp(y - np.max(y)) / np.sum(np.exp(y - np.max(y)))
        loss -= np.log(ps[t][targets[t], 0] + 1e-12)
    dWx, dWh, db = ({k: np.zeros_like(w[k]) for k in gates} for w in (Wx, Wh, b))
    dWy, dby = np.zeros_like(Wy), np.zeros_like(by)
    dhnext, dcnext = np.zeros_like(hs[0]), np.zeros_like(cs[0])
    for t in reversed(range(len(inputs))):
        dy = np.copy(ps[t])
        dy[targets[t]] -= 1
        dWy += dy @ hs[t].T
        dby += dy
        dh = Wy.T @ dy + dhnext
        a = acts[t]
        dc = dh * a["o"] * (1 - np.tanh(cs[t]) ** 2) + dcnext
        da = {
            "o": dh * np.tanh(cs[t]) * a["o"] * (1 - a["o"]),
            "f": dc * cs[t - 1] * a["f"] * (1 - a["f"]),
            "i": dc * a["g"] * a["i"] * (1 - a["i"]),
            "g": dc * a["i"] * (1 - a["g"] ** 2),
        }
        dhnext = np.zeros_like(dh)
        for k in gates:
            dWx[k] += da[k] @ xs[t].T
            dWh[k] += da[k] @ hs[t - 1].T
            db[k] += da[k]
            dhnext += Wh[k].T @ da[k]
        dcnext = dc * a["f"]
    return loss, {"Wx": dWx, "Wh": dWh, "b": db, "Wy": dWy, "by": dby}, hs[len(inputs) - 1], cs[len(inputs) - 1]
