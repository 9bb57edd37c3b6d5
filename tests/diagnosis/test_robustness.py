"""What breaks only with extreme numbers is named in every style, and nothing else in its place."""

import pytest
from grading import SUBMISSIONS, graded_text

from harness.records import Verdict

CORRECT = SUBMISSIONS / "correct"
# Where the largest score is subtracted, in styles that return predictions and caches in forms of their own.
STYLES = {
    "pullbacks_of_vectors": (" - np.max(a)", []),
    "rows_time_first": (" - s.max(axis=1, keepdims=True)", []),
    "rows_batch_first": (" - s.max(axis=1, keepdims=True)", ["no-eps-in-log"]),
}


@pytest.mark.parametrize("name", STYLES)
def test_a_softmax_that_overflows_is_named_in_every_style(name: str) -> None:
    shift, others = STYLES[name]
    text = (CORRECT / f"{name}.py").read_text(encoding="utf-8")
    assert text.count(shift) == 1
    report = graded_text(text.replace(shift, ""))
    assert report.verdict is Verdict.CLEAN
    assert [bug.id for bug in report.bugs] == [*others, "softmax-overflow"]


def test_a_softmax_over_the_wrong_axis_is_told_by_what_it_sums_to() -> None:
    """No gate is blamed, and no logarithm: what is returned is no distribution."""
    text = (CORRECT / "rows_time_first.py").read_text(encoding="utf-8")
    over = "s.sum(axis=1, keepdims=True)"
    assert text.count(over) == 1
    report = graded_text(text.replace(over, "s.sum(axis=0, keepdims=True)"))
    assert "whose 4 entries sum to 4: expected probabilities, which sum to 1" in report.headline
    assert report.bugs == ()
