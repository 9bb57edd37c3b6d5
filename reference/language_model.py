"""The language model: the LSTM with a softmax head that predicts the next symbol."""

from collections.abc import Sequence

import numpy as np

from reference.activations import softmax
from reference.arrays import Array, Parameters
from reference.loss import cross_entropy
from reference.lstm import lstm_backward, lstm_forward


def forward(inputs: Sequence[Array], h_prev: Array, C_prev: Array, p: Parameters) -> tuple[list[Array], ...]:
    """Predict a distribution ŷ_t over the next symbol at each of the T one-hot `inputs` (V, B).

    Returns z, f, i, g, C, o, h, v, ŷ: lists of T arrays, but C and h of T+1, whose entry 0 is the initial state.
    """
    W_v, b_v = p[4], p[9]
    z_s, f_s, i_s, g_s, C_s, o_s, h_s = lstm_forward(inputs, h_prev, C_prev, p)
    v_s, output_s = [], []
    for h_t in h_s[1:]:
        v_t = W_v @ h_t + b_v
        y_t = softmax(v_t)
        v_s.append(v_t)
        output_s.append(y_t)
    return z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s


def backward(
    z: Sequence[Array],
    f: Sequence[Array],
    i: Sequence[Array],
    g: Sequence[Array],
    C: Sequence[Array],
    o: Sequence[Array],
    h: Sequence[Array],
    v: Sequence[Array],  # noqa: ARG001  (the course passes it)
    outputs: Sequence[Array],
    targets: Sequence[Array],
    p: Parameters,
) -> tuple[Array, tuple[Array, ...]]:
    """Return the cross-entropy, summed over steps, and its gradients in the order of the parameters.

    ∂L/∂v = ŷ - y for softmax followed by cross-entropy (Bishop 2006, eq. 4.109).
    """
    W_v, b_v = p[4], p[9]
    dW_v, db_v = np.zeros_like(W_v), np.zeros_like(b_v)
    dh_s = [np.zeros_like(h_t) for h_t in h[1:]]
    for t in reversed(range(len(outputs))):
        h_t = h[t + 1]
        dv = outputs[t] - targets[t]
        dW_v += dv @ h_t.T
        db_v += np.sum(dv, axis=1, keepdims=True)
        dh_s[t] = W_v.T @ dv
    cell_gradients, _, _, _ = lstm_backward(dh_s, z, f, i, g, C, o, h, p)
    dW_f, dW_i, dW_g, dW_o, db_f, db_i, db_g, db_o = cell_gradients
    loss = cross_entropy(outputs, targets)
    return loss, (dW_f, dW_i, dW_g, dW_o, dW_v, db_f, db_i, db_g, db_o, db_v)
