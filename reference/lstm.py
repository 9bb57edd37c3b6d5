"""The LSTM cell unrolled over T steps: forward pass and backpropagation through time (BPTT).

Columns are sequences: every state is (H, B), every input (D, B), and z_t = [h_{t-1}; x_t] stacks the two:

    f, i, o = σ(W z + b)    g = tanh(W_g z + b_g)    C_t = f ⊙ C_{t-1} + i ⊙ g    h_t = o ⊙ tanh(C_t)

Sources: Hochreiter and Schmidhuber 1997 (the cell), Gers, Schmidhuber and Cummins 2000 (the forget gate).
"""

from collections.abc import Sequence

import numpy as np

from reference.activations import sigmoid
from reference.arrays import Array, Parameters


def lstm_forward(inputs: Sequence[Array], h_prev: Array, C_prev: Array, p: Parameters) -> tuple[list[Array], ...]:
    """Run the cell over the T `inputs` (D, B) from the states `h_prev` and `C_prev` (H, B).

    Returns z, f, i, g, C, o, h: lists of T arrays, but C and h of T+1, whose entry 0 is the initial state.
    """
    W_f, W_i, W_g, W_o, _, b_f, b_i, b_g, b_o, _ = p
    z_s, f_s, i_s, g_s, o_s = [], [], [], [], []
    C_s, h_s = [C_prev], [h_prev]
    for x_t in inputs:
        z_t = np.concatenate((h_s[-1], x_t))  # (H+D, B)
        f_t = sigmoid(W_f @ z_t + b_f)
        i_t = sigmoid(W_i @ z_t + b_i)
        g_t = np.tanh(W_g @ z_t + b_g)
        o_t = sigmoid(W_o @ z_t + b_o)
        C_t = f_t * C_s[-1] + i_t * g_t
        h_t = o_t * np.tanh(C_t)
        z_s.append(z_t)
        f_s.append(f_t)
        i_s.append(i_t)
        g_s.append(g_t)
        C_s.append(C_t)
        o_s.append(o_t)
        h_s.append(h_t)
    return z_s, f_s, i_s, g_s, C_s, o_s, h_s


def lstm_backward(
    dh_s: Sequence[Array],
    z: Sequence[Array],
    f: Sequence[Array],
    i: Sequence[Array],
    g: Sequence[Array],
    C: Sequence[Array],
    o: Sequence[Array],
    h: Sequence[Array],
    p: Parameters,
) -> tuple[tuple[Array, ...], list[Array], Array, Array]:
    """Backpropagate the T upstream gradients `dh_s` (H, B) through time; a_f is what σ was applied to in f = σ(a_f).

    Returns the gradients (dW_f, dW_i, dW_g, dW_o, db_f, db_i, db_g, db_o), the T gradients dx (D, B),
    and the gradients of the initial states, dh_prev and dC_prev (H, B).
    """
    W_f, W_i, W_g, W_o, _, b_f, b_i, b_g, b_o, _ = p
    H = W_f.shape[0]
    dW_f, dW_i, dW_g, dW_o = np.zeros_like(W_f), np.zeros_like(W_i), np.zeros_like(W_g), np.zeros_like(W_o)
    db_f, db_i, db_g, db_o = np.zeros_like(b_f), np.zeros_like(b_i), np.zeros_like(b_g), np.zeros_like(b_o)
    dx_s = [np.zeros_like(z_t[H:]) for z_t in z]  # as many as there are steps
    dh_next = np.zeros_like(h[-1])
    dC_next = np.zeros_like(C[-1])
    for t in reversed(range(len(dh_s))):
        C_t = C[t + 1]
        C_prev = C[t]

        dh = dh_s[t] + dh_next
        do = dh * np.tanh(C_t)
        da_o = do * o[t] * (1 - o[t])

        dC = np.copy(dC_next)
        dtanh = dh * o[t]
        dC += dtanh * (1 - np.tanh(C_t) ** 2)
        dg = dC * i[t]
        da_g = dg * (1 - g[t] ** 2)
        di = dC * g[t]
        da_i = di * i[t] * (1 - i[t])
        df = dC * C_prev
        da_f = df * f[t] * (1 - f[t])

        dW_f += da_f @ z[t].T
        dW_i += da_i @ z[t].T
        dW_g += da_g @ z[t].T
        dW_o += da_o @ z[t].T
        db_f += np.sum(da_f, axis=1, keepdims=True)
        db_i += np.sum(da_i, axis=1, keepdims=True)
        db_g += np.sum(da_g, axis=1, keepdims=True)
        db_o += np.sum(da_o, axis=1, keepdims=True)

        dz_f = W_f.T @ da_f
        dz_i = W_i.T @ da_i
        dz_g = W_g.T @ da_g
        dz_o = W_o.T @ da_o
        dz = dz_f + dz_i + dz_g + dz_o
        dx_s[t] = dz[H:]
        dh_next = dz[:H]
        dC_next = dC * f[t]
    return (dW_f, dW_i, dW_g, dW_o, db_f, db_i, db_g, db_o), dx_s, dh_next, dC_next
