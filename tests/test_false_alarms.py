"""Correct code in habits that a grader could mistake for bugs: guards in the loss, clips, precision, dying probes."""

import re
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from grading import SUBMISSIONS, graded_text, mutated, reference_with, result

from harness.cases import Sizes, ordinary
from harness.diagnosis import systems
from harness.launching import Depth, Options
from harness.records import Status, Verdict

RETURN = "return loss, (dW_f, dW_i, dW_g, dW_o, dW_v, db_f, db_i, db_g, db_o, db_v)"
GRADIENTS = "(dW_f, dW_i, dW_g, dW_o, dW_v, db_f, db_i, db_g, db_o, db_v)"
GLOBAL = "clip_gradient_norm({grads}, {bound})"
MATRIX = "clip_gradient_norm_per_matrix({grads}, {bound})"
ELEMENT = "tuple(np.clip(grad, -{bound}, {bound}) for grad in {grads})"
WITH_EPS = "tuple(g * min(1, {bound} / (np.sqrt(sum(np.sum(a**2) for a in {grads})) + 1e-6)) for g in {grads})"


def returning(gradients: str, loss: str = "loss") -> str:
    """Return the reference whose backward returns something else."""
    return reference_with((RETURN, f"return {loss}, {gradients}"))


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("epsilon", ["1e-10", "1e-8", "1e-7", "1e-6", "1e-5"])
def test_any_customary_guard_in_the_logarithm_is_right(epsilon: str, seed: int) -> None:
    report = graded_text(reference_with(("EPSILON = 1e-12", f"EPSILON = {epsilon}")), Options(seed=seed))
    assert (report.verdict, report.bugs) == (Verdict.CLEAN, ()), report.headline


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("bound", ["0.01", "0.25", "1.0", "2.0", "3.0", "5.0"])
@pytest.mark.parametrize("clip", [GLOBAL, MATRIX, ELEMENT, WITH_EPS], ids=["global", "matrix", "element", "with eps"])
def test_a_clip_inside_backward_is_legal_at_any_bound(clip: str, bound: str, seed: int) -> None:
    report = graded_text(returning(clip.format(grads=GRADIENTS, bound=bound)), Options(seed=seed))
    errors = [bug.id for bug in report.bugs if bug.severity != "advice"]
    assert (report.verdict, errors) == (Verdict.CLEAN, []), report.headline


@pytest.mark.parametrize("bound", ["0.25", "1.0", "3.0"])
def test_a_bug_under_a_clip_keeps_its_name(bound: str) -> None:
    clipped = GLOBAL.format(grads=GRADIENTS, bound=bound)
    text = mutated("cell-double-tanh").replace(RETURN, f"return loss, {clipped}")
    assert [bug.id for bug in graded_text(text).bugs] == ["cell-double-tanh"]


def test_a_mean_loss_with_its_own_gradients_may_be_clipped_too() -> None:
    mean = f"tuple(g / len(outputs) for g in {GRADIENTS})"
    text = returning(GLOBAL.format(grads=mean, bound="1.0"), "loss / len(outputs)")
    assert graded_text(text, Options()).verdict is Verdict.CLEAN


@pytest.mark.parametrize("loss", ["np.float32(loss)", "float(loss)", "np.array([loss])"])
def test_a_loss_of_any_type_is_right(loss: str) -> None:
    assert graded_text(returning(GRADIENTS, loss), Options()).verdict is Verdict.CLEAN


def test_gradients_stored_in_single_precision_are_right_but_not_to_four_permille() -> None:
    single = f"tuple(np.float32(g) for g in {GRADIENTS})"
    assert graded_text(returning(single), Options()).verdict is Verdict.CLEAN
    wrong = returning(single.replace("dW_i", "dW_i * 1.004"))
    assert graded_text(wrong, Options()).verdict is Verdict.UNEXPLAINED


@pytest.mark.parametrize("body", ["    raise SystemExit\n", "    import os\n    os._exit(0)\n"])
def test_an_init_function_that_ends_the_process_takes_no_verdict_away(body: str) -> None:
    text = reference_with(
        ("def init_lstm(hidden_size", f"def init_lstm_(hidden_size, vocab_size):\n{body}\n\ndef init_lstm(hidden_size")
    )
    assert graded_text(text, Options()).verdict is Verdict.CLEAN


def test_a_training_run_that_is_too_slow_takes_no_verdict_away() -> None:
    slow = reference_with(
        (
            "    W_v, b_v = p[4], p[9]\n    z_s",
            "    import time\n    time.sleep(0.1)\n    W_v, b_v = p[4], p[9]\n    z_s",
        )
    )
    report = graded_text(slow, Options(seconds=1.0))
    assert report.verdict is Verdict.CLEAN
    assert result(report, "training").status is Status.INCONCLUSIVE


def test_two_threads_never_mix_their_bugs() -> None:
    case = ordinary(0, Sizes())[1]
    ids = ["sign-flipped", "cell-double-tanh"]
    right = {bug: systems.gradients(frozenset([bug]), case) for bug in ids}
    wrong: list[str] = []

    def run(bug: str) -> Callable[[], None]:
        def work() -> None:
            for _ in range(300):
                found = systems.gradients(frozenset([bug]), case)
                wrong.extend(name for name in found if not np.array_equal(found[name], right[bug][name]))

        return work

    threads = [threading.Thread(target=run(bug)) for bug in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


OWN_CONTRACT = """
def find(namespace):
    return {"forward": namespace["forward"], "backward": namespace["backward"]}
def forward(namespace, case):
    found = namespace["forward"](case["inputs"], case["h0"], case["C0"], tuple(case[name] for name in NAMES))
    return {"outputs": found[8]}, found
def backward(namespace, case, cache):
    loss, found = namespace["backward"](*cache, case["targets"], tuple(case[name] for name in NAMES))
    return {"d" + name: found[name] for name in NAMES}
NAMES = ("W_f", "W_i", "W_g", "W_o", "W_v", "b_f", "b_i", "b_g", "b_o", "b_v")
"""


def test_an_exception_of_the_contracts_own_is_no_error_of_the_submission(tmp_path: Path) -> None:
    contract = tmp_path / "odd.py"
    contract.write_text(OWN_CONTRACT, encoding="utf-8")
    report = graded_text(reference_with(), Options(contract=str(contract)))
    assert report.verdict is Verdict.INCONCLUSIVE
    assert "tuple indices must be integers" in report.headline
    assert "None of its lines failed, so that it may be right" in report.headline


def test_a_class_whose_parameters_are_not_found_is_not_called_wrong() -> None:
    text = (SUBMISSIONS / "correct" / "class_dictionaries_by_gate.py").read_text(encoding="utf-8")
    report = graded_text(text.replace("self.Wx", "self.stuff"))
    assert report.verdict is Verdict.UNGRADABLE
    assert "the parameters of CharLSTM are not found: expected attributes W_f, b_f, … W_v, b_v" in report.headline
    assert "--contract FILE.py" in report.headline


def test_a_gradient_of_half_a_weight_in_another_shape_is_told() -> None:
    text = (SUBMISSIONS / "correct" / "class_dictionaries_by_gate.py").read_text(encoding="utf-8")
    report = graded_text(
        text.replace("return loss, g_all", "return loss, {k: g[1:] if k[:2] == 'Wx' else g for k, g in g_all.items()}")
    )
    assert report.verdict is not Verdict.CLEAN
    assert "the gradient of W_f for x with shape (3, 5)" in report.headline


def test_a_result_that_is_none_of_the_agreed_ones_is_told_without_an_exception() -> None:
    report = graded_text(
        "def forward(inputs, h_prev, C_prev, p):\n    return 'hello'\n\n\ndef backward(*a):\n    ...\n"
    )
    assert report.verdict is Verdict.UNEXPLAINED
    assert report.headline == (
        "forward returned a string: expected a list of 1 distributions of shape (4, 1), with T = 1."
    )


@pytest.mark.parametrize("state", ["h_prev", "C_prev"])
def test_a_state_that_forward_takes_and_drops_is_an_error(state: str) -> None:
    text = (SUBMISSIONS / "correct" / "list_caches.py").read_text(encoding="utf-8")
    first = "    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p\n"
    dropped = text.replace(first, f"{first}    {state} = np.zeros_like({state})\n", 1)
    assert dropped != text
    report = graded_text(dropped)
    assert result(report, "forward").status is Status.FAIL
    assert report.verdict is not Verdict.CLEAN


def test_states_that_forward_does_not_take_may_be_zeros() -> None:
    text = (SUBMISSIONS / "correct" / "list_caches.py").read_text(encoding="utf-8")
    text = text.replace(
        "def forward(inputs, h_prev, C_prev, p):\n",
        "def forward(inputs, p):\n    h_prev = C_prev = np.zeros((p[0].shape[0], 1))\n",
    )
    assert "def forward(inputs, p)" in text
    assert graded_text(text).verdict is Verdict.CLEAN


@pytest.mark.parametrize("body", ["import os; os._exit(0)", "while True: pass"])
def test_a_backward_that_never_comes_back_is_not_told_as_a_definition(body: str) -> None:
    text = (SUBMISSIONS / "correct" / "list_caches.py").read_text(encoding="utf-8")
    head = "def backward(z, f, i, g, C, o, h, v, outputs, targets, p):\n"
    report = graded_text(text.replace(head, f"{head}    {body}\n"), Options(depth=Depth.QUICK, seconds=1.0))
    assert report.verdict is Verdict.UNGRADABLE
    assert "forward and backward" in report.headline


NUMBERS = "import numpy as np\n"
SOFTMAX = "    shifted = v - np.max(v, axis=0, keepdims=True)\n"


def test_a_global_t_may_be_a_temperature() -> None:
    tempered = SOFTMAX.replace("v - np.max(v,", "v / T - np.max(v / T,")
    report = graded_text(reference_with((NUMBERS, f"{NUMBERS}T = 1\n"), (SOFTMAX, tempered)))
    assert report.verdict is Verdict.CLEAN, report.headline


def test_a_state_beside_a_cell_state_is_the_hidden_one() -> None:
    text = reference_with(("h_prev: Array, C_prev: Array", "state: Array, C_prev: Array"), ("h_prev", "state"))
    report = graded_text(text)
    assert report.verdict is Verdict.CLEAN, report.headline


def test_an_lstm_in_any_language_whose_backward_raises_is_not_told_to_lack_gates() -> None:
    text = (SUBMISSIONS / "correct" / "pinyin_names.py").read_text(encoding="utf-8")
    split = re.sub(r"d_yincang = dz\[[^]]*\]", "d_yincang = dz", text)
    assert split != text
    assert "without a cell state" not in graded_text(split).headline
