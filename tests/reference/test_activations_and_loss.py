"""Activations and the loss at values where a careless formula breaks."""

import numpy as np
import pytest

from reference.activations import sigmoid, sigmoid_derivative, softmax, tanh_derivative
from reference.loss import EPSILON, cross_entropy


def test_the_sigmoid_is_the_logistic_function_and_does_not_overflow() -> None:
    x = np.array([-3.0, 0.0, 0.5, 4.0])
    np.testing.assert_allclose(sigmoid(x), 1 / (1 + np.exp(-x)), rtol=1e-12)
    np.testing.assert_allclose(sigmoid(np.array([-1e4, 1e4])), [0.0, 1.0])


def test_derivatives_of_the_activations_agree_with_the_complex_step() -> None:
    x = np.linspace(-3, 3, 13)
    np.testing.assert_allclose(sigmoid_derivative(x), sigmoid(x + 1e-30j).imag / 1e-30, rtol=1e-12)
    np.testing.assert_allclose(tanh_derivative(x), np.tanh(x + 1e-30j).imag / 1e-30, rtol=1e-12)


def test_the_softmax_of_huge_values_sums_to_one_and_ignores_a_shift() -> None:
    v = np.array([[1e4, 1.0], [1e4 - 1, 2.0], [-1e4, 3.0]])
    np.testing.assert_allclose(np.sum(softmax(v), axis=0), 1.0)
    np.testing.assert_allclose(softmax(v), softmax(v - 1e4))


def test_a_target_of_probability_zero_costs_a_finite_loss() -> None:
    loss = cross_entropy([np.array([[1.0], [0.0]])], [np.array([[0.0], [1.0]])])
    assert float(loss) == pytest.approx(-np.log(EPSILON))


def test_outputs_and_targets_of_unequal_number_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        cross_entropy([np.ones((2, 1))] * 2, [np.ones((2, 1))])
