"""Every check passes right code, fails on a planted bug, and is skipped where it makes no sense."""

import re

import numpy as np
import pytest
from grading import CORRECT, QUICK, graded, graded_text, mutated, reference_with, result

from harness.cases import Sizes, ordinary
from harness.checks._check import EARNING, checks
from harness.launching import Options
from harness.records import Status, Verdict
from mutants._bundle import reference_source

FULL = Options()
LOSS = "    loss = cross_entropy(outputs, targets)\n"
RETURN = "    return loss, (dW_f, dW_i, dW_g, dW_o, dW_v, db_f, db_i, db_g, db_o, db_v)\n"
SLOPE = "        da_g = dg * (1 - g[t] ** 2)\n"
CARRY = "        dC_next = dC * f[t]\n"

DIFFERENCES = """

def backward(z, f, i, g, C, o, h, v, outputs, targets, p):
    inputs = [z_t[h[0].shape[0] :] for z_t in z]
    gradients = [np.zeros_like(W) for W in p]
    for W, dW in zip(p, gradients):
        for place in np.ndindex(W.shape):
            kept = W[place]
            losses = []
            for step in (1e-5, -1e-5):
                W[place] = kept + step
                losses.append(cross_entropy(forward(inputs, h[0], C[0], p)[-1], targets))
            W[place] = kept
            dW[place] = (losses[0] - losses[1]) / 2e-5
    return cross_entropy(outputs, targets), tuple(gradients)
"""

# For each check: a planted text, and how it is noticed.
PLANTED = {
    "interface": (reference_with((RETURN, "    return None\n")), QUICK, Status.FAIL),
    "forward": (mutated("hidden-without-tanh.forward"), QUICK, Status.FAIL),
    "loss": (reference_with((LOSS, LOSS.rstrip() + " * 0.9\n")), QUICK, Status.FAIL),
    "gradients": (mutated("cell-double-tanh"), FULL, Status.FAIL),
    "carry": (mutated("dc-next-without-forget"), QUICK, Status.FAIL),
    "purity": (
        reference_with((RETURN, "    dW_f = dW_f * np.random.standard_normal()\n" + RETURN)),
        QUICK,
        Status.FAIL,
    ),
    "numerics": (mutated("softmax-overflow"), QUICK, Status.ADVICE),
    "training": (mutated("sign-flipped"), FULL, Status.FAIL),
    "honesty": (reference_source() + DIFFERENCES, QUICK, Status.ADVICE),
    "init": (mutated("forget-bias-zero"), QUICK, Status.ADVICE),
    "recipe": (mutated("learning-rate-too-high"), QUICK, Status.ADVICE),
    "syntax": (reference_source() + "\n\ndef show(x):\n    print x\n", QUICK, Status.ADVICE),
}


@pytest.mark.parametrize("check_id", checks())
def test_a_planted_bug_is_noticed_by_the_check_that_asks_for_it(check_id: str) -> None:
    text, options, status = PLANTED[check_id]
    found = result(graded_text(text, options), check_id)
    assert found.status is status, found.message
    assert found.fraction < 1 or status is Status.ADVICE or check_id in {"purity", "training"}


@pytest.mark.parametrize("check_id", checks())
def test_the_reference_passes_every_check(check_id: str) -> None:
    found = result(graded_text(reference_source(), FULL), check_id)
    assert found.status is Status.PASS, found.message
    assert found.fraction == 1


@pytest.mark.parametrize("check_id", checks())
def test_a_check_is_skipped_where_what_it_needs_did_not_pass(check_id: str) -> None:
    report = graded_text(reference_with((RETURN, "    return None\n")), FULL)
    found = result(report, check_id)
    if "interface" in checks()[check_id][1].requires:
        assert found.status is Status.SKIP
        assert found.message == "Not asked, because interface did not pass."
    assert (found.fraction == 0) == (found.status not in EARNING)


def test_checks_are_asked_in_reading_order_after_those_they_require() -> None:
    order = list(checks())
    assert order[0] == "interface"
    for check_id, (title, check) in checks().items():
        assert title.endswith("?")
        assert all(order.index(name) < order.index(check_id) for name in check.requires)
    assert sum(check.points for _, check in checks().values()) == 100


# --- interface ---


def test_the_line_and_the_exception_of_a_failing_backward_are_told() -> None:
    found = result(graded_text(reference_with((CARRY, "        dC_next = dC @ f[t]\n"))), "interface")
    facts = {fact.name: fact.value for fact in found.facts}
    assert "backward fails at line" in found.message
    assert facts["exception"] == "ValueError"
    assert re.fullmatch(r"line \d+", facts["line"])


def test_parameters_that_no_form_fits_are_told_and_not_blamed() -> None:
    # Unpacked from a dictionary of dictionaries by gate, which the code does not name as such.
    unpacked = "    dW_f, dW_i = (p[gate]['kernel'] for gate in ('first', 'second'))\n"
    report = graded_text(reference_with((RETURN, unpacked + RETURN)))
    found = result(report, "interface")
    assert found.status is Status.INCONCLUSIVE, found.message
    assert "harness contract" in found.message
    assert report.verdict is Verdict.INCONCLUSIVE


def test_a_failure_without_a_line_is_told_without_one() -> None:
    found = result(graded_text(reference_with((RETURN, "    return loss\n"))), "interface")
    assert found.message.endswith("expected loss and the ten gradients, with T = 1.")
    assert "Error" not in found.message
    assert {fact.name: fact.value for fact in found.facts}["line"] == "unknown"


def test_a_gradient_of_another_shape_is_told_with_both_shapes() -> None:
    found = result(graded_text(reference_with((RETURN, "    dW_f = dW_f.T\n" + RETURN))), "interface")
    assert found.message == ("backward returns the gradient of W_f with shape (9, 5), expected (5, 9), with T = 1.")


def test_a_gradient_of_complex_numbers_is_told() -> None:
    found = result(graded_text(reference_with((RETURN, "    dW_g = dW_g + 0j\n" + RETURN))), "interface")
    assert "gradient of W_g as complex128, expected real numbers" in found.message


@pytest.mark.parametrize(("name", "stacked"), [("x_above_h", "[x; h]"), ("list_caches", "[h; x]")])
def test_the_order_of_z_is_told(name: str, stacked: str) -> None:
    path = next(path for path in CORRECT if path.stem == name)
    facts = {fact.name: fact.value for fact in result(graded(path, FULL), "interface").facts}
    assert facts["z stacks"] == stacked


# --- forward ---


def test_the_first_wrong_step_of_a_state_is_told() -> None:
    found = result(graded_text(PLANTED["forward"][0]), "forward")
    facts = {fact.name: fact.value for fact in found.facts}
    assert found.message.startswith("The hidden states h are not the LSTM's: off by")
    assert facts["first wrong step"] == "1"


def test_predictions_that_are_not_finite_are_told_so() -> None:
    found = result(graded_text(reference_with(("y_t = softmax(v_t)", "y_t = softmax(v_t) * np.nan"))), "forward")
    assert "predictions are not the LSTM's: not finite" in found.message


def test_states_without_the_initial_one_are_compared_all_the_same() -> None:
    found = graded_text(
        reference_with(
            ("    return z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s\n",
             "    return z_s, f_s, i_s, g_s, C_s[1:], o_s, h_s[1:], v_s, output_s\n"),
            ("    cell_gradients, _, _, _ =", "    h, C = [_h0, *h], [_C0, *C]\n    cell_gradients, _, _, _ ="),
            ("        h_t = h[t + 1]\n        dv", "        h_t = h[t]\n        dv"),
            ("[np.zeros_like(h_t) for h_t in h[1:]]", "[np.zeros_like(h_t) for h_t in h]"),
            ("    W_v, b_v = p[4], p[9]\n    z_s",
             "    global _h0, _C0\n    _h0, _C0 = h_prev, C_prev\n    W_v, b_v = p[4], p[9]\n    z_s"),
            ("def forward(", "_h0 = _C0 = None\n\n\ndef forward("),
        )
    )  # fmt: skip
    assert result(found, "forward").status is Status.PASS, found.headline
    assert found.verdict is Verdict.CLEAN


def test_states_that_are_not_returned_are_not_judged() -> None:
    lists = "z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s"
    wrapper = "def backward(caches, outputs, targets, p):\n    return of_caches(*caches, outputs, targets, p)\n"
    text = reference_with(
        (f"    return {lists}, output_s\n", f"    return ({lists}), output_s\n"),
        ("def backward(\n", f"{wrapper}\n\ndef of_caches(\n"),
    )
    report = graded_text(text, FULL)
    assert report.verdict is Verdict.CLEAN, report.headline
    assert result(report, "forward").status is Status.PASS


def test_a_state_that_is_off_by_little_everywhere_has_no_first_wrong_step() -> None:
    result_line = "    return z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s\n"
    text = reference_with((result_line, result_line.replace(" C_s,", " [C * (1 + 1e-6) for C in C_s],")))
    facts = {fact.name: fact.value for fact in result(graded_text(text), "forward").facts}
    assert facts["first wrong step"] == "none alone"


# --- loss ---


def test_code_without_a_loss_is_judged_by_its_predictions() -> None:
    text = reference_with(("cross_entropy", "information"), (RETURN, RETURN.replace("loss, ", "")))
    report = graded_text(text, FULL)
    assert "returns no loss" in result(report, "loss").message
    assert report.verdict is Verdict.CLEAN


def test_the_loss_of_code_whose_backward_returns_none_is_that_of_its_loss_function() -> None:
    path = next(path for path in CORRECT if path.stem == "gradients_only")
    assert result(graded(path, FULL), "loss").facts


def test_a_mean_loss_is_called_a_mean() -> None:
    path = next(path for path in CORRECT if path.stem == "mean_loss_over_vocabulary")
    assert "the mean over the vocabulary" in result(graded(path, FULL), "loss").message


# --- gradients ---


@pytest.mark.parametrize("name", ["mean_loss_over_steps_and_gradient", "mean_loss_over_vocabulary"])
def test_gradients_of_the_sum_beside_a_loss_that_is_a_mean_are_told_as_such(name: str) -> None:
    path = next(path for path in CORRECT if path.stem == name)
    of_the_sum = name == "mean_loss_over_vocabulary"
    assert ("those of the loss's sum" in result(graded(path, FULL), "gradients").message) is of_the_sum


def test_half_of_the_points_are_earned_by_half_of_the_tensors() -> None:
    found = result(graded_text(reference_with((RETURN, RETURN.replace("dW_v", "0 * dW_v")))), "gradients")
    assert found.message == "Wrong: W_v (1 of 10)."
    assert found.fraction == pytest.approx(0.9)


def test_right_gradients_beside_a_loss_that_they_do_not_belong_to_are_inconclusive() -> None:
    """The value of the loss is right in every case, its slope in one of them is not."""
    two = next(case for case in ordinary(0, Sizes()) if case.name == "two")
    here = float(np.sum(two.arrays["W_f"]))
    ramp = f"np.where(np.abs(np.sum(p[0]) - {here!r}) < 0.5, np.sum(p[0]) - {here!r}, 0)"
    text = reference_with((LOSS, LOSS + f"    loss = loss + 1e-2 * {ramp}\n"))
    found = result(graded_text(text, FULL), "gradients")
    assert found.status is Status.INCONCLUSIVE
    assert "W_f are the reference's, but not those of the code's own loss" in found.message
    assert graded_text(text, FULL).verdict is Verdict.INCONCLUSIVE


def test_wrong_tensors_of_another_forward_pass_are_those_its_own_loss_denies() -> None:
    text = reference_with(
        ("h_t = o_t * np.tanh(C_t)", "h_t = o_t ** 2 * np.tanh(C_t)"),
        ("do = dh * np.tanh(C_t)", "do = dh * np.tanh(C_t) * 2 * o[t]"),
        ("dtanh = dh * o[t]", "dtanh = dh * o[t] ** 2"),
        (RETURN, RETURN.replace("db_i", "0 * db_i")),
    )
    found = result(graded_text(text, FULL), "gradients")
    assert found.message == "Wrong: b_i (1 of 10)."


def test_a_clip_and_a_refused_complex_step_are_told_as_facts() -> None:
    clip = next(path for path in CORRECT if path.stem == "clip_inside_backward")
    facts = {fact.name: fact.value for fact in result(graded(clip, FULL), "gradients").facts}
    assert facts["clip inside backward"] == "one norm over all gradients, at 0.25"
    single = next(path for path in CORRECT if path.stem == "float32_inside")
    facts = {fact.name: fact.value for fact in result(graded(single, FULL), "gradients").facts}
    assert facts["complex step, two"] == "the code does not carry complex numbers"
    facts = {fact.name: fact.value for fact in result(graded_text(reference_source(), FULL), "gradients").facts}
    assert facts["complex step, two"] == "right"


# --- carry ---


def test_a_gradient_lost_in_the_second_step_is_told_as_such() -> None:
    found = result(graded_text(PLANTED["carry"][0]), "carry")
    assert found.message.startswith("Right in one step, wrong in two: ")
    assert found.facts


def test_a_gradient_lost_only_later_is_told_as_such() -> None:
    text = reference_with((CARRY, "        dC_next = dC * f[t] * (1 if t < 2 else 0)\n"))
    assert "wrong in more than two" in result(graded_text(text), "carry").message


def test_what_is_wrong_in_one_step_leaves_the_carry_undecided() -> None:
    text = reference_with((RETURN, "    return loss, tuple(0 * W for W in p)\n"))
    found = result(graded_text(text), "carry")
    assert found.status is Status.INCONCLUSIVE
    assert "wrong in one step already" in found.message


# --- purity ---


def test_writing_into_the_callers_arrays_is_legal_but_told() -> None:
    path = next(path for path in CORRECT if path.stem == "writes_into_caller")
    found = result(graded(path, FULL), "purity")
    assert found.status is Status.ADVICE
    assert "writes into its caller's arrays" in found.message


# --- numerics ---


STATES = "    C_s, h_s = [C_prev], [h_prev]"
SOFTMAX = "    y_t = softmax(v_t)"
SIGMOID = "def sigmoid(x: Array) -> Array:"
NARROW = (
    "def sigmoid(x):\n    return np.where(np.abs(x) < 30, 1 / (1 + np.exp(-x)), 0.5)\n\n\ndef old(x: Array) -> Array:"
)
UNGUARDED = "    loss = -sum(np.sum(y * np.log(s)) for y, s in zip(targets, outputs))\n"
FRAGILE = {
    "float32": (STATES, f"    C_prev.dtype == float or C_prev.nope\n{STATES}", "single precision: forward fails: "),
    "predictions": (SOFTMAX, f"{SOFTMAX} + 0 * np.exp(v_t)", "where exp overflows: not finite: predictions"),
    "loss": (LOSS, UNGUARDED, "underflows to 0: not finite: the loss"),
    "gradients": (RETURN, "    db_v = db_v + 0 / outputs[0]\n" + RETURN, "not finite: gradients"),
    "saturated": (SIGMOID, NARROW, "gates driven to 0 and 1: predictions are wrong"),
    "odd state": ("dC_next = np.zeros_like(C[-1])", "dC_next = np.zeros_like(C[0])", "backward fails: "),
    "integer state": (CARRY, CARRY.rstrip() + " * (C[0].dtype == float)\n", "wrong gradients of"),
}


@pytest.mark.parametrize(("right", "fragile", "words"), FRAGILE.values(), ids=FRAGILE)
def test_what_extreme_or_odd_input_breaks_is_told(right: str, fragile: str, words: str) -> None:
    found = result(graded_text(reference_with((right, fragile))), "numerics")
    assert found.status is Status.ADVICE
    assert words in found.message


def test_finite_predictions_are_not_called_infinite_because_their_loss_is() -> None:
    """A function for both passes returns none: they are read off the loss."""
    path = next(path for path in CORRECT if path.stem == "char_loss_function")
    assert result(graded(path), "numerics").message.endswith("underflows to 0: not finite: the loss.")


def test_backward_that_refuses_an_odd_state_is_told_but_one_that_refuses_a_batch_is_not() -> None:
    refuses_odd = reference_with((CARRY, CARRY + "        C[0].dtype == float or C[0].nope\n"))
    assert "backward fails: AttributeError" in result(graded_text(refuses_odd), "numerics").message
    refuses_batch = reference_with((CARRY, CARRY + "        dC.shape[1] == 1 or dC.nope\n"))
    assert result(graded_text(refuses_batch), "numerics").status is Status.PASS


def test_odd_input_costs_nothing_where_ordinary_gradients_are_wrong_already() -> None:
    right = "    dC_next = np.zeros_like(C[-1])"
    text = mutated("cell-double-tanh").replace(right, right.replace("-1", "0"))
    assert right not in text
    assert result(graded_text(text), "numerics").status is Status.PASS


# --- training ---


def test_training_is_skipped_in_a_quick_check_and_costs_nothing() -> None:
    found = result(graded_text(reference_source(), QUICK), "training")
    assert (found.status, found.fraction) == (Status.SKIP, 1)


def test_a_training_run_that_breaks_off_is_told() -> None:
    text = reference_with((CARRY, CARRY + "        np.any(C[0]) or C[0].nope\n"))
    found = result(graded_text(text, FULL), "training")
    assert found.status is Status.FAIL
    assert "broke off" in found.message
