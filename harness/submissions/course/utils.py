"""The course's numerical helpers: activations, one-hot encoding, initialisation, clipping and the update."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]


def sigmoid(x: Array, derivative: bool = False) -> Array:
    """Return σ(x), or with `derivative` σ′(x) = σ(x)(1 - σ(x)), from the argument of σ."""
    f: Array = 0.5 * (1 + np.tanh(0.5 * np.asarray(x)))
    return f * (1 - f) if derivative else f


def tanh(x: Array, derivative: bool = False) -> Array:
    """Return the hyperbolic tangent, or with `derivative` its slope 1 - tanh², both from the argument."""
    f: Array = np.tanh(x)
    return 1 - f**2 if derivative else f


def relu(x: Array, derivative: bool = False) -> Array:
    """Return max(0, x), or with `derivative` its slope."""
    return (np.asarray(x) > 0).astype(float) if derivative else np.maximum(x, 0)


def softmax(x: Array, derivative: bool = False) -> Array:
    """Return exp(x) / Σ exp(x) over the first axis."""
    if derivative:
        raise NotImplementedError(
            "the derivative of softmax is taken together with the cross-entropy: outputs - targets"
        )
    e: Array = np.exp(x - np.max(x, axis=0, keepdims=True))
    normalised: Array = e / np.sum(e, axis=0, keepdims=True)
    return normalised


def one_hot_encode(idx: int, vocab_size: int) -> Array:
    """Return a vector (vocab_size,) with a one at `idx`."""
    one_hot = np.zeros(vocab_size)
    one_hot[idx] = 1.0
    return one_hot


def one_hot_encode_sequence(
    sequence: Sequence[object], vocab_size: int, word_to_idx: Mapping[object, int] | None = None
) -> Array:
    """Return the one-hot columns of a sequence, (len(sequence), vocab_size, 1)."""
    indices = [word_to_idx[word] if word_to_idx is not None else word for word in sequence]
    encoding = np.array([one_hot_encode(int(str(index)), vocab_size) for index in indices])
    return encoding.reshape(encoding.shape[0], encoding.shape[1], 1)


def init_orthogonal(param: Array) -> Array:
    """Return an orthogonal matrix of the shape of `param` (Saxe et al. 2014), by QR of its values."""
    if param.ndim < 2:  # noqa: PLR2004  (a matrix)
        raise ValueError("Only parameters with 2 or more dimensions are supported.")
    rows, cols = param.shape
    new_param = np.random.randn(rows, cols)  # noqa: NPY002  (the course's generator, which the worker seeds)
    if rows < cols:
        new_param = new_param.T
    q, r = np.linalg.qr(new_param)
    q = q * np.sign(np.diag(r))
    return q.T if rows < cols else q


def init_lstm(hidden_size: int, vocab_size: int, z_size: int) -> tuple[Array, ...]:
    """Return W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v, with orthogonal weights and a forget bias of 1."""
    gates = tuple(init_orthogonal(np.zeros((hidden_size, z_size))) for _ in range(4))
    W_v = init_orthogonal(np.zeros((vocab_size, hidden_size)))
    b_f = np.ones((hidden_size, 1))
    b_i, b_g, b_o = (np.zeros((hidden_size, 1)) for _ in range(3))
    return (*gates, W_v, b_f, b_i, b_g, b_o, np.zeros((vocab_size, 1)))


def clip_gradient_norm(grads: Sequence[Array], max_norm: float = 0.25) -> list[Array]:
    """Return the gradients scaled so that their common norm is at most `max_norm`."""
    total_norm = float(np.sqrt(sum(np.sum(np.square(grad)) for grad in grads)))
    clip_coef = max_norm / (total_norm + 1e-6)
    return [grad * clip_coef if clip_coef < 1 else grad for grad in grads]


def update_parameters(params: Sequence[Array], grads: Sequence[Array], lr: float = 1e-3) -> list[Array]:
    """Take a step of gradient descent in place, as the course does, and return the parameters."""
    for param, grad in zip(params, grads, strict=True):
        np.subtract(param, lr * grad, out=param)
    return list(params)
