"""Functions that are still to be written beside finished ones, as an interface's methods: what is finished counts."""

import pytest
from grading import SUBMISSIONS, graded_text

from harness.records import Verdict

CORRECT = SUBMISSIONS / "correct"
INTERFACE = """
class Layer:
    def forward(self, x):
        raise NotImplementedError

    def backward(self, grad):
        raise NotImplementedError


"""
BONUS = """


def backward_truncated(cache, steps):
    raise NotImplementedError
"""
# By their names and code these are told less easily than others: classes, foreign words.
STYLES = (
    "class_batch_of_indices",
    "class_dictionaries_by_gate",
    "french_class",
    "german_names",
    "pinyin_names",
    "flat_vectors",
)


@pytest.mark.parametrize("name", STYLES)
@pytest.mark.parametrize("text", ["{unwritten}{finished}", "{finished}{bonus}"])
def test_what_is_finished_is_judged_beside_what_is_still_to_be_written(name: str, text: str) -> None:
    finished = (CORRECT / f"{name}.py").read_text(encoding="utf-8")
    report = graded_text(text.format(unwritten=INTERFACE, finished=finished, bonus=BONUS))
    assert report.verdict is Verdict.CLEAN, report.headline
    assert report.score.earned == report.score.possible
