"""A submission that behaves only while it believes itself watched, or only at first, gains nothing; nor does a liar."""

import pytest
from grading import CORRECT, graded_text, result

from harness.launching import Depth, Options
from harness.records import Status, Verdict

QUICK = Options(depth=Depth.QUICK)
COURSE = next(path for path in CORRECT if path.stem == "list_caches").read_text(encoding="utf-8")
TWO_FACED = """

import sys
right, calls = backward, []

def backward(*arguments):
    loss, gradients = right(*arguments)
    {good}
    return loss, gradients if good else tuple(0 * d for d in gradients)
"""
LYING = """

class Liar(np.ndarray):
    __eq__ = __le__ = __lt__ = __ge__ = lambda self, other: np.bool_(True)
    __sub__ = __rsub__ = lambda self, other: np.zeros(1)

right = backward

def backward(*arguments):
    loss, gradients = right(*arguments)
    return loss, tuple((0 * d).view(Liar) for d in gradients)
"""
PATCHING = """

right = backward

def backward(*arguments):
    loss, gradients = right(*arguments)
    np.abs = np.max = np.asarray = np.array_equal = np.allclose = lambda *a, **o: np.zeros(())
    return loss, tuple(0 * d for d in gradients)
"""


def two_faced(good: str) -> str:
    return COURSE + TWO_FACED.format(good=good)


@pytest.mark.parametrize(
    "good",
    [
        pytest.param("good = sys.gettrace() is not None", id="traced"),
        pytest.param("good = sys.getprofile() is not None", id="counted"),
        pytest.param("calls.append(1); good = len(calls) % 2 == 1", id="at the first of two calls"),
        pytest.param("calls.append(1); good = len(calls) < 4", id="at first"),
        pytest.param("good = len(arguments[0]) <= 6", id="on sequences of our usual length"),
        pytest.param("good = sys._getframe(1).f_globals.get('__name__') == '__main__'", id="called by a person"),
    ],
)
def test_who_is_right_only_at_times_is_not_right(good: str) -> None:
    report = graded_text(two_faced(good), QUICK)
    assert report.verdict is Verdict.UNEXPLAINED
    assert result(report, "gradients").fraction == 0.0 or result(report, "purity").status is Status.FAIL


@pytest.mark.parametrize("attack", [LYING, PATCHING], ids=["lying arrays", "a patched NumPy"])
def test_lies_earn_no_points(attack: str) -> None:
    report = graded_text(COURSE + attack, QUICK)
    assert report.verdict is not Verdict.CLEAN
    assert report.score.earned <= report.score.possible - 45


def test_the_same_wrapper_around_right_code_is_clean() -> None:
    assert graded_text(two_faced("good = True"), QUICK).verdict is Verdict.CLEAN
