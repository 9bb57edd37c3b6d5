"""The two engines on functions whose derivatives are known."""

from collections.abc import Callable

import numpy as np
import pytest

from harness.numerics.agreement import LEAST_GUARD, Agreement, agree
from harness.numerics.complex_step import ROUNDING_UNITS, complex_points, differentiate_complex
from harness.numerics.derivative import EPSILON, Array
from harness.numerics.directions import DIRECTIONS, draw_directions
from harness.numerics.finite_differences import STEPS, differentiate, points

FUNCTIONS = [
    (np.exp, 0.3, np.exp(0.3)),
    (np.sin, 1.0, np.cos(1.0)),
    (lambda x: np.tanh(3 * x), 0.2, 3 / np.cosh(0.6) ** 2),
    (lambda x: x**4, 2.0, 32.0),
    (lambda x: 1e6 + x, 0.0, 1.0),
    (lambda x: 0 * x, 0.0, 0.0),
]


def ladder_values(function: Callable[[Array], Array], x: float) -> tuple[Array, Array]:
    h = np.array(STEPS)[:, np.newaxis]
    return function(x + h), function(x - h)


@pytest.mark.parametrize(("function", "x", "derivative"), FUNCTIONS)
def test_the_error_of_the_ladder_is_within_its_bar(
    function: Callable[[Array], Array], x: float, derivative: float
) -> None:
    found = differentiate(*ladder_values(function, x))
    assert np.abs(found.value - derivative) <= found.bar
    assert found.bar < 1e-6 * max(1.0, derivative)


def test_noise_in_the_losses_widens_the_bar_to_cover_it() -> None:
    rng = np.random.default_rng(0)
    above, below = ladder_values(np.exp, 0.0)
    many = np.zeros((len(STEPS), 1000))
    noisy_above, noisy_below = (many + loss + 1e-8 * rng.standard_normal(many.shape) for loss in (above, below))
    found = differentiate(noisy_above, noisy_below, rounding=1e-8)
    assert np.all(np.abs(found.value - 1) < found.bar)


@pytest.mark.parametrize("claimed", [-1.0, 0.0, 1.0])
def test_a_kink_between_the_innermost_points_decides_nothing(claimed: float) -> None:
    found = differentiate(*ladder_values(lambda x: np.abs(x - STEPS[-1] / 3), 0.0))
    assert agree(np.array([claimed]), found, guard=LEAST_GUARD) is Agreement.INCONCLUSIVE


def test_a_kink_between_outer_points_is_left_out_by_the_inner_ones() -> None:
    found = differentiate(*ladder_values(lambda x: np.abs(x - STEPS[0] / 3), 0.0))
    assert np.abs(found.value + 1) < found.bar < 1e-10


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_losses_that_are_not_finite_give_an_infinite_bar_and_leave_other_directions_alone(bad: float) -> None:
    above, below = (np.repeat(side, 2, axis=1) for side in ladder_values(np.exp, 0.0))
    above[:, 0] = bad
    found = differentiate(above, below)
    assert found.bar[0] == np.inf
    assert np.abs(found.value[1] - 1) < found.bar[1] < 1e-9


def test_a_loss_near_zero_is_rounded_as_what_it_is_made_of() -> None:
    above, below = ladder_values(lambda x: -np.log(1 / (1 + np.exp(-20.0 - x))), 0.0)
    right = -1 / (1 + np.exp(20.0))
    careless, found = differentiate(above, below), differentiate(above, below, least=1.0)
    assert np.abs(careless.value - right) > careless.bar
    assert np.abs(found.value - right) < found.bar < 1e-11


def test_one_rung_that_is_not_finite_leaves_a_bar_that_holds() -> None:
    above, below = ladder_values(np.exp, 0.0)
    above[0] = np.nan
    found = differentiate(above, below)
    assert np.abs(found.value - 1) < found.bar < 1e-6


def test_equal_infinities_on_both_sides_are_not_a_derivative_of_zero() -> None:
    infinite = np.full((len(STEPS), 1), np.inf)
    assert differentiate(infinite, infinite).bar == np.inf


@pytest.mark.parametrize(("function", "x", "derivative"), FUNCTIONS)
def test_the_error_of_the_complex_step_is_within_its_bar(
    function: Callable[[Array], Array], x: float, derivative: float
) -> None:
    losses = function(complex_points(np.array(x), np.ones(1)))
    found = differentiate_complex(losses)
    assert np.abs(found.value - derivative) <= found.bar


def test_the_bar_of_the_complex_step_counts_rounding_units() -> None:
    found = differentiate_complex(np.array([2.0 + 3.0e-30j]))
    np.testing.assert_allclose(found.value, 3.0, rtol=1e-15)
    np.testing.assert_allclose(found.bar, ROUNDING_UNITS * EPSILON * 5.0, rtol=1e-12)


@pytest.mark.parametrize("bad", [complex(np.nan, 0), complex(0, np.inf), complex(np.inf, 0)])
def test_a_complex_loss_that_is_not_finite_gives_an_infinite_bar(bad: complex) -> None:
    assert differentiate_complex(np.array([bad])).bar == np.inf


def test_points_stand_on_both_sides_at_every_step_along_every_direction() -> None:
    x = np.arange(6.0).reshape(2, 3)
    directions = draw_directions(x.shape, np.random.default_rng(1))
    found = points(x, directions)
    assert found.shape == (len(STEPS), 2, DIRECTIONS, 2, 3)
    np.testing.assert_array_equal(found[1, 0, 2], x + STEPS[1] * directions[2])
    np.testing.assert_array_equal(found[1, 1, 2], x - STEPS[1] * directions[2])


def test_directions_have_length_one_and_follow_from_the_seed() -> None:
    first, second = (draw_directions((4, 5), np.random.default_rng(7), 6) for _ in range(2))
    np.testing.assert_array_equal(first, second)
    np.testing.assert_allclose(np.sum(first**2, axis=(1, 2)), 1.0)
