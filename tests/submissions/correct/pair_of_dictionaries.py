import numpy as np

NAMES = ("forget", "input", "cell", "output")


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


ACT = (sigmoid, sigmoid, np.tanh, sigmoid)
DER = (lambda a: a * (1 - a), lambda a: a * (1 - a), lambda a: 1 - a * a, lambda a: a * (1 - a))


def forward(inputs, h_prev, C_prev, p):
    W, b = p
    """W and b: dictionaries with the keys forget, input, cell, output, y."""
    records = []
    h, C = h_prev, C_prev
    for x in inputs:
        z = np.vstack((h, x))
        r = {"z": z, "C_prev": C}
        for name, act in zip(NAMES, ACT):
            r[name] = act(W[name] @ z + b[name])
        C = r["forget"] * C + r["input"] * r["cell"]
        h = r["output"] * np.tanh(C)
        r["C"], r["h"] = C, h
        v = W["y"] @ h + b["y"]
        e = np.exp(v - v.max(axis=0, keepdims=True))
        r["p"] = e / e.sum(axis=0, keepdims=True)
        records.append(r)
    return [r["p"] for r in records], records


def backward(records, targets, p):
    W, b = p
    dW = {k: np.zeros_like(W[k]) for k in W}
    db = {k: np.zeros_like(b[k]) for k in b}
    dh_next = np.zeros_like(records[0]["h"])
    dC_next = np.zeros_like(records[0]["C"])
    H = len(dh_next)
    loss = 0
    for r, y in zip(reversed(records), reversed(targets)):
        loss += -np.sum(y * np.log(r["p"] + 1e-10))
        dv = r["p"] - y
        dW["y"] += dv @ r["h"].T
        db["y"] += np.sum(dv, axis=1, keepdims=True)
        dh = W["y"].T @ dv + dh_next
        tC = np.tanh(r["C"])
        dC = dC_next + dh * r["output"] * (1 - tC**2)
        inner = (dC * r["C_prev"], dC * r["cell"], dC * r["input"], dh * tC)
        dz = np.zeros_like(r["z"])
        for name, up, der in zip(NAMES, inner, DER):
            da = up * der(r[name])
            dW[name] += da @ r["z"].T
            db[name] += np.sum(da, axis=1, keepdims=True)
            dz += W[name].T @ da
        dh_next = dz[:H]
        dC_next = dC * r["forget"]
    return loss, (dW, db)
