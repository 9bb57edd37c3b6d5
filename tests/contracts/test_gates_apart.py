"""Arrays with an axis for the gates: W[0] is the weight of one gate, and W has the shape (4, H, H + V)."""

import numpy as np
import pytest
from grading import correct_with, graded_text

from harness.contracts._gates import AXES
from harness.contracts._layouts import Layout, Shape
from harness.contracts._names import PARAMETERS
from harness.contracts._places import Place, gate_axes, layout_of
from harness.contracts._trial import small_case
from harness.records import Verdict

ALL = ("W_*", "b_*", "W_v", "b_v")


@pytest.mark.parametrize(
    ("name", "right", "wrong", "bug"),
    [
        ("gates_apart_dictionary", "dC_next = dC * f", "dC_next = dC", "dc-next-without-forget"),
        ("gates_apart_class_rows", "dc * g * i * (1 - i)", "dc * g * i", "sigma-prime-half.i"),
        ("char_gates_apart", "(1 - tc * tc)", "(1 - cs[t] * cs[t])", "one-minus-c-squared"),
        ("gates_apart_vectors", "dh * tc * o * (1 - o)", "dh * cn * o * (1 - o)", "tanh-forgotten-in-output-gate"),
        ("gates_apart_einsum", "dpre[t, 0] = dc * cs[t]", "dpre[t, 0] = dc * cs[t + 1]", "c-prev-is-current"),
        ("gates_apart_in_the_middle", "dc * c_old * f * (1 - f)", "dc * c_old * f", "sigma-prime-half.f"),
        ("gates_apart_dictionary", "h = o * np.tanh(C)", "h = o * C", "hidden-without-tanh.forward"),
    ],
)
def test_a_bug_is_named_on_its_line(name: str, right: str, wrong: str, bug: str) -> None:
    text = correct_with(name, (right, wrong))
    report = graded_text(text)
    assert [found.id for found in report.bugs if found.severity == "error"] == [bug], report.headline
    line = next(found.location.line for found in report.bugs if found.id == bug and found.location)
    assert wrong in text.split("\n")[line - 1]


def test_arrays_that_the_code_makes_without_such_an_axis_stay_so() -> None:
    """Its own program raises: that it would run with other arrays is no excuse."""
    edits = (("(4, V + H, H)", "(V + H, 4 * H)"), ("np.zeros((4, H))", "np.zeros(4 * H)"))
    report = graded_text(correct_with("gates_apart_class_rows", *edits))
    assert report.verdict is Verdict.UNEXPLAINED
    assert " fails at line " in report.headline


def test_one_function_for_both_passes_may_take_them() -> None:
    edit = ("def lossFun(inputs, targets, hprev, cprev):", "def lossFun(inputs, targets, hprev, cprev, W, b, Wy, by):")
    report = graded_text(correct_with("char_gates_apart", edit))
    assert report.verdict is Verdict.CLEAN, report.headline


@pytest.mark.parametrize(
    ("weights", "biases", "axes"),
    [
        ((20, 9), (20, 1), [None]),
        ((4, 5, 9), (4, 5), [(0, 0)]),
        ((5, 4, 9), (4, 5, 1), [(1, 0)]),
        ((4, 4, 9), (4, 4), [(0, 0), (0, 1), (1, 0), (1, 1)]),
        ((4, 5, 9), (20, 1), []),
    ],
)
def test_standing_arrays_tell_the_axes_where_one_alone_has_as_many_as_there_are_gates(
    weights: tuple[int, ...], biases: tuple[int, ...], axes: list[object]
) -> None:
    held: dict[str, object] = {"W": np.zeros(weights), "b": np.zeros(biases)}
    assert gate_axes({"W_*": Place(held, "W"), "b_*": Place(held, "b")}) == axes


def test_a_forward_pass_without_a_gate_is_judged_and_not_said_to_raise() -> None:
    report = graded_text(correct_with("gates_apart_dictionary", ("C = f * C_old + i * g", "C = f * C_old + g")))
    assert report.verdict is Verdict.UNEXPLAINED
    assert "The predictions are not an LSTM's" in report.headline


@pytest.mark.parametrize("wrong", ["z @ W + b", "W.T @ z + b", "W[0] @ b"])
def test_one_gate_above_the_other_is_not_taken_for_gates_apart_where_it_raises(wrong: str) -> None:
    text = correct_with("fused_arguments", ("W @ z + b", wrong))
    report = graded_text(text)
    line = next(number for number, one in enumerate(text.split("\n"), 1) if wrong in one)
    assert f"forward fails at line {line} " in report.headline, report.headline


@pytest.mark.parametrize("biases", Shape)
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("axes", AXES)
def test_arrays_that_stand_there_say_how_they_are_filled_and_gradients_are_read_so(
    biases: Shape, axes: tuple[int, int], *, turned: bool
) -> None:
    case = small_case()
    layout = Layout(turned=turned, biases=biases, gate_axes=axes, gates="ifog")
    filled = {part: layout.parameter(case, part) for part in ALL}
    places = {part: Place(filled, part) for part in ALL}
    assert filled["W_*"].ndim == 3
    assert gate_axes(places) == [axes]
    assert layout_of(places, Layout(gates="ifog", gate_axes=axes)) == layout
    back = {name: value for part in ALL for name, value in layout.gradients(case, part, filled[part]).items()}
    assert sorted(back) == sorted(PARAMETERS)
    for name, value in back.items():
        np.testing.assert_array_equal(value, case[name])


def test_a_gradient_without_such_an_axis_keeps_its_shape_to_be_told() -> None:
    report = graded_text(correct_with("gates_apart_dictionary", ('{"W": dW,', '{"W": dW[0],')))
    assert report.verdict is Verdict.UNEXPLAINED
    assert "backward returns the gradient of W for all gates with shape (" in report.headline
