# LSTM: forward is recursive, its cache a linked dataclass; backward walks along the links.
from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass
class Node:
    z: np.ndarray
    gates: tuple
    cell_before: np.ndarray
    cell: np.ndarray
    hidden: np.ndarray
    y: np.ndarray
    previous: Node | None


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def _forward(inputs, h, c, p, previous):
    if len(inputs) == 0:
        return previous
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    z = np.vstack([h, inputs[0]])
    f, i, g, o = sigmoid(W_f @ z + b_f), sigmoid(W_i @ z + b_i), np.tanh(W_g @ z + b_g), sigmoid(W_o @ z + b_o)
    cell = f * c + i * g
    hidden = o * np.tanh(cell)
    v = W_v @ hidden + b_v
    y = np.exp(v - v.max()) / np.sum(np.exp(v - v.max()))
    return _forward(inputs[1:], hidden, cell, p, Node(z, (f, i, g, o), c, cell, hidden, y, previous))


def forward(inputs, h_prev, C_prev, p):
    last = _forward(inputs, h_prev, C_prev, p, None)
    outputs, node = [], last
    while node is not None:
        outputs.insert(0, node.y)
        node = node.previous
    return outputs, last


def backward(outputs, last, targets, p):
    W_f, W_i, W_g, W_o, W_v = p[:5]
    grads = [np.zeros_like(w) for w in p]
    loss, dh_next, dc_next = 0.0, 0.0, 0.0
    node, t = last, len(outputs) - 1
    while node is not None:
        f, i, g, o = node.gates
        loss -= np.sum(targets[t] * np.log(node.y + 1e-15))
        dv = node.y - targets[t]
        dh = W_v.T @ dv + dh_next
        th = np.tanh(node.cell)
        dc = dc_next + dh * o * (1 - th) * (1 + th)
        das = (dc * node.cell_before * f * (1 - f), dc * g * i * (1 - i), dc * i * (1 - g * g), dh * th * o * (1 - o))
        for k, da in enumerate(das):
            grads[k] += da @ node.z.T
            grads[5 + k] += da
        grads[4] += dv @ node.hidden.T
        grads[9] += dv
        dh_next = sum(W.T @ da for W, da in zip((W_f, W_i, W_g, W_o), das))[: len(dh)]
        dc_next = dc * f
        node, t = node.previous, t - 1
    return loss, grads
