"""The first wrong value: its line is the right one or none, and correct code in any style has none."""

from pathlib import Path

import pytest
from grading import CORRECT, observed
from unknown_bugs import COURSE, PLANTED, TWO, Planted

from harness.diagnosis.first_wrong import FirstWrong, first_wrong
from harness.diagnosis.following import followed

# Submissions whose values are in single precision: none of them is right to twelve digits.
SINGLE = (
    "float32_inside",
    "char_single_precision_lists",
    "comprehension_with_walrus_float32",
    "cs231n_float32_einsum",
    "coursera_float32_while",
)


def told_of(text: str) -> FirstWrong | None:
    """Return what is said of a submission's text."""
    with observed(text) as observations:
        assert observations.answers
        return first_wrong(followed(observations))


FOLLOWED = [path for path in CORRECT if path.stem not in SINGLE]


@pytest.mark.parametrize("path", FOLLOWED[::5], ids=lambda path: path.stem)
def test_correct_code_makes_no_wrong_value(path: Path) -> None:
    with observed(path.read_text(encoding="utf-8")) as observations:
        assert observations.answers
        run = followed(observations)
    assert len(run.events) > 50
    assert run.wrong == ()


@pytest.mark.slow
@pytest.mark.parametrize("path", FOLLOWED, ids=lambda path: path.stem)
def test_correct_code_of_any_style_makes_no_wrong_value(path: Path) -> None:
    test_correct_code_makes_no_wrong_value(path)


@pytest.mark.parametrize("bug", [*PLANTED, *TWO], ids=lambda bug: bug.name)
def test_the_line_of_the_first_wrong_value_is_the_bugs_or_none(bug: Planted) -> None:
    found = told_of(bug.text)
    assert found is None or found.line in bug.lines


def test_the_line_is_told_with_the_last_right_one() -> None:
    bug = Planted(COURSE, (("do = dh * tanh(C[t + 1])", "do = dh * tanh(C[t + 1]) ** 2"),))
    line = bug.lines[0]
    assert told_of(bug.text) == FirstWrong(line, "do", line - 1)
