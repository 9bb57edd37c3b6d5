"""A layout in which forward runs may be another than the submission's own: a right program is not wrong for it."""

import pytest
from grading import SUBMISSIONS, graded_text

from harness.contracts import language_model as contract
from harness.contracts._layouts import Steps
from harness.contracts._plan import PLAN, Plan
from harness.contracts._trial import small_case
from harness.records import Verdict

VECTORS = (SUBMISSIONS / "correct" / "pullbacks_of_vectors.py").read_text(encoding="utf-8")
TIME_FIRST = (SUBMISSIONS / "correct" / "rows_time_first.py").read_text(encoding="utf-8")
BATCH_FIRST = (SUBMISSIONS / "correct" / "rows_batch_first.py").read_text(encoding="utf-8")
OWN_STATES = 'def forward(x, p):\n    T, N, V = x.shape\n    n = p["Wh"].shape[1]\n    h = c = np.zeros((N, n))\n'


def with_edit(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


def steps_of(text: str) -> Steps:
    """Return how a submission's inputs are handed over once both passes have run several steps."""
    namespace: dict[str, object] = {}
    exec(text, namespace)  # noqa: S102  (a fixture's)
    contract.forward(namespace, small_case())
    plan = namespace[PLAN]
    assert isinstance(plan, Plan)
    return plan.candidates[0].layout.steps


@pytest.mark.parametrize(
    "text",
    [
        VECTORS,
        # No exception, but a loss that is no cross-entropy.
        with_edit(VECTORS, "float(y @ np.log(np.maximum(p, 1e-300)))", "np.log(p[np.argmax(y)]) / len(p.shape)"),
        # Clipped: the gradients are those of the loss but for a factor.
        with_edit(VECTORS, "return loss, grad", "return loss, {k: np.clip(v, -1e9, 1e9) for k, v in grad.items()}"),
        TIME_FIRST,
        # Nothing raises where it is given batch first: each step is taken for a sequence of its own.
        with_edit(TIME_FIRST, "def forward(x, h, c, p):\n    n = h.shape[-1]\n", OWN_STATES),
    ],
)
def test_a_right_program_is_clean_whatever_layout_its_forward_runs_in(text: str) -> None:
    report = graded_text(text)
    assert report.verdict is Verdict.CLEAN, report.headline


@pytest.mark.parametrize(
    ("text", "right", "wrong", "bug"),
    [
        (VECTORS, "return dz[: len(h)], dc * f", "return dz[: len(h)], dc", "dc-next-without-forget"),
        (TIME_FIRST, "        dc = dc * f\n", "", "dc-next-without-forget"),
    ],
)
def test_a_bug_is_named_where_the_likeliest_layout_is_the_wrong_one(
    text: str, right: str, wrong: str, bug: str
) -> None:
    """With one step, where it does no harm, the layout shows."""
    report = graded_text(with_edit(text, right, wrong))
    assert [found.id for found in report.bugs] == [bug]


def test_code_that_is_wrong_in_every_layout_stays_in_the_likeliest() -> None:
    report = graded_text(with_edit(VECTORS, 'grad["b" + k] += d', 'grad["b" + k] += d[:3]'))
    assert "backward fails at line 54" in report.headline
    assert report.verdict is not Verdict.CLEAN


def test_time_first_is_told_from_batch_first_by_what_goes_from_step_to_step() -> None:
    assert steps_of(TIME_FIRST) is Steps.ROWS
    assert steps_of(BATCH_FIRST) is Steps.BATCH


def test_batch_first_code_that_carries_nothing_stays_batch_first() -> None:
    forgetful = with_edit(BATCH_FIRST, "X[:, t], hs[:, t]\n        fs[", "X[:, t], hs[:, 0]\n        fs[")
    forgetful = with_edit(forgetful, "fs[:, t] * cs[:, t] +", "fs[:, t] * cs[:, 0] +")
    assert steps_of(forgetful) is Steps.BATCH


def test_which_layout_it_is_was_asked_once_and_not_again_where_functions_are_defined_anew() -> None:
    """As when their values are noted: more runs than the case's own would be taken for steps."""
    namespace: dict[str, object] = {"calls": []}
    counted = with_edit(BATCH_FIRST, "    N, T, D = X.shape\n", "    N, T, D = X.shape\n    calls.append(T)\n")
    exec(counted, namespace)  # noqa: S102  (a fixture's)
    contract.forward(namespace, small_case())
    exec(counted, namespace)  # noqa: S102  (the same again)
    calls = namespace["calls"]
    assert isinstance(calls, list)
    calls.clear()
    contract.forward(namespace, small_case())
    assert len(calls) == 1
