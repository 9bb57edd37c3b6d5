# LSTM language model: vectors (n,) everywhere, indices in, hidden_size leads the arguments, the parameters are a default.
import numpy as np

hidden_size = 16
vocab_size = 9
params = {
    "Wf": np.random.randn(hidden_size, hidden_size + vocab_size) * 0.1,
    "Wi": np.random.randn(hidden_size, hidden_size + vocab_size) * 0.1,
    "Wc": np.random.randn(hidden_size, hidden_size + vocab_size) * 0.1,
    "Wo": np.random.randn(hidden_size, hidden_size + vocab_size) * 0.1,
    "Wy": np.random.randn(vocab_size, hidden_size) * 0.1,
    "bf": np.zeros(hidden_size),
    "bi": np.zeros(hidden_size),
    "bc": np.zeros(hidden_size),
    "bo": np.zeros(hidden_size),
    "by": np.zeros(vocab_size),
}


def sig(a):
    return 1 / (1 + np.exp(-a))


def forward_pass(hidden_size, x, h_prev, c_prev, p=params):
    steps = []
    h, c = h_prev, c_prev
    for symbol in x:
        one = np.zeros(len(p["by"]))
        one[symbol] = 1
        z = np.hstack([h, one])
        f, i, o = sig(p["Wf"] @ z + p["bf"]), sig(p["Wi"] @ z + p["bi"]), sig(p["Wo"] @ z + p["bo"])
        g = np.tanh(p["Wc"] @ z + p["bc"])
        old, c = c, f * c + i * g
        h = o * np.tanh(c)
        logits = p["Wy"] @ h + p["by"]
        e = np.exp(logits - logits.max())
        steps.append({"z": z, "f": f, "i": i, "g": g, "o": o, "old": old, "c": c, "h": h, "y": e / e.sum()})
    return steps


def backward_pass(hidden_size, steps, y_true, p=params):
    d = {k: np.zeros_like(v) for k, v in p.items()}
    dh, dc, loss = np.zeros(hidden_size), np.zeros(hidden_size), 0
    for t in range(len(steps) - 1, -1, -1):
        s = steps[t]
        loss -= np.log(s["y"][y_true[t]])
        print("loss at", t, loss)
        dy = s["y"].copy()
        dy[y_true[t]] -= 1
        d["Wy"] += np.outer(dy, s["h"])
        d["by"] += dy
        dh = dh + p["Wy"].T @ dy
        tc = np.tanh(s["c"])
        dc = dc + dh * s["o"] * (1 - tc**2)
        das = {
            "f": dc * s["old"] * s["f"] * (1 - s["f"]),
            "i": dc * s["g"] * s["i"] * (1 - s["i"]),
            "c": dc * s["i"] * (1 - s["g"] ** 2),
            "o": dh * tc * s["o"] * (1 - s["o"]),
        }
        dz = 0
        for k, da in das.items():
            d["W" + k] += np.outer(da, s["z"])
            d["b" + k] += da
            dz = dz + p["W" + k].T @ da
        dh, dc = dz[:hidden_size], dc * s["f"]
    return loss, d
