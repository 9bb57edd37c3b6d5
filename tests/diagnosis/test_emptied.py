"""A sum that adds a carry of zeros is not blamed, nor what reads a wrong copy: the line that made them is."""

import pytest
from grading import SUBMISSIONS, observed, reference_with

from harness.conventions import LossScale
from harness.diagnosis.locate import locate

DH, DC = "dh_next = dz[:H]\n", "dC_next = dC * f[t]\n"
TANH = ("        do = dh * np.tanh(C_t)\n", "        squashed = C_t\n        do = dh * squashed\n")


def lines(text: str, *bugs: str) -> dict[str, str]:
    with observed(text) as observations:
        return {bug: place.code for bug, place in locate(observations, frozenset(bugs), LossScale.SUM).items()}


@pytest.mark.parametrize(
    ("right", "zeros", "bug"),
    [
        (DH, "dh_next = np.zeros_like(dh_next)\n", "dh-without-carry"),
        (DC, "dC_next = np.zeros_like(dC_next)\n", "dc-without-carry"),
    ],
)
def test_the_line_is_told_that_gives_the_carry_its_zeros(right: str, zeros: str, bug: str) -> None:
    assert lines(reference_with((right, zeros)), bug) == {bug: zeros.strip()}


def test_zeros_that_come_through_another_name_are_followed_to_their_line() -> None:
    text = reference_with((DH, "nothing = dh * 0\n        dh_next = nothing\n"))
    assert lines(text, "dh-without-carry") == {"dh-without-carry": "nothing = dh * 0"}


@pytest.mark.parametrize(("right", "bug"), [(DH, "dh-without-carry"), (DC, "dc-without-carry")])
def test_a_carry_that_is_never_given_anything_has_no_line(right: str, bug: str) -> None:
    assert lines(reference_with((right, "pass\n")), bug) == {}


def test_what_a_step_by_itself_is_handed_without_the_carry_is_wrong_where_it_is_handed() -> None:
    text = (SUBMISSIONS / "wrong_lines" / "step_without_dh.py").read_text(encoding="utf-8")
    wrong = "dx[:, t], dh_prev, dc_prev, dWx_t, dWh_t, db_t = lstm_step_backward(dh[:, t], dc_prev, cache[t])"
    assert lines(text, "dh-without-carry") == {"dh-without-carry": wrong}


def test_a_copy_that_all_its_uses_take_for_something_else_is_the_wrong_line() -> None:
    text = reference_with(TANH, ("(1 - np.tanh(C_t) ** 2)", "(1 - squashed**2)"))
    found = lines(text, "tanh-forgotten-in-output-gate", "one-minus-c-squared")
    assert found == dict.fromkeys(("one-minus-c-squared", "tanh-forgotten-in-output-gate"), "squashed = C_t")


def test_a_copy_that_is_used_rightly_too_is_not_blamed() -> None:
    text = reference_with(TANH, ("(1 - np.tanh(C_t) ** 2)", "(1 - np.tanh(squashed) ** 2)"))
    assert lines(text, "tanh-forgotten-in-output-gate") == {"tanh-forgotten-in-output-gate": "do = dh * squashed"}
