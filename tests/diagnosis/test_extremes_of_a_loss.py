"""A submission that returns its loss alone does not show predictions that overflow: its loss tells of them."""

import pytest
from grading import SUBMISSIONS, graded_text

from harness.records import Verdict

# Each subtracts the largest score, and takes the logarithm of what may be 0.
STYLES = {"char_loss_function": " - y.max()", "char_namespace_of_a_file": " - y.max()"}


@pytest.mark.parametrize("name", STYLES)
@pytest.mark.parametrize("shifted", [True, False])
def test_a_softmax_that_overflows_shows_in_the_loss(name: str, shifted: bool) -> None:
    text = (SUBMISSIONS / "correct" / f"{name}.py").read_text(encoding="utf-8")
    assert STYLES[name] in text
    report = graded_text(text if shifted else text.replace(STYLES[name], ""))
    assert report.verdict is Verdict.CLEAN
    overflow = [] if shifted else ["softmax-overflow"]
    assert [bug.id for bug in report.bugs if bug.id.endswith(("overflow", "log"))] == ["no-eps-in-log", *overflow]
