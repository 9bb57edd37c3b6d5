# Globals that a function of the script sets up, called in main only.
import numpy as np

H = 64


def init(V):
    global W, b, W_out, b_out
    W = {g: np.random.randn(H, H + V) * 0.1 for g in ("forget", "input", "output", "cell")}
    b = {g: np.zeros((H, 1)) for g in W}
    W_out = np.random.randn(V, H) * 0.1
    b_out = np.zeros((V, 1))


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def forward(xs, h, c):
    tape = []
    for x in xs:
        z = np.vstack((h, x))
        f, i, o = (sigmoid(W[k] @ z + b[k]) for k in ("forget", "input", "output"))
        g = np.tanh(W["cell"] @ z + b["cell"])
        c_old, c = c, f * c + i * g
        h = o * np.tanh(c)
        v = W_out @ h + b_out
        y = np.exp(v - v.max())
        tape.append(dict(z=z, f=f, i=i, g=g, o=o, c_old=c_old, c=c, h=h, y=y / y.sum()))
    return tape


def backward(tape, targets):
    dW = {k: np.zeros_like(W[k]) for k in W}
    db = {k: np.zeros_like(b[k]) for k in b}
    dW_out, db_out = np.zeros_like(W_out), np.zeros_like(b_out)
    loss = dh_next = dc_next = 0
    for s, t in zip(reversed(tape), reversed(targets)):
        loss -= np.log(np.sum(s["y"] * t))
        dv = s["y"] - t
        dW_out += dv @ s["h"].T
        db_out += dv
        dh = W_out.T @ dv + dh_next
        tc = np.tanh(s["c"])
        dc = dc_next + dh * s["o"] * (1 - tc**2)
        d = {
            "forget": dc * s["c_old"] * s["f"] * (1 - s["f"]),
            "input": dc * s["g"] * s["i"] * (1 - s["i"]),
            "cell": dc * s["i"] * (1 - s["g"] ** 2),
            "output": dh * tc * s["o"] * (1 - s["o"]),
        }
        for k in d:
            dW[k] += d[k] @ s["z"].T
            db[k] += d[k]
        dh_next = sum(W[k].T @ d[k] for k in d)[:H]
        dc_next = dc * s["f"]
    return loss, dW, db, dW_out, db_out


if __name__ == "__main__":
    init(27)
