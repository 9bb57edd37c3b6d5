"""What a weight is for is found out by shutting gates, where names do not say it."""

from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from grading import SUBMISSIONS, graded_text

from harness.answers import Answer
from harness.cases import Sizes, ordinary
from harness.checks import forward as forward_check
from harness.contracts import _names
from harness.contracts._gates import learn_parameters
from harness.contracts._layouts import Arrays
from harness.contracts._names import PARAMETER_ALIASES, PARAMETERS
from harness.contracts._trial import small_case
from harness.diagnosis import systems
from harness.observations import Observations
from harness.records import Status, Unexplained, Verdict
from reference.language_model import forward

FUSED = (SUBMISSIONS / "correct" / "fused_arguments.py").read_text(encoding="utf-8")
SIGMOID = "1 / (1 + np.exp(-x))"
WORDS = ("olvido", "entrada", "candidato", "salida", "palabra")
MEANING = {f"{kind}_{word}": f"{kind}_{gate}" for kind in "Wb" for word, gate in zip(WORDS, "figov", strict=True)}


def predict(case: Arrays) -> np.ndarray:  # type: ignore[type-arg]  # of floats
    """Run the reference with each array as the parameter for which its foreign name is taken."""
    given = {right: case[PARAMETER_ALIASES[_names.plain(name)]] for name, right in MEANING.items()}
    p = tuple(np.asarray(given[name], dtype=float) for name in PARAMETERS)
    with np.errstate(all="ignore"):
        results = forward(list(case["inputs"]), case["h0"], case["C0"], p)  # type: ignore[arg-type]
    return np.stack(results[8])


@pytest.mark.parametrize("seed", range(8))
def test_foreign_names_are_understood_in_whatever_order_they_stand(seed: int) -> None:
    order = np.random.default_rng(seed).permutation(list(MEANING))
    assert learn_parameters(map(str, order), predict, small_case())
    assert {name: PARAMETER_ALIASES[_names.plain(name)] for name in MEANING} == MEANING


def test_names_without_pairs_are_left_alone() -> None:
    assert not learn_parameters("abcdefghij", predict, small_case())


def test_what_does_not_behave_like_an_lstm_is_not_understood() -> None:
    assert not learn_parameters(MEANING, lambda _case: np.zeros(3), small_case())


@pytest.mark.parametrize(
    "guarded",
    [
        "1 / (1 + np.exp(-np.clip(x, -10, 10)))",
        "1 / (1 + np.exp(-np.clip(x, -20, 20)))",
        "1e-7 + (1 - 2e-7) / (1 + np.exp(-x))",
        "np.clip(1 / (1 + np.exp(-x)), 1e-6, 1 - 1e-6)",
    ],
)
def test_the_order_of_the_gates_is_told_through_a_guarded_sigmoid(guarded: str) -> None:
    assert FUSED.count(SIGMOID) == 1
    report = graded_text(FUSED.replace(SIGMOID, guarded))
    assert report.verdict is Verdict.CLEAN, report.headline


@pytest.mark.parametrize(
    ("right", "wrong", "bugs"),
    [
        ("W @ z + b", "W @ z", {f"forward-forgets-bias.{gate}" for gate in "figo"}),
        ("h = o * np.tanh(c)", "h = o * c", {"hidden-without-tanh.forward"}),
        ("Wy @ h + by", "Wy @ h", {"forward-forgets-bias.v"}),
    ],
)
def test_a_bug_of_the_forward_pass_is_named_where_one_array_holds_all_gates(
    right: str, wrong: str, bugs: set[str]
) -> None:
    assert FUSED.count(right) == 1
    report = graded_text(FUSED.replace(right, wrong))
    assert report.verdict is Verdict.BUGS, report.headline
    assert {bug.id for bug in report.bugs} == bugs


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("f * c + i * g", "f * c + g"),
        ("f * c + i * g", "c + i * g"),
        ("h = o * np.tanh(c)", "h = np.tanh(c)"),
        ("ifo[:H], ifo[H : 2 * H],", "ifo[:H], ifo[:H],"),
        ("np.tanh(a[3 * H :])", "sigmoid(a[3 * H :])"),
        ("np.tanh(a[3 * H :])", "np.tanh(a[2 * H : 3 * H])"),
    ],
)
def test_a_forward_pass_that_is_no_lstm_s_in_any_order_of_the_gates_is_told_so(right: str, wrong: str) -> None:
    assert FUSED.count(right) == 1
    report = graded_text(FUSED.replace(right, wrong))
    assert report.verdict is Verdict.UNEXPLAINED
    assert "not an LSTM's, in whatever order the array of all gates holds them" in report.headline
    assert report.unexplained == Unexplained()


def test_what_is_wrong_from_the_second_step_on_is_not_said_of_the_order_of_the_gates() -> None:
    """One step is right, which no other order would give; that the cell state is not carried hides what f does."""
    kept = "cache.append((z, i, f, o, g, c_old, c, h, y))\n"
    assert FUSED.count(kept) == 1
    report = graded_text(FUSED.replace(kept, f"{kept}        c = c_old\n"))
    assert report.verdict is Verdict.UNEXPLAINED
    assert "The predictions are not the LSTM's" in report.headline
    assert report.unexplained is not None
    assert report.unexplained.tensors


def test_right_predictions_in_another_order_than_was_guessed_decide_nothing() -> None:
    case = ordinary(0, Sizes())[0]
    swapped = {f"{kind}_{one}": case.arrays[f"{kind}_{other}"] for one, other in ("fi", "if") for kind in "Wb"}
    outputs = systems.answer((), case.having("in another order", **swapped)).outputs
    answers = [(case, Answer(outputs, guessed_gates=True))]
    given = SimpleNamespace(cell=False, tolerance=1e-7, guessed_gates=True, answers=answers)
    found = forward_check.judge(cast("Observations", given))
    assert found.status is Status.INCONCLUSIVE
    assert "gates=" in found.message


def test_the_order_of_the_gates_is_told_from_zero_states_too() -> None:
    own = "h, c = h_prev, c_prev"
    assert FUSED.count(own) == 1
    report = graded_text(FUSED.replace(own, "h, c = np.zeros_like(h_prev), np.zeros_like(c_prev)"))
    # A state that is taken and dropped is wrong; what is predicted from zeros is right.
    assert "not an LSTM's" not in report.headline
