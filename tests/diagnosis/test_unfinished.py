"""What is not written yet is named, and what stands beside it earns its points."""

import ast
import json
from pathlib import Path

import pytest
from grading import EXAMPLES, SUBMISSIONS, graded, graded_text, mutated, reference_with, result

from harness.answers import Failure
from harness.diagnosis.unfinished import is_placeholder
from harness.records import Certainty, Status, Verdict

BROKEN = SUBMISSIONS / "broken"


@pytest.mark.parametrize(
    ("name", "ids", "earned"),
    [
        ("no_backward", ["not-implemented:backward"], 20),
        ("backward_is_pass", ["not-implemented:backward"], 20),
        ("backward_raises_not_implemented", ["not-implemented:backward"], 20),
        ("backward_stops_at_a_placeholder", ["not-implemented:backward"], 20),
        ("loss_function_without_backward", ["not-implemented:backward"], 20),
        ("forward_is_pass", ["not-implemented:forward"], 0),
        ("some_gradients_missing", ["not-implemented:dW_o", "not-implemented:db_o"], 76),
    ],
)
def test_what_is_missing_is_named_and_the_rest_is_judged(name: str, ids: list[str], earned: float) -> None:
    report = graded(BROKEN / f"{name}.py")
    assert report.verdict is Verdict.BUGS
    assert [bug.id for bug in report.bugs if bug.severity == "error"] == ids
    assert {bug.certainty for bug in report.bugs if bug.id in ids} == {Certainty.EXACT}
    assert report.score.earned == earned
    right = Status.PASS if earned else Status.SKIP
    assert result(report, "forward").status is right


def test_a_notebook_counts_lines_in_their_cell(tmp_path: Path) -> None:
    forward, backward = (
        (BROKEN / "backward_raises_not_implemented.py").read_text(encoding="utf-8").split("\ndef backward(")
    )
    cells = [forward, f"def backward({backward}"]
    path = tmp_path / "half.ipynb"
    told = [{"cell_type": "code", "metadata": {}, "source": cell, "outputs": []} for cell in cells]
    path.write_text(json.dumps({"cells": told, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8")
    (bug,) = graded(path).bugs
    assert bug.location is not None
    assert bug.location.cell == 2
    assert "NotImplementedError" in bug.location.code
    assert "in the backward pass" in graded(path).headline


def test_the_line_of_a_placeholder_is_told() -> None:
    (bug,) = graded(BROKEN / "backward_stops_at_a_placeholder.py").bugs
    assert bug.location is not None
    assert "tanh_C" in bug.location.code
    assert "NoneType" in bug.evidence


def test_a_return_that_was_forgotten_is_told_after_the_last_line() -> None:
    text = (SUBMISSIONS / "correct" / "list_caches.py").read_text(encoding="utf-8")
    head, _, rest = text.partition("def backward(")
    lines = rest.split("\n")
    last = max(number for number, line in enumerate(lines) if line.strip().startswith("return "))
    report = graded_text(f"{head}def backward({chr(10).join(lines[:last])}\n")
    (bug,) = [bug for bug in report.bugs if bug.severity == "error"]
    assert (bug.id, bug.title) == ("not-implemented:backward", "Backward returns nothing.")
    assert bug.location is not None
    assert f"a return is missing after line {bug.location.line}" in bug.evidence
    assert bug.location.code == lines[last - 1].strip()


TEXT = """
def later(x):
    pass

def square(x):
    x * x

def backward(h, C):
    dh = None
    dC = C.append(h)
    return [
        h * dh,
        h * dC,
        h * later(h),
        h * square(h),
        inner(dh),
        ...,
    ]

def inner(upstream):
    return -upstream
"""
NO_NUMBER = "unsupported operand type(s) for *: 'NoneType' and 'float'"


def line_of(words: str) -> int:
    return TEXT[: TEXT.index(words)].count("\n") + 1


@pytest.mark.parametrize(
    ("kind", "message", "words", "unfinished"),
    [
        ("NotImplementedError", "", "h * dC", True),
        ("NotImplementedError", "backward returns None", "h * dC", True),
        ("TypeError", "bad operand type for unary -: 'NoneType'", "return -upstream", True),
        ("TypeError", 'can only concatenate list (not "int") to list', "dh = None", False),
        ("ValueError", "NoneType", "dh = None", False),
        ("TypeError", NO_NUMBER, "dh = None", True),
        ("AttributeError", "'NoneType' object has no attribute 'T'", "dC = C.append(h)", False),
    ],
)
def test_a_bug_that_raises_is_no_placeholder(kind: str, message: str, words: str, unfinished: bool) -> None:
    failure = Failure("backward", kind, message, line_of(words))
    assert is_placeholder(failure, ast.parse(TEXT)) is unfinished


@pytest.mark.parametrize(
    ("expression", "unfinished"),
    [("h * dh", True), ("h * dC", False), ("h * later(h)", True), ("h * square(h)", False), ("h * np.pi", False)],
)
def test_only_what_is_left_open_is_a_placeholder(expression: str, unfinished: bool) -> None:
    text = f"{TEXT[: TEXT.index('    return [')]}    return {expression}\n"
    failure = Failure("backward", "TypeError", NO_NUMBER, text.count("\n"))
    assert is_placeholder(failure, ast.parse(text)) is unfinished


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("dC = np.copy(dC_next)", "dC = [].append(dC_next)"),
        ("loss = ", "loss = print()\n    loss -= "),
    ],
)
def test_finished_code_that_computes_with_none_is_not_called_unfinished(right: str, wrong: str) -> None:
    report = graded_text(reference_with((right, wrong)))
    assert report.verdict is Verdict.UNEXPLAINED
    assert "NoneType" in report.headline
    assert [bug.id for bug in report.bugs if bug.severity == "error"] == []


def test_a_syntax_error_that_takes_backward_away_is_said_where_it_is_missed() -> None:
    """The function that clips gradients is no backward pass, though it has their name."""
    text = (EXAMPLES / "one_bug.py").read_text(encoding="utf-8")
    right = "dC = np.copy(dC_next)"
    assert text.count(right) == 1
    report = graded_text(text.replace(right, "dC = np.copy((dC_next)"))
    (bug,) = [bug for bug in report.bugs if bug.severity == "error"]
    assert bug.id == "not-implemented:backward"
    assert bug.title == "Backward cannot be read."
    assert "Python cannot parse line" in bug.evidence
    assert report.score.earned > 0


STUBS = ["pass", "raise NotImplementedError", "return None", "loss, gradients = None, None\n    return loss, gradients"]


@pytest.mark.parametrize("body", STUBS)
def test_an_empty_backward_is_what_is_unfinished_not_the_helper_beside_it(body: str) -> None:
    text = reference_with()
    head, _, rest = text.partition("    W_v, b_v = p[4], p[9]\n    dW_v, db_v")
    tail = rest.partition("\n\n\n")[2]
    report = graded_text(f"{head}    {body}\n\n\n{tail}")
    (bug,) = [bug for bug in report.bugs if bug.severity == "error"]
    assert (report.verdict, bug.id, report.score.earned) == (Verdict.BUGS, "not-implemented:backward", 20)
    assert bug.evidence.endswith("What stands beside it, lstm_backward, is not judged in its place.")
    assert bug.location is not None
    wanted = "def backward(" if "Error" not in body else body
    assert bug.location.code == wanted


def test_an_empty_function_of_a_vanilla_network_is_not_taken_for_the_finished_one_of_the_lstm() -> None:
    text = (SUBMISSIONS / "correct" / "list_caches.py").read_text(encoding="utf-8")
    assert graded_text(f"{text}\n\ndef rnn_backward(a, b):\n    pass\n").verdict is Verdict.CLEAN


@pytest.mark.parametrize("missing", [("dW_o",), ("db_f",), ("dW_o", "db_o"), ("dW_v",)])
def test_a_missing_gradient_hides_no_bug_of_the_others(missing: tuple[str, ...]) -> None:
    text = mutated("dc-next-without-forget")
    head, _, last = text.rpartition("return loss, (")
    gradients, _, rest = last.partition("\n")
    for name in missing:
        gradients = gradients.replace(f"{name},", "None,")
    report = graded_text(f"{head}return loss, ({gradients}\n{rest}")
    assert [bug.id for bug in report.bugs if bug.severity == "error"] == [
        "dc-next-without-forget",
        *(f"not-implemented:{name}" for name in missing),
    ]


def test_wrong_gradients_that_nothing_explains_are_told_beside_a_missing_one() -> None:
    given = "return loss, (dW_f, dW_i, dW_g, dW_o,"
    report = graded_text(reference_with((given, "return loss, (dW_f * 1.01, dW_i, dW_g, None,")))
    (bug,) = [bug for bug in report.bugs if bug.severity == "error"]
    assert bug.id == "not-implemented:dW_o"
    assert "Wrong are also W_f: no documented bug explains them." in bug.evidence


ADDED = "        W_o_d += do @ z[t].T\n"
WHOLE = (SUBMISSIONS / "correct" / "list_caches.py").read_text(encoding="utf-8")


def errors_of(text: str) -> list[str]:
    return [bug.id for bug in graded_text(text).bugs if bug.severity == "error"]


def rewritten(*edits: tuple[str, str]) -> str:
    """Return the correct submission with these lines changed."""
    text = WHOLE
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize("instead", ["", "        # TODO: W_o_d\n", "        W_o_d = ...\n", "        W_o_d = None\n"])
@pytest.mark.parametrize(
    ("others", "bugs"),
    [
        ([], []),
        ([("dC_next = dC * f[t]", "dC_next = dC")], ["dc-next-without-forget"]),
        ([("di = dC * g[t] * i[t] * (1 - i[t])", "di = dC * g[t] * i[t]")], ["sigma-prime-half.i"]),
    ],
)
def test_beside_a_gradient_that_is_not_filled_the_others_have_their_bugs_named(
    instead: str, others: list[tuple[str, str]], bugs: list[str]
) -> None:
    """Zeros that nothing is added to, ... and None alike."""
    assert errors_of(rewritten((ADDED, instead), *others)) == [*bugs, "not-implemented:dW_o"]


def test_a_gradient_that_stays_zero_is_told_as_that() -> None:
    (bug,) = [bug for bug in graded_text(rewritten((ADDED, ""))).bugs if bug.severity == "error"]
    assert bug.title == "The gradient of W_o stays zero."
    assert bug.evidence.startswith("Backward returns only zeros for W_o in every case")


def test_a_gate_that_is_not_written_yet_is_told_and_the_right_sum_of_its_share_is_not() -> None:
    text = rewritten(("df = dC * C[t] * f[t] * (1 - f[t])", "df = np.zeros_like(f[t])"))
    assert errors_of(text) == ["not-implemented:dW_f", "not-implemented:db_f"]


def test_a_gradient_that_goes_into_another_one_is_not_taken_for_unfinished() -> None:
    """The other one is wrong, and nothing explains it: what is known is said of both, and the edit is found."""
    report = graded_text(rewritten((ADDED, "        W_i_d += do @ z[t].T\n")))
    assert report.verdict is Verdict.UNEXPLAINED
    assert report.unexplained is not None
    assert [tensor.name for tensor in report.unexplained.tensors] == ["W_i", "W_o"]
