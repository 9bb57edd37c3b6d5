"""The first wrong value: its line is the right one or none, and correct code in any style has none."""

from pathlib import Path

import pytest

from harness.diagnosis.first_wrong import FirstWrong, first_wrong
from harness.diagnosis.following import followed
from mutants._catalogue import catalogue
from mutants._mutant import Mutant
from tests.grading import CORRECT, observed
from tests.repair.unknown_bugs import COURSE, PLANTED, TWO, Planted

# Submissions whose values are in single precision: none of them is right to twelve digits.
SINGLE = "float32_inside"
# Bugs whose line the run proves, of those planted.
PROVEN = 8
SOME = {"cell-double-tanh", "gradient-scaled.T", "forget-index-off-by-one", "dc-from-wrong-gate.i", "time-loop-forward"}


def told_of(text: str) -> FirstWrong | None:
    """Return what is said of a submission's text."""
    with observed(text) as observations:
        assert observations.answers
        return first_wrong(followed(observations))


@pytest.mark.parametrize("path", [path for path in CORRECT if path.stem != SINGLE][::5], ids=lambda path: path.stem)
def test_correct_code_makes_no_wrong_value(path: Path) -> None:
    with observed(path.read_text(encoding="utf-8")) as observations:
        assert observations.answers
        run = followed(observations)
    assert len(run.events) > 50
    assert run.wrong == ()


@pytest.mark.slow
@pytest.mark.parametrize("path", [path for path in CORRECT if path.stem != SINGLE], ids=lambda path: path.stem)
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


def proven(mutants: list[Mutant]) -> list[str]:
    """Return the lines that are told, and see that each is the mutant's."""
    told = []
    for mutant in mutants:
        source = mutant.source()
        found = told_of(source)
        if found is not None:
            line = source.split("\n")[found.line - 1].strip()
            own = [part.strip() for text in mutant.edits.values() for part in text.split("\n")]
            assert line in own, f"{mutant.id}: {line}"
            told.append(line)
    return told


def test_documented_bugs_are_placed_on_their_own_line_or_not_at_all() -> None:
    assert proven([mutant for mutant in catalogue() if mutant.id in SOME])


@pytest.mark.slow
def test_every_documented_bug_is_placed_on_its_own_line_or_not_at_all() -> None:
    assert len(proven(list(catalogue()))) > 20
