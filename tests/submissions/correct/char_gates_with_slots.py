# Global dictionary of dataclass gates with slots, gradients kept on the gates.
from dataclasses import dataclass
import numpy as np

H, V = 40, 30


@dataclass(slots=True)
class Gate:
    W: np.ndarray
    b: np.ndarray
    dW: np.ndarray = None
    db: np.ndarray = None


gates = {
    name: Gate(np.random.randn(H, H + V) * 0.1, np.zeros((H, 1))) for name in ("forget", "input", "candidate", "output")
}
out = Gate(np.random.randn(V, H), np.zeros((V, 1)))


def sigma(a):
    return 1 / (1 + np.exp(-a))


def step(name, z):
    a = gates[name].W @ z + gates[name].b
    return np.tanh(a) if name == "candidate" else sigma(a)


def loss_and_grads(inputs, targets, h, c):
    tape, loss = [], 0.0
    for x, y in zip(inputs, targets):
        z = np.vstack([h, x])
        a = {name: step(name, z) for name in gates}
        c_before, c = c, a["forget"] * c + a["input"] * a["candidate"]
        h = a["output"] * np.tanh(c)
        s = out.W @ h + out.b
        p = np.exp(s - s.max())
        p /= p.sum()
        loss -= np.log(np.sum(p * y))
        tape.append((z, a, c_before, c, h, p, y))
    for gate in (*gates.values(), out):
        gate.dW, gate.db = np.zeros_like(gate.W), np.zeros_like(gate.b)
    dh_next = dc_next = 0
    for z, a, c_before, c, hh, p, y in reversed(tape):
        out.dW += (p - y) @ hh.T
        out.db += p - y
        dh = out.W.T @ (p - y) + dh_next
        t = np.tanh(c)
        dc = dc_next + dh * a["output"] * (1 - t * t)
        raw = {"forget": dc * c_before, "input": dc * a["candidate"], "candidate": dc * a["input"], "output": dh * t}
        dz = 0
        for name, d in raw.items():
            d = d * (1 - a[name] ** 2 if name == "candidate" else a[name] * (1 - a[name]))
            gates[name].dW += d @ z.T
            gates[name].db += d
            dz = dz + gates[name].W.T @ d
        dh_next, dc_next = dz[:H], dc * a["forget"]
    return loss, h, c
