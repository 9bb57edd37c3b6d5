"""Gradients in a list of their own stand in the order of the parameters, or have names where there is no such order."""

from pathlib import Path

import pytest
from grading import correct_with, graded_text

from harness.records import Verdict

EXAMPLE = (Path(__file__).parents[2] / "examples" / "correct.py").read_text(encoding="utf-8")
TUPLE = "(dW_f, dW_i, dW_g, dW_o, dW_v, db_f, db_i, db_g, db_o, db_v)"
LIST = "g = [dWi, dbi, dWf, dbf, dWc, dbc, dWo, dbo, dWy, dby]\n    return L, g"


@pytest.mark.parametrize(
    "returned",
    [
        LIST,
        LIST.replace("g = ", "return L, ").partition("\n")[0],
        LIST.replace("g = [", "g = scaled([").replace("]", "])", 1),
        LIST.replace("return", "g = [np.clip(one, -50, 50) for one in g]\n    return"),
        LIST.replace("return L, g", "return L, scaled(g)"),
    ],
)
def test_names_tell_where_no_order_does(returned: str) -> None:
    helper = "def scaled(g):\n    return tuple(1.0 * one for one in g)\n\n\ndef backward("
    report = graded_text(correct_with("gradients_listed_in_turn", (LIST, returned), ("def backward(", helper)))
    assert report.verdict is Verdict.CLEAN, report.headline


@pytest.mark.parametrize("made", ["return loss, {}", "grads = {}\n    return loss, grads", "return loss, tuple({})"])
def test_gradients_in_another_order_than_the_parameters_are_wrong_whatever_their_names(made: str) -> None:
    assert f"return loss, {TUPLE}" in EXAMPLE
    for order, verdict in ((TUPLE, Verdict.CLEAN), (TUPLE.replace("dW_f, dW_i", "dW_i, dW_f"), Verdict.UNEXPLAINED)):
        report = graded_text(EXAMPLE.replace(f"return loss, {TUPLE}", made.format(order)))
        assert report.verdict is verdict, report.headline


def test_a_list_that_is_made_otherwise_later_has_no_names() -> None:
    """They would be those of other arrays: ten in the order of the contract are expected."""
    report = graded_text(
        correct_with("gradients_listed_in_turn", (LIST, LIST.replace("return", "g = g[::-1]\n    return")))
    )
    assert report.verdict is Verdict.UNEXPLAINED


def test_names_count_more_than_the_order_of_single_arguments() -> None:
    text = correct_with("gradients_through_a_clip")
    listed = next(line for line in text.split("\n") if line.strip().startswith("grads = ["))
    names = [name.strip() for name in listed.partition("[")[2].rstrip("]").split(",")]
    turned = f"    grads = [{', '.join(sorted(names, reverse=True))}]"
    assert turned != listed
    assert graded_text(text.replace(listed, turned)).verdict is Verdict.CLEAN
