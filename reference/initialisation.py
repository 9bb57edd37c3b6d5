"""Initial parameters: orthogonal recurrent weights and a forget gate that is open."""

import numpy as np

from reference.arrays import Array, Parameters


def init_orthogonal(shape: tuple[int, int], rng: np.random.Generator) -> Array:
    """Return a random matrix of this shape with orthonormal columns, or rows where there are fewer of these.

    The signs make the distribution uniform, which those of QR alone do not (Mezzadri 2007, section 5).
    Source: Saxe, McClelland and Ganguli 2014.
    """
    rows, columns = shape
    A = rng.standard_normal((max(shape), min(shape)))
    Q, R = np.linalg.qr(A)
    Q = Q * np.sign(np.diag(R))
    return Q if rows >= columns else Q.T


def init_gate(H: int, V: int, rng: np.random.Generator, *, scale_inputs: bool = True) -> Array:
    """Return the weights (H, H+V) of one gate: [orthogonal for h, Gaussian for x].

    `scale_inputs` divides the input block by √fan_in = √V (LeCun et al. 1998), so that the two parts of z compare.
    """
    W_h = init_orthogonal((H, H), rng)
    W_x = rng.standard_normal((H, V))
    if scale_inputs:
        W_x = W_x / np.sqrt(V)
    return np.concatenate((W_h, W_x), axis=1)


def init_lstm(hidden_size: int, vocab_size: int, rng: np.random.Generator, *, scale_inputs: bool = True) -> Parameters:
    """Return the ten parameters, in their order: weights (H, H+V) and (V, H), biases (H, 1) and (V, 1).

    The forget bias of 1 lets the cell remember from the start (Jozefowicz, Zaremba and Sutskever 2015).
    """
    H, V = hidden_size, vocab_size
    W_f = init_gate(H, V, rng, scale_inputs=scale_inputs)
    W_i = init_gate(H, V, rng, scale_inputs=scale_inputs)
    W_g = init_gate(H, V, rng, scale_inputs=scale_inputs)
    W_o = init_gate(H, V, rng, scale_inputs=scale_inputs)
    W_v = init_orthogonal((V, H), rng)
    b_f = np.ones((H, 1))
    b_i = np.zeros((H, 1))
    b_g = np.zeros((H, 1))
    b_o = np.zeros((H, 1))
    b_v = np.zeros((V, 1))
    return W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v
