# Everything at top level, without a training loop either: one sequence, one forward, one backward, one update.
import numpy as np

hidden_size, vocab_size = 6, 4
z_size = hidden_size + vocab_size
np.random.seed(0)
inputs = [np.eye(vocab_size)[[k]].T for k in (0, 0, 1, 1)]
targets = [np.eye(vocab_size)[[k]].T for k in (0, 1, 1, 2)]


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


params = {}
for gate in "figo":
    params["W" + gate] = np.random.randn(hidden_size, z_size) * 0.1
    params["b" + gate] = np.zeros((hidden_size, 1))
params["Wv"] = np.random.randn(vocab_size, hidden_size) * 0.1
params["bv"] = np.zeros((vocab_size, 1))
print(params["Wf"])

h_prev = np.zeros((hidden_size, 1))
c_prev = np.zeros((hidden_size, 1))

# forward pass
hs, cs, caches, probs = [h_prev], [c_prev], [], []
for x in inputs:
    z = np.vstack([hs[-1], x])
    f = sigmoid(params["Wf"] @ z + params["bf"])
    i = sigmoid(params["Wi"] @ z + params["bi"])
    g = np.tanh(params["Wg"] @ z + params["bg"])
    o = sigmoid(params["Wo"] @ z + params["bo"])
    c = f * cs[-1] + i * g
    h = o * np.tanh(c)
    caches.append((z, f, i, g, o))
    hs.append(h)
    cs.append(c)
    y = params["Wv"] @ h + params["bv"]
    exps = np.exp(y - np.max(y))
    probs.append(exps / np.sum(exps))
print("forward done")

# loss
loss = 0.0
for prob, target in zip(probs, targets):
    loss -= np.sum(target * np.log(prob + 1e-12))
print("loss", loss)

# backward pass
grads = {key: np.zeros_like(value) for key, value in params.items()}
dh_next = np.zeros((hidden_size, 1))
dc_next = np.zeros((hidden_size, 1))
for t in reversed(range(len(inputs))):
    z, f, i, g, o = caches[t]
    dy = probs[t] - targets[t]
    grads["Wv"] += dy @ hs[t + 1].T
    grads["bv"] += dy
    dh = params["Wv"].T @ dy + dh_next
    dc = dh * o * (1 - np.tanh(cs[t + 1]) ** 2) + dc_next
    das = {
        "f": dc * cs[t] * f * (1 - f),
        "i": dc * g * i * (1 - i),
        "g": dc * i * (1 - g**2),
        "o": dh * np.tanh(cs[t + 1]) * o * (1 - o),
    }
    dz = np.zeros_like(z)
    for gate, da in das.items():
        grads["W" + gate] += da @ z.T
        grads["b" + gate] += da
        dz += params["W" + gate].T @ da
    dh_next = dz[:hidden_size]
    dc_next = dc * f

for key in params:
    params[key] -= 0.1 * grads[key]
print("updated")
