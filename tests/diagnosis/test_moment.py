"""A long case shows its steps one by one."""

import numpy as np
import pytest

from harness.cases import Case, Sizes, ordinary
from harness.diagnosis import systems
from harness.diagnosis.moment import Moment, moments
from harness.diagnosis.trial import Bugs, Effort, Evidence, Trial

MANY = next(case for case in ordinary(3, Sizes()) if case.name == "many")
NONE: Bugs = frozenset()


def trial(case: Case, bugs: Bugs = NONE) -> Trial:
    found = systems.gradients(bugs, case)
    return Trial(Evidence(case, found, lambda gradients, _case: gradients), 1e-7, Effort())


def steps(bugs: Bugs = NONE) -> list[Moment]:
    return list(moments(trial(MANY, bugs), NONE))


def test_the_steps_come_from_the_last_one_on_but_for_the_first() -> None:
    assert len(steps()) == MANY.T - 1


def test_the_last_step_gets_what_it_gets_when_it_is_the_only_one() -> None:
    """Nothing comes back from a later one, so that the last step alone, from the states before it, adds the same."""
    states = systems.answer(NONE, MANY)
    assert states.h is not None
    assert states.C is not None
    last = MANY.T - 1
    inputs, targets = (MANY.arrays[name][last:] for name in ("inputs", "targets"))
    only = MANY.having("only", h0=states.h[last], C0=states.C[last], inputs=inputs, targets=targets)
    row = steps()[0].values(NONE)
    assert row is not None
    start = steps()[0].places[0]
    alone = systems.gradients(NONE, only)["b_f"].ravel()
    np.testing.assert_allclose(row[start : start + MANY.H], alone, rtol=1e-9)


def test_a_step_that_adds_nothing_adds_exactly_nothing() -> None:
    row = steps()[0].values(frozenset(["time-loop-skips-a-step.last"]))
    assert row is not None
    assert not np.any(row[: MANY.H])


def test_a_bug_that_the_first_step_alone_has_is_seen_in_no_other() -> None:
    bug = frozenset(["time-loop-skips-a-step.first"])
    assert not any(moment.touched(NONE, bug) & {"W_f", "W_i", "W_g", "W_o"} for moment in steps())
    assert trial(MANY).touched(NONE, bug) >= {"W_f", "W_i", "W_g", "W_o"}


def test_a_step_costs_no_run_beyond_that_of_its_case() -> None:
    whole = trial(MANY)
    for moment in moments(whole, NONE):
        assert moment.whole(NONE)
    assert whole.effort.evaluations == 1


@pytest.mark.parametrize("inputs", ["equal", "batch"])
def test_a_case_whose_steps_cannot_be_told_apart_is_left_whole(inputs: str) -> None:
    if inputs == "equal":
        longest = MANY.arrays["inputs"]
        case = MANY.having("equal", inputs=np.repeat(longest, 3, axis=0), targets=np.repeat(longest, 3, axis=0))
    else:
        doubled = {name: np.repeat(MANY.arrays[name], 2, axis=-1) for name in ("inputs", "targets", "h0", "C0")}
        case = MANY.having("batch", **doubled)
    assert list(moments(trial(case), NONE)) == []
