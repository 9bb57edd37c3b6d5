"""The harness grades itself, and would notice if it could not fail."""

from dataclasses import replace
from pathlib import Path

import pytest
from grading import QUICK, graded_text, mutated

from harness.checks._check import checks
from harness.records import Certainty, Report, Status, Verdict
from harness.renderers.kill_matrix import MutantStatus
from harness.verify import PLANTED, RETURN, _problem, _row, subjects, verified
from mutants._bundle import reference_source
from mutants._catalogue import catalogue, find
from mutants._mutant import Mutant, Severity

BUG = "cell-double-tanh"


def reference() -> Report:
    return graded_text(reference_source())


def mutant_report(mutant_id: str = BUG) -> Report:
    return graded_text(mutated(mutant_id))


def mutant(mutant_id: str = BUG) -> Mutant:
    found = find(mutant_id)
    assert found is not None
    return found


def test_the_reference_passes_and_planted_gradients_are_unexplained() -> None:
    texts = subjects()
    assert graded_text(texts["reference"]).verdict is Verdict.CLEAN
    for name in PLANTED:
        assert texts[name] != texts["reference"]
        report = graded_text(texts[name])
        assert report.verdict is Verdict.UNEXPLAINED, name
        assert report.bugs == ()
        assert _problem(name, report) == ""


def test_every_mutant_is_a_subject() -> None:
    assert set(subjects()) == {"reference", *PLANTED, *(mutant.id for mutant in catalogue())}
    assert RETURN in reference_source()


def test_a_bug_that_is_named_as_it_is_known_is_no_problem() -> None:
    assert _problem("reference", reference()) == ""
    assert _problem(BUG, mutant_report()) == ""
    assert _problem("dh-next-from-initial-state", mutant_report("dh-next-from-initial-state")) == ""


@pytest.mark.parametrize(
    ("name", "report", "words"),
    [
        ("reference", "mutant", "the verdict is bugs, expected clean"),
        ("reference", "remark", "the verdict is clean, expected clean"),
        ("all-zero gradients", "reference", "the verdict is clean, expected unexplained"),
        ("random gradients", "mutant", "the verdict is bugs, expected unexplained"),
        (BUG, "reference", "no check notices it"),
        (BUG, "unnamed", "named first is nothing; expected cell-double-tanh, error, exact"),
        (BUG, "other", "named first is one-minus-c-squared, error, exact;"),
        (BUG, "severity", "named first is cell-double-tanh, robustness, exact;"),
        (BUG, "certainty", "named first is cell-double-tanh, error, latent;"),
    ],
)
def test_every_disagreement_is_told_in_a_sentence(name: str, report: str, words: str) -> None:
    right = mutant_report()
    first = right.bugs[0]
    reports = {
        "reference": reference(),
        "mutant": right,
        "remark": replace(reference(), bugs=right.bugs),
        "unnamed": replace(right, bugs=()),
        "other": mutant_report("one-minus-c-squared"),
        "severity": replace(right, bugs=(replace(first, severity=Severity.ROBUSTNESS),)),
        "certainty": replace(right, bugs=(replace(first, certainty=Certainty.LATENT),)),
    }
    sentence = _problem(name, reports[report])
    assert sentence.startswith(f"{name}: ")
    assert words in sentence


def test_a_row_says_which_checks_killed_the_mutant_and_where_it_stands() -> None:
    row = _row(mutant(), mutant_report())
    lines = reference_source().splitlines()
    assert row.status is MutantStatus.KILLED
    assert "gradients" in row.killed_by
    assert row.named_first == BUG
    assert row.correct in lines[row.line - 1]
    assert row.end_column == len(lines[row.end_line - 1]) + 1


def test_a_mutant_that_nothing_notices_survives_or_is_ignored_where_it_is_equivalent() -> None:
    assert _row(mutant(), reference()).status is MutantStatus.SURVIVED
    assert _row(mutant(), reference()).named_first == ""
    equivalent = replace(mutant(), equivalent="it changes no number")
    row = _row(equivalent, reference())
    assert (row.status, row.reason) == (MutantStatus.IGNORED, "it changes no number")
    assert _row(equivalent, mutant_report()).status is MutantStatus.KILLED


def test_an_equivalent_mutant_need_not_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    equivalent = replace(mutant(), equivalent="it changes no number")
    monkeypatch.setattr("harness.verify.find", lambda _name: equivalent)
    assert _problem(BUG, reference()) == ""


def test_subjects_are_graded_in_processes_of_their_own_and_a_forced_failure_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Two mutants only; the first is handed in as if it were the reference, so that something must be told."""
    chosen = (mutant(), mutant("softmax-overflow"))
    texts = {"reference": chosen[0].source(), **{one.id: one.source() for one in chosen}}
    monkeypatch.setattr("harness.verify.catalogue", lambda: chosen)
    monkeypatch.setattr("harness.verify.subjects", lambda: texts)
    done: list[object] = []
    result = verified(seed=0, jobs=2, progress=lambda: done.append(tmp_path))
    assert len(done) == len(texts)
    assert [row.id for row in result.matrix.rows] == [one.id for one in chosen]
    assert result.matrix.checks == tuple(checks())
    assert len(result.problems) == 1
    assert result.problems[0].startswith("reference: the verdict is bugs, expected clean")


@pytest.mark.slow
def test_the_whole_catalogue_is_verified() -> None:
    result = verified(seed=0, jobs=2, progress=lambda: None)
    assert result.problems == ()
    assert {row.status for row in result.matrix.rows} == {MutantStatus.KILLED}


def test_quick_reports_are_enough_for_these_tests() -> None:
    assert {entry.status for entry in graded_text(reference_source(), QUICK).checks} == {Status.PASS, Status.SKIP}
