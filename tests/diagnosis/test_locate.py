"""A bug's line is found in whatever style it is written; what is not certain is not placed."""

import numpy as np
import pytest
from grading import observed, reference_with
from rewriting import planted

from harness.conventions import LossScale
from harness.diagnosis import systems
from harness.diagnosis.locate import locate, location, traced_case
from harness.diagnosis.runs import program
from harness.diagnosis.spots import Kind, spots
from harness.records import Location
from harness.submissions.source import Part, submission
from mutants._catalogue import catalogue, find
from mutants._mutant import Mutant, Severity

CASE_ERRORS = [mutant for mutant in catalogue() if mutant.severity is Severity.ERROR]


def found(text: str, *bugs: str) -> dict[str, Location]:
    with observed(text) as observations:
        return dict(locate(observations, frozenset(bugs), LossScale.SUM))


@pytest.mark.parametrize("mutant", CASE_ERRORS, ids=lambda mutant: mutant.id)
def test_a_mutant_in_another_style_is_placed_right(mutant: Mutant) -> None:
    one = planted(frozenset({mutant.id}), np.random.default_rng(len(mutant.symptom)))
    with observed(one.text) as observations:
        if not systems.gradients(one.bugs, traced_case(observations)):
            pytest.skip("it raises, and is known by its exception")
        place = locate(observations, one.bugs, LossScale.SUM).get(mutant.id)
    assert place is not None
    assert place.line in one.lines[mutant.id]
    assert place.code == one.text.splitlines()[place.line - 1].strip()


def test_a_bug_on_several_lines_lists_them() -> None:
    mutant = find("hidden-without-tanh.both")
    assert mutant is not None
    place = found(mutant.source(), mutant.id)[mutant.id]
    lines = mutant.source().splitlines()
    code = [lines[line - 1].strip() for line in (place.line, *place.also)]
    assert code == ["h_t = o_t * C_t", "do = dh * C_t", "dC += dtanh"]


def test_the_column_is_that_of_the_wrong_expression() -> None:
    mutant = find("forget-missing-derivative")
    assert mutant is not None
    place = found(mutant.source(), mutant.id)[mutant.id]
    assert mutant.source().splitlines()[place.line - 1][place.column :] == "df * sigmoid(f[t])"


def test_a_line_that_is_not_there_is_not_placed() -> None:
    """The numbers are right, so nothing in the submission computes what the bug would."""
    assert found(reference_with(), "dc-from-wrong-gate.path-i", "sigma-prime-half.g") == {}


def test_a_column_counts_characters() -> None:
    assert location(submission("it.py", [Part("é = x")]), 1, 5) == Location(1, "é = x", 4)


@pytest.mark.parametrize(
    ("bug", "kind"),
    [
        ("cell-double-tanh", Kind.VALUE),
        ("gradient-overwritten.b_i", Kind.GRADIENT),
        ("gradients-share-a-buffer.W", Kind.BUFFER),
        ("time-loop-forward", Kind.LOOP),
        ("carry-never-fed-back", Kind.UNREAD),
    ],
)
def test_each_bug_is_looked_for_in_its_own_way(bug: str, kind: Kind) -> None:
    mutant = find(bug)
    assert mutant is not None
    faulty = program(frozenset({bug}))
    with observed(reference_with()) as observations:
        flow = faulty.flow(traced_case(observations))
    assert {spot.kind for spot in spots(faulty, flow, mutant)} == {kind}
