"""An explanation of a shorter case is looked at further only where a longer one does not deny it at once."""

from dataclasses import replace

from harness.cases import Sizes, ordinary
from harness.diagnosis import systems
from harness.diagnosis.extensions import CHEAP, WAYS, possible
from harness.diagnosis.trial import Bugs, Effort, Evidence, Trial

CASES = {case.T: case for case in reversed(ordinary(3, Sizes()))}
FIRST, LAST = (frozenset({f"time-loop-skips-a-step.{which}"}) for which in ("first", "last"))
FLIPPED = frozenset({"sign-flipped"})
NONE: Bugs = frozenset()


def trial(steps: int, bugs: Bugs) -> Trial:
    case = CASES[steps]
    return Trial(Evidence(case, systems.gradients(bugs, case), lambda found, _case: found), 1e-7, Effort())


def test_what_the_last_layer_denies_is_dropped_and_what_hidden_mutants_may_make_right_is_not() -> None:
    """One step shows nothing of a loop that skips it, so that either step may be the skipped one."""
    bugs = FIRST | FLIPPED
    one, two = trial(1, bugs), trial(2, bugs)
    assert possible(two, FIRST, [one])
    assert not possible(two, LAST, [one])


def test_what_an_earlier_case_would_have_shown_makes_nothing_right() -> None:
    assert not possible(trial(2, FLIPPED), NONE, [trial(1, NONE)])


def test_without_the_last_layer_no_explanation_is_dropped_nor_tried_for_long() -> None:
    gates = tuple(name for name in CASES[2].gradients if name[-1] != "v")
    case = replace(CASES[2], gradients=gates)
    two = Trial(Evidence(case, systems.gradients(FIRST, case), lambda found, _case: found), 1e-7, Effort())
    assert possible(two, LAST, [trial(1, FIRST)])
    assert two.effort.evaluations <= 1


def test_cheap_ways_are_tried_first_and_not_twice() -> None:
    assert WAYS[: len(CHEAP)] == CHEAP
    two = trial(2, NONE)
    for way in CHEAP:
        assert two.once(way, NONE, []) is two.once(way, NONE, [])
