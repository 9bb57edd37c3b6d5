"""Activation functions and their derivatives, the latter from the stored output where that is possible."""

import numpy as np

from reference.arrays import Array


def sigmoid(x: Array) -> Array:
    """Return σ(x) = 1 / (1 + exp(-x)); written with tanh, which cannot overflow."""
    return 0.5 * (1 + np.tanh(0.5 * x))


def sigmoid_derivative(x: Array) -> Array:
    """Return σ′(x) = σ(x) (1 - σ(x)), from the argument of σ (not from its output)."""
    return sigmoid(x) * (1 - sigmoid(x))


def tanh_derivative(x: Array) -> Array:
    """Return tanh′(x) = 1 - tanh(x)², from the argument of tanh (not from its output)."""
    return 1 - np.tanh(x) ** 2


def softmax(v: Array) -> Array:
    """Return exp(v) / Σ exp(v) for each column of `v` (V, B); shifted by the maximum, so that exp cannot overflow."""
    shifted = v - np.max(v, axis=0, keepdims=True)
    exponentials = np.exp(shifted)
    y: Array = exponentials / np.sum(exponentials, axis=0, keepdims=True)
    return y
