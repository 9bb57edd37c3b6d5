# LSTM: a dictionary for each layer, params["lstm"]["Wf"] and params["dense"]["W"]; keys are built; so are the gradients' keys.
import numpy as np

GATES = ("f", "i", "g", "o")


def sigmoid(a):
    return 1.0 / (1.0 + np.exp(-a))


def forward(inputs, h_prev, c_prev, params):
    caches, outputs = [], []
    h, c = h_prev, c_prev
    for x in inputs:
        z = np.vstack((h, x))
        pre = {gate: params["lstm"]["W" + gate] @ z + params["lstm"]["b" + gate] for gate in GATES}
        act = {gate: np.tanh(a) if gate == "g" else sigmoid(a) for gate, a in pre.items()}
        c_old, c = c, act["f"] * c + act["i"] * act["g"]
        squashed = np.tanh(c)
        h = act["o"] * squashed
        logits = params["dense"]["W"] @ h + params["dense"]["b"]
        odds = np.exp(logits - logits.max())
        outputs.append(odds / odds.sum())
        caches.append((z, act, c_old, squashed, h))
    return outputs, caches


def backward(outputs, caches, targets, params):
    grads = {gate: {kind: np.zeros_like(value) for kind, value in pair.items()} for gate, pair in params.items()}
    dh_next = np.zeros_like(caches[-1][4])
    dc_next = np.zeros_like(dh_next)
    loss = 0.0
    for y, target, (z, act, c_old, squashed, h) in zip(reversed(outputs), reversed(targets), reversed(caches)):
        loss -= float(np.sum(target * np.log(y + 1e-12)))
        dlogits = y - target
        grads["dense"]["W"] += dlogits @ h.T
        grads["dense"]["b"] += dlogits
        dh = params["dense"]["W"].T @ dlogits + dh_next
        dc = dc_next + dh * act["o"] * (1 - squashed**2)
        delta = {
            "f": dc * c_old * act["f"] * (1 - act["f"]),
            "i": dc * act["g"] * act["i"] * (1 - act["i"]),
            "g": dc * act["i"] * (1 - act["g"] ** 2),
            "o": dh * squashed * act["o"] * (1 - act["o"]),
        }
        dz = np.zeros_like(z)
        for gate in GATES:
            grads["lstm"]["W" + gate] += delta[gate] @ z.T
            grads["lstm"]["b" + gate] += delta[gate]
            dz += params["lstm"]["W" + gate].T @ delta[gate]
        dh_next = dz[: len(dh)]
        dc_next = dc * act["f"]
    return loss, grads
