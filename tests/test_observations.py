"""What the submission answered is asked for once, and its habits are found from the first answers."""

import numpy as np
import pytest
from grading import CORRECT, SUBMISSIONS, graded_text, observed, reference_with, written

from harness.answers import distance
from harness.cases import Sizes
from harness.conventions import ClipKind
from harness.diagnosis import systems
from harness.observations import EXACT, SINGLE
from harness.probing import integers_of, other_sizes
from harness.submissions.python import read
from harness.wire import Message
from mutants._bundle import reference_source


def text_of(name: str) -> str:
    return next(path for path in CORRECT if path.stem == name).read_text(encoding="utf-8")


def test_an_answer_is_asked_for_once_and_has_the_references_numbers() -> None:
    with observed(reference_source()) as observations:
        case = observations.ordinary[2]
        answer = observations.answer(case)
        assert observations.answer(case) is answer
        right = systems.answer((), case)
        assert answer.failure is None
        assert answer.repeatable
        assert answer.changed == ()
        assert answer.loss == pytest.approx(right.loss)
        assert distance(answer.C, right.C) < 1e-14
        assert systems.same_gradients(answer, right, 1e-12)


def test_requests_sent_ahead_get_their_own_replies_in_whatever_order_they_are_read() -> None:
    with observed(reference_source()) as observations:
        observations.prefetch(observations.ordinary)
        for case in reversed(observations.ordinary):
            observations.start(f"again {case.name}", observations._message(case, swapped=False))
        asked = observations.ask(observations._message(observations.ordinary[0], swapped=False))
        for case in observations.ordinary:
            again = observations.result(f"again {case.name}")
            np.testing.assert_array_equal(again.arrays["forward.outputs"], observations.answer(case).outputs)
        np.testing.assert_array_equal(
            asked.arrays["forward.outputs"], observations.answer(observations.ordinary[0]).outputs
        )


def test_nobody_asks_the_worker_past_the_queue() -> None:
    """A request of one's own, with others waiting, would be given the reply to the oldest of these."""
    folder = SUBMISSIONS.parent.parent / "harness"
    users = [path.name for path in folder.rglob("*.py") if "worker.request(" in path.read_text(encoding="utf-8")]
    assert users == []


def test_hard_coded_sizes_are_found_among_the_integers_of_the_code() -> None:
    with observed(text_of("hard_coded_sizes")) as observations:
        assert not observations.any_size
        assert observations.sizes != Sizes()
        assert observations.answers[0][1].failure is None
        assert observations.sizes.hidden == observations.ordinary[0].H
    with observed(text_of("list_caches")) as observations:
        assert observations.any_size


def test_sizes_that_fit_nowhere_leave_the_failure_to_be_told() -> None:
    text = reference_with(
        ("    W_v, b_v = p[4], p[9]\n    z_s", "    assert p[0].shape == (60, 70)\n    W_v, b_v = p[4], p[9]\n    z_s")
    )
    with observed(text) as observations:
        assert observations.any_size
        failure = observations.answers[0][1].failure
        assert failure is not None
        assert failure.type == "AssertionError"


def test_sizes_that_backward_asserts_are_found_too() -> None:
    insists = "    assert (W_v.shape[1], W_v.shape[0]) == (12, 9)\n"
    text = reference_with(("    dW_v, db_v = np.zeros_like(W_v)", f"{insists}    dW_v, db_v = np.zeros_like(W_v)"))
    with observed(text) as observations:
        assert (observations.sizes.hidden, observations.sizes.vocabulary) == (12, 9)
        assert all(answer.failure is None for _, answer in observations.answers)


def test_sizes_of_a_backward_that_does_not_assert_them_stand_in_its_slices() -> None:
    with written("H, V = 50, 7\nx = z[:12]\n") as path:
        submission = read(path)
    assert other_sizes(submission, sliced=True) == [(12, 7), (12, 50)]
    assert len(other_sizes(submission)) == 6


def test_integers_are_those_that_stand_in_the_code_and_no_truth_values() -> None:
    with written("H = 50\nx = True\ny = 2.5\nz = [4, 54]\n") as path:
        assert integers_of(read(path).tree) == {50, 4, 54}


@pytest.mark.parametrize(
    ("name", "swapped"), [("x_above_h", True), ("list_caches", False), ("hard_coded_sizes", False)]
)
def test_the_order_of_z_is_found(name: str, swapped: bool) -> None:
    with observed(text_of(name)) as observations:
        assert observations.swapped is swapped


def test_the_order_of_z_is_found_from_predictions_where_z_is_not_returned() -> None:
    path = next(path for path in CORRECT if path.stem == "x_above_h")
    text = path.read_text(encoding="utf-8")
    text = text.replace(
        "return z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s",
        "return output_s, (z_s, f_s, i_s, g_s, C_s, o_s, h_s)",
    )
    text = text.replace(
        "def backward(z, f, i, g, C, o, h, v, outputs, targets, p):",
        "def backward(outputs, caches, targets, p):\n    z, f, i, g, C, o, h = caches",
    )
    with observed(text) as observations:
        assert observations.swapped
        case, answer = observations.answers[2]
        assert systems.same_gradients(answer, systems.answer((), case), EXACT)


@pytest.mark.parametrize(
    ("name", "right", "wrong", "bug"),
    [
        ("char_x_above_h_mean_loss", "zs[t]) + bo)", "zs[t]))", "forward-forgets-bias.o"),
        ("list_caches", "W_o @ z + b_o", "W_o @ z", "forward-forgets-bias.o"),
    ],
)
def test_a_bug_of_forward_is_named_in_either_order_of_z(name: str, right: str, wrong: str, bug: str) -> None:
    text = text_of(name)
    assert right in text
    assert [found.id for found in graded_text(text.replace(right, wrong)).bugs][:1] == [bug]


def test_another_forward_pass_is_not_taken_for_another_order() -> None:
    with observed(reference_with(("h_t = o_t * np.tanh(C_t)", "h_t = o_t * C_t"))) as observations:
        assert not observations.swapped
        assert observations.forward_differs


def test_single_precision_anywhere_is_allowed_for_and_double_is_not() -> None:
    with observed(text_of("float32_inside")) as observations:
        assert observations.tolerance == SINGLE
    with observed(text_of("list_caches")) as observations:
        assert observations.tolerance == EXACT
        assert not observations.forward_differs


def test_code_without_a_loss_has_the_scale_of_the_sum() -> None:
    text = reference_with(("cross_entropy", "information"), ("return loss, (dW_f", "return (dW_f"))
    with observed(text) as observations:
        assert observations.answers[0][1].loss is None
        assert observations.loss_scale is not None


def test_a_clip_acts_on_ordinary_cases_and_not_on_gentle_ones() -> None:
    with observed(text_of("clip_inside_backward")) as observations:
        for case in observations.ordinary:
            assert observations.clipped(case) != case.name.endswith("-gentle")
        assert observations.clip.kind is ClipKind.GLOBAL


def test_arguments_that_are_changed_and_answers_that_are_not_repeated_are_told() -> None:
    with observed(text_of("writes_into_caller")) as observations:
        assert observations.answers[0][1].changed
    text = reference_with(
        (
            "    loss = cross_entropy(outputs, targets)\n",
            "    loss = cross_entropy(outputs, targets) + np.random.rand()\n",
        )
    )
    with observed(text) as observations:
        assert not observations.answers[0][1].repeatable


def test_directions_of_gate_weights_turn_with_z() -> None:
    with observed(text_of("x_above_h")) as observations:
        case = observations.ordinary[0]
        direction = np.arange(2.0 * case.H * (case.H + case.V)).reshape(2, case.H, case.H + case.V)
        request = observations.losses_request(case, {"W_f": direction, "b_f": direction[:, :, :1]}, [0.1])
        np.testing.assert_array_equal(request.arrays["d.W_f"][:, :, case.V :], direction[:, :, : case.H])
        np.testing.assert_array_equal(request.arrays["d.b_f"], direction[:, :, :1])
        assert isinstance(request, Message)
