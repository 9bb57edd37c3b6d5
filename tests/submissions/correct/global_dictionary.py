# LSTM language model: the parameters are a global dictionary, params["Wf"], which both functions read.
import numpy as np

hidden_size, vocab_size = 50, 4
params = {}
for gate in ["f", "i", "c", "o"]:
    params["W" + gate] = np.random.randn(hidden_size, hidden_size + vocab_size) * 0.1
    params["b" + gate] = np.zeros((hidden_size, 1))
params["Wy"] = np.random.randn(vocab_size, hidden_size) * 0.1
params["by"] = np.zeros((vocab_size, 1))


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def forward_pass(inputs, h_prev, c_prev):
    h, c, states = h_prev, c_prev, []
    for x in inputs:
        z = np.vstack((h, x))
        f = sigmoid(params["Wf"] @ z + params["bf"])
        i = sigmoid(params["Wi"] @ z + params["bi"])
        g = np.tanh(params["Wc"] @ z + params["bc"])
        o = sigmoid(params["Wo"] @ z + params["bo"])
        old, c = c, f * c + i * g
        h = o * np.tanh(c)
        v = params["Wy"] @ h + params["by"]
        y = np.exp(v - np.max(v)) / np.sum(np.exp(v - np.max(v)))
        states.append({"z": z, "f": f, "i": i, "g": g, "o": o, "old": old, "c": c, "h": h, "y": y})
    return states


def backward_pass(states, targets):
    grads = {name: np.zeros_like(value) for name, value in params.items()}
    dh_next = np.zeros_like(states[0]["h"])
    dc_next = np.zeros_like(states[0]["c"])
    loss = 0
    for s, target in zip(states[::-1], targets[::-1]):
        loss -= np.sum(target * np.log(s["y"] + 1e-12))
        dv = s["y"] - target
        grads["Wy"] += dv @ s["h"].T
        grads["by"] += dv
        dh = params["Wy"].T @ dv + dh_next
        tc = np.tanh(s["c"])
        dc = dh * s["o"] * (1 - tc**2) + dc_next
        da = {
            "f": dc * s["old"] * s["f"] * (1 - s["f"]),
            "i": dc * s["g"] * s["i"] * (1 - s["i"]),
            "c": dc * s["i"] * (1 - s["g"] ** 2),
            "o": dh * tc * s["o"] * (1 - s["o"]),
        }
        dz = 0
        for gate, d in da.items():
            grads["W" + gate] += d @ s["z"].T
            grads["b" + gate] += d
            dz = dz + params["W" + gate].T @ d
        dh_next = dz[: len(dh)]
        dc_next = dc * s["f"]
    return loss, grads
