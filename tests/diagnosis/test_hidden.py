"""Mutants that change nothing beside known bugs are told, many in one run, and tell what shows only later."""

import pytest

from harness.cases import Sizes, ordinary
from harness.diagnosis import systems
from harness.diagnosis.hidden import anything_moves, hidden, unmoved
from harness.diagnosis.influence import free, influence, is_last, is_wide
from harness.diagnosis.moment import moments
from harness.diagnosis.trial import Bugs, Effort, Evidence, Trial

CASES = {case.T: case for case in reversed(ordinary(3, Sizes()))}
EVERY = tuple(influence()[2])
LOCAL = {bug: tensors for bug, tensors in influence()[1].items() if tensors and not is_last(bug) and not is_wide(bug)}
NONE: Bugs = frozenset()


def trial(steps: int) -> Trial:
    case = CASES[steps]
    return Trial(Evidence(case, systems.gradients(NONE, case), lambda gradients, _case: gradients), 1e-7, Effort())


@pytest.mark.parametrize("packed", [True, False])
def test_in_one_step_what_goes_through_time_changes_nothing(packed: bool) -> None:
    one = trial(1)
    still = {*unmoved(one, NONE, EVERY, LOCAL if packed else {})}
    assert still == {bug for bug in EVERY if not influence()[1][bug]}


def test_packs_of_different_gates_cost_fewer_runs_than_bugs_one_by_one() -> None:
    packed, single = trial(1), trial(1)
    assert [*unmoved(packed, NONE, [*LOCAL], LOCAL)] == [*unmoved(single, NONE, [*LOCAL], {})]
    assert packed.effort.evaluations < single.effort.evaluations


def test_a_loop_that_skips_the_only_step_hides_everything_at_little_cost() -> None:
    skips = frozenset({"time-loop-skips-a-step.first"})
    one = trial(1)
    assert not anything_moves(one, skips, free(skips, EVERY))
    assert one.effort.evaluations < 15


def test_what_a_dropped_gradient_hides_in_one_step_shows_in_two() -> None:
    dropped = frozenset({"last-cell-gradient-dropped"})
    found = hidden(trial(2), dropped, [trial(1)], LOCAL)
    assert found["candidate-double-tanh"] == {"W_g", "b_g"}
    assert "dc-next-without-forget" not in found
    assert "output-double-sigmoid" not in found


@pytest.mark.parametrize(
    "known",
    [
        ["last-cell-gradient-dropped"],
        ["weight-copied-from-another-gate.i-from-f", "dc-without-carry"],
        ["gradients-share-a-buffer.W", "weight-copied-from-another-gate.f-from-o", "last-cell-gradient-dropped"],
        ["gradients-share-a-buffer.b", "gradients-share-a-buffer.W", "time-loop-skips-a-step.first"],
    ],
    ids=", ".join,
)
def test_what_is_tried_in_packs_is_what_runs_one_by_one_tell(known: list[str]) -> None:
    """What one gate's weight notes of another's does not make its own sum the other's."""
    bugs = frozenset(known)
    one, two = trial(1), trial(2)
    found = hidden(trial(2), bugs, [trial(1)], {})
    opened = [bug for bug in free(bugs, EVERY) if not one.touched(bugs, frozenset([bug]))]
    each = {bug: two.touched(bugs, frozenset([bug])) for bug in opened}
    assert found == {bug: tensors for bug, tensors in each.items() if tensors}


def test_what_is_noted_of_different_gradients_costs_few_runs() -> None:
    one, lasts = trial(2), [bug for bug in EVERY if is_last(bug) and influence()[2][bug]]
    assert not [*unmoved(one, NONE, lasts, {})]
    assert one.effort.evaluations < len(lasts) / 2


def test_the_steps_of_a_long_case_are_asked_for_with_the_same_runs() -> None:
    dropped = frozenset({"last-cell-gradient-dropped"})
    many = trial(6)
    last, before = [*moments(many, NONE)][:2]
    known = [*unmoved(last, dropped, [bug for bug in free(dropped, EVERY) if not is_last(bug)], {})]
    spent = many.effort.evaluations
    hidden(before, dropped, [trial(1), last], {})
    # No more than what is noted of gradients, in packs.
    assert known
    assert many.effort.evaluations - spent < 10
