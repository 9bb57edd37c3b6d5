"""The distance between what was found and what is right."""

import numpy as np
import pytest

from harness.answers import distance

INF, NAN = float("inf"), float("nan")


@pytest.mark.parametrize(
    ("found", "right", "expected"),
    [
        ([1.0, 2.0], [1.0, 2.0], 0.0),
        ([1.0, 2.5], [1.0, 2.0], 0.25),
        ([0.0, 0.0], [0.0, 0.0], 0.0),
        ([0.0, 1e-30], [0.0, 0.0], INF),
        ([1.0], [1.0, 2.0], INF),
        ([], [], 0.0),
        ([NAN, 1.0], [1.0, 1.0], INF),
        ([INF, 1.0], [INF, 1.0], 0.0),
        ([INF, 1.1], [INF, 1.0], 0.1),
        ([-INF, 1.0], [INF, 1.0], INF),
        ([NAN, 1.0], [NAN, 1.0], 0.0),
        ([NAN], [NAN], 0.0),
        ([1.0, INF], [INF, 1.0], INF),
    ],
)
def test_the_distance_is_relative_to_the_largest_right_entry(
    found: list[float], right: list[float], expected: float
) -> None:
    with np.errstate(invalid="ignore"):
        assert distance(np.array(found), np.array(right)) == pytest.approx(expected)


def test_what_is_absent_is_infinitely_far() -> None:
    assert distance(None, np.ones(2)) == INF
    assert distance(np.ones(2), None) == INF
