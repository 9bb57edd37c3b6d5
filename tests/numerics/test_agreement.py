"""The judge: three answers, and NaN never passes."""

import numpy as np
import pytest

from harness.numerics.agreement import LEAST_GUARD, Agreement, agree, discrepancy_in_bars, guard_of_loss
from harness.numerics.derivative import Derivative

SHARP = Derivative(value=np.array([1.0, -0.5]), bar=np.array([1e-12, 1e-12]))
NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("claimed", "expected"),
    [
        ([1.0, -0.5], Agreement.RIGHT),
        ([1.0 + 1e-12, -0.5], Agreement.RIGHT),
        ([1.001, -0.5], Agreement.WRONG),
        ([-1.0, 0.5], Agreement.WRONG),
        ([1.0, 0.0], Agreement.WRONG),
        ([NAN, -0.5], Agreement.WRONG),
        ([INF, -0.5], Agreement.WRONG),
        ([1.0 + 1.2e-9, -0.5], Agreement.INCONCLUSIVE),
    ],
)
def test_a_sharp_bar_decides_all_but_the_strip_between_the_thresholds(
    claimed: list[float], expected: Agreement
) -> None:
    assert agree(np.array(claimed), SHARP, guard=LEAST_GUARD) is expected


@pytest.mark.parametrize("claimed", [0.0, 1.0, 5.0, NAN, INF])
def test_an_infinite_bar_decides_nothing(claimed: float) -> None:
    unknown = Derivative(value=np.array([0.0]), bar=np.array([INF]))
    assert agree(np.array([claimed]), unknown, guard=LEAST_GUARD) is Agreement.INCONCLUSIVE


def test_one_unknown_direction_makes_a_right_tensor_inconclusive_and_leaves_a_wrong_one_wrong() -> None:
    half_known = Derivative(value=np.array([1.0, 0.0]), bar=np.array([1e-12, INF]))
    assert agree(np.array([1.0, 7.0]), half_known, guard=LEAST_GUARD) is Agreement.INCONCLUSIVE
    assert agree(np.array([2.0, 7.0]), half_known, guard=LEAST_GUARD) is Agreement.WRONG


def test_a_bar_as_large_as_the_derivative_is_inconclusive() -> None:
    blunt = Derivative(value=np.array([1.0]), bar=np.array([0.5]))
    assert agree(np.array([1.0]), blunt, guard=LEAST_GUARD) is Agreement.INCONCLUSIVE
    assert agree(np.array([0.0]), blunt, guard=LEAST_GUARD) is Agreement.INCONCLUSIVE


def test_a_claim_far_outside_a_blunt_bar_is_wrong() -> None:
    nearly_zero = Derivative(value=np.array([0.0]), bar=np.array([1e-14]))
    assert agree(np.array([0.3]), nearly_zero, guard=LEAST_GUARD) is Agreement.WRONG


def test_a_tensor_without_influence_is_right_when_claimed_to_have_none() -> None:
    zero = Derivative(value=np.zeros(3), bar=np.full(3, 1e-14))
    assert agree(np.zeros(3), zero, guard=LEAST_GUARD) is Agreement.RIGHT


def test_a_perfect_claim_with_a_bar_of_zero_is_no_bars_off() -> None:
    exact = Derivative(value=np.zeros(1), bar=np.zeros(1))
    assert discrepancy_in_bars(np.zeros(1), exact, guard=0.0) == 0.0


@pytest.mark.parametrize(
    ("loss", "exact", "expected"),
    [
        (1.0, 1.0, LEAST_GUARD),
        (1.0 - 1e-7, 1.0, 1.5e-6),
        (-1.0 - 1e-7, -1.0, 1.5e-6),
        (0.5, 1.0, LEAST_GUARD),
        (NAN, 1.0, LEAST_GUARD),
        (0.0, 0.0, LEAST_GUARD),
        (1.0, 0.0, LEAST_GUARD),
    ],
)
def test_the_guard_follows_small_shifts_of_the_loss_only(loss: float, exact: float, expected: float) -> None:
    assert guard_of_loss(loss, exact) == pytest.approx(expected, rel=1e-6)
