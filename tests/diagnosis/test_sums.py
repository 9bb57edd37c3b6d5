"""What one array for several gates holds tells of each gate's bugs, and sets of them are compared without being run."""

import pytest

from harness.cases import Sizes, ordinary
from harness.diagnosis import systems
from harness.diagnosis.influence import influence, is_last, is_wide
from harness.diagnosis.proposals import proposals
from harness.diagnosis.trial import Bugs, Effort, Evidence, Exhausted, Trial

ONE = next(case for case in ordinary(3, Sizes()) if case.T == 1)
LOCAL = {bug: tensors for bug, tensors in influence()[1].items() if tensors and not is_last(bug) and not is_wide(bug)}
NONE: Bugs = frozenset()


def trial(bugs: Bugs, most_steps: float = 1e9) -> Trial:
    found = systems.gradients(bugs, ONE)
    return Trial(Evidence(ONE, found, lambda gradients, _case: gradients), 1e-7, Effort(most_steps=most_steps))


@pytest.mark.parametrize(
    "bugs",
    [
        pytest.param(["bias-copied-from-another-gate.backward-f-from-o", "sigma-prime-half.g"], id="a copy"),
        pytest.param(
            ["bias-copied-from-another-gate.backward-i-from-o", "gradients-share-a-buffer.W", "sigma-prime-half.i"],
            id="a gate that only the sum shows",
        ),
        pytest.param(
            ["bias-copied-from-another-gate.backward-g-from-f", "bias-copied-from-another-gate.backward-i-from-f",
             "gradients-share-a-buffer.W", "sigma-prime-half.i", "candidate-double-tanh"],
            id="two gates that only the sum shows",
        ),
        pytest.param(
            ["gradients-share-a-buffer.W", "gradients-share-a-buffer.b", "sigma-prime-half.f", "input-double-sigmoid",
             "cell-double-tanh", "gate-derivative-missing.o"],
            id="two sums and nothing else",
        ),
        pytest.param(
            ["gradient-overwritten.W_o", "gradients-share-a-buffer.W", "weight-copied-from-another-gate.i-from-f"],
            id="a gradient with an array of its own, and a copy in the sum",
        ),
    ],
)  # fmt: skip
def test_what_is_noted_and_the_gates_bugs_are_proposed_first(bugs: list[str]) -> None:
    one = trial(frozenset(bugs))
    found = proposals(one, NONE, LOCAL)
    assert found[0].wrong == 0
    assert frozenset(bugs) in [proposal.bugs for proposal in found if proposal.cost == found[0].cost]
    assert one.effort.evaluations < 50


def test_what_is_compared_without_runs_is_paid_for_too() -> None:
    shared = frozenset(["gradients-share-a-buffer.W", "gradients-share-a-buffer.b", "sigma-prime-half.f"])
    with pytest.raises(Exhausted):
        proposals(trial(shared, most_steps=70), NONE, LOCAL)


def test_right_gradients_need_no_bug() -> None:
    assert proposals(trial(NONE), NONE, LOCAL)[0].bugs == NONE
