"""Norms of dh and dC over time: the reference's by a second route, a submission's where its run shows them."""

import numpy as np
import pytest
from grading import EXAMPLES, graded

from harness.cases import Sizes, draw
from harness.diagnosis.norms import norms
from harness.measured import REFERENCE, SUBMISSION, WITH_BUGS
from reference.language_model import forward
from reference.lstm import lstm_backward

CASE = draw("many", 6, Sizes(), np.random.default_rng(3))


def test_norms_of_dh_are_those_of_what_the_steps_after_carry_back_and_of_the_own_prediction() -> None:
    found = norms(REFERENCE, frozenset(), CASE)
    assert found is not None
    p = CASE.parameters
    z, f, i, g, C, o, h, _, outputs = forward(CASE.arrays["inputs"], CASE.arrays["h0"], CASE.arrays["C0"], p)
    upstream = [p[4].T @ (y - target) for y, target in zip(outputs, CASE.arrays["targets"], strict=True)]
    for t in range(CASE.T):
        after = slice(t + 1, None)
        states = C[t + 1 :], o[after], h[t + 1 :]
        carried = lstm_backward(upstream[after], z[after], f[after], i[after], g[after], *states, p)[2] if t < 5 else 0
        assert found.dh[t] == pytest.approx(np.linalg.norm(upstream[t] + carried))


@pytest.mark.parametrize(("bug", "steps"), [("carry-never-fed-back", 5), ("dc-without-carry", 5)])
def test_without_a_carry_the_last_step_alone_keeps_its_norm(bug: str, steps: int) -> None:
    right, wrong = norms(REFERENCE, frozenset(), CASE), norms(WITH_BUGS, frozenset({bug}), CASE)
    assert right is not None
    assert wrong is not None
    assert wrong.dC[steps] == pytest.approx(right.dC[steps])
    assert all(abs(wrong.dC[t] / right.dC[t] - 1) > 1e-3 for t in range(steps))


def test_a_loop_that_runs_forward_is_told_by_step_and_not_by_turn() -> None:
    found = norms(WITH_BUGS, frozenset({"time-loop-forward"}), CASE)
    right = norms(REFERENCE, frozenset(), CASE)
    assert found is not None
    assert right is not None
    assert found.dC[-1] != pytest.approx(right.dC[-1])


def test_a_set_that_raises_has_no_norms() -> None:
    assert norms(WITH_BUGS, frozenset({"dh-next-not-split.unsliced"}), CASE) is None


def test_a_run_that_shows_both_gradients_is_the_submissions_own() -> None:
    assert [curve.label for curve in graded(EXAMPLES / "one_bug.py").norms] == [REFERENCE, SUBMISSION]
    assert [curve.label for curve in graded(EXAMPLES / "correct.py").norms] == [REFERENCE]
