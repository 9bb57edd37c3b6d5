"""Choices of mutants are tried by size, each only where it may still matter."""

from harness.cases import Sizes, ordinary
from harness.diagnosis import systems
from harness.diagnosis.influence import influence, is_last
from harness.diagnosis.layers import Depth, fitting, layered
from harness.diagnosis.trial import Bugs, Effort, Evidence, Trial

TWO = next(case for case in ordinary(3, Sizes()) if case.T == 2)
NONE: Bugs = frozenset()
CARRY = ("carry-never-fed-back", "dh-without-carry", "dz-forgets-a-gate.f", "dz-forgets-a-gate.g", "time-loop-forward")
LASTS = {bug: tensors for bug, tensors in influence()[2].items() if is_last(bug)}


def trial(*bugs: str) -> Trial:
    gradients = systems.gradients(frozenset(bugs), TWO)
    return Trial(Evidence(TWO, gradients, lambda found, _case: found), 1e-7, Effort())


def test_the_smallest_choice_ends_the_search_before_larger_ones_are_run() -> None:
    one = trial("dz-forgets-a-gate.g")
    found = fitting(one, [NONE], CARRY, frozenset({"W_o"}), {}, Depth(slack=0))
    assert found == [frozenset({"dz-forgets-a-gate.g"})]
    assert one.effort.evaluations == 1 + len(CARRY)


def test_states_are_extended_together_so_that_a_wrong_one_does_not_use_up_all_runs() -> None:
    one = trial("dz-forgets-a-gate.g", "sign-flipped")
    states = [frozenset({"error-of-another-loss.squared"}), frozenset({"sign-flipped"})]
    found = fitting(one, states, CARRY, frozenset({"W_o"}), {}, Depth(slack=0))
    assert found == [frozenset({"dz-forgets-a-gate.g", "sign-flipped"})]
    assert one.effort.evaluations == len(states) * (1 + len(CARRY))


def test_what_is_only_noted_wrongly_is_asked_for_where_nothing_of_the_same_size_is_right() -> None:
    one = trial("dz-forgets-a-gate.g", "gradient-overwritten.W_o")
    judges = frozenset({"W_o"})
    assert fitting(one, [NONE], CARRY, judges, LASTS, Depth(slack=0, thorough=False)) == []
    assert fitting(one, [NONE], CARRY, judges, LASTS, Depth(slack=0)) == [frozenset({"dz-forgets-a-gate.g"})]


def test_no_more_mutants_are_added_than_the_depth_allows() -> None:
    whole = frozenset({"dz-forgets-a-gate.g", "dc-without-carry"})
    one = trial(*whole)
    through = {bug: influence()[2][bug] for bug in (*CARRY, "dc-without-carry")}
    assert layered(one, NONE, through, {}, {}, Depth(slack=0, most=1)) == []
    assert layered(one, NONE, through, {}, {}, Depth(slack=0)) == [whole]
