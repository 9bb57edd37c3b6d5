"""What is not written yet is named, and what stands beside it earns its points."""

import pytest

from harness.answers import Failure
from harness.diagnosis.unfinished import is_placeholder
from harness.records import Certainty, Status, Verdict
from tests.grading import SUBMISSIONS, graded, result

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


def test_the_line_of_a_placeholder_is_told() -> None:
    (bug,) = graded(BROKEN / "backward_stops_at_a_placeholder.py").bugs
    assert bug.location is not None
    assert "tanh_C" in bug.location.code
    assert "NoneType" in bug.evidence


@pytest.mark.parametrize(
    ("kind", "message", "unfinished"),
    [
        ("NotImplementedError", "", True),
        ("TypeError", "unsupported operand type(s) for *: 'NoneType' and 'float'", True),
        ("TypeError", "unsupported operand type(s) for +: 'ellipsis' and 'int'", True),
        ("TypeError", 'can only concatenate list (not "int") to list', False),
        ("ValueError", "NoneType", False),
    ],
)
def test_a_bug_that_raises_is_no_placeholder(kind: str, message: str, unfinished: bool) -> None:
    assert is_placeholder(Failure("backward", kind, message)) is unfinished
