"""What a named bug hides is said, and what gives the same numbers in its place."""

import pytest
from grading import graded_text

from harness.cases import Sizes, ordinary
from harness.diagnosis.masked import behind, told
from harness.diagnosis.naming import masked
from harness.launching import Depth, Options
from harness.records import Certainty, Verdict
from mutants._catalogue import catalogue
from mutants._mutant import inject

CASES = ordinary(0, Sizes())


def test_a_carry_that_is_never_fed_back_equals_its_two_halves() -> None:
    found = behind(frozenset(["carry-never-fed-back"]), CASES)["carry-never-fed-back"]
    assert found.equals == (frozenset(["dh-without-carry", "dc-without-carry"]),)
    assert {"dz-forgets-a-gate.f", "time-loop-forward"} <= set(found.hides)


def test_each_half_equals_the_whole_beside_the_other() -> None:
    found = behind(frozenset(["dh-without-carry", "dc-without-carry"]), CASES)
    assert all(frozenset(["carry-never-fed-back"]) in one.equals for one in found.values())


def test_two_of_one_gate_that_give_the_numbers_of_one_are_told() -> None:
    found = behind(frozenset(["upstream-factor-left-out.i"]), CASES)["upstream-factor-left-out.i"]
    assert found.equals == (frozenset(["sigma-prime-half.i-one-minus", "wrong-partner.i"]),)


def test_a_bug_hides_only_what_it_hides_itself() -> None:
    found = behind(frozenset(["cell-double-tanh", "dc-without-carry"]), CASES)
    assert found["cell-double-tanh"].hides == ()
    assert "dc-next-without-forget" in found["dc-without-carry"].hides
    assert "dz-forgets-a-gate.f" not in found["dc-without-carry"].hides


@pytest.mark.parametrize("bug", ["cell-double-tanh", "gradient-overwritten.W_f", "time-loop-skips-a-step.first"])
def test_a_bug_that_hides_nothing_is_said_to_hide_nothing(bug: str) -> None:
    found = behind(frozenset([bug]), CASES)[bug]
    assert (found.hides, found.equals) == ((), ())
    assert told(found.hides) == ""


def test_the_sentence_names_a_few_and_what_to_do() -> None:
    assert "another documented bug (a)" in told(["a"])
    assert told(["a", "b", "c", "d"]).endswith("mend it first, then check again.")
    assert "4 other documented bugs (a, b, c, …)" in told(["a", "b", "c", "d"])


def test_a_report_says_what_cannot_be_judged_yet() -> None:
    masked = ("dh-without-carry", "dz-forgets-a-gate.f")
    report = graded_text(inject([mutant for mutant in catalogue() if mutant.id in masked]))
    assert report.verdict is Verdict.BUGS
    assert [bug.id for bug in report.bugs] == ["dh-without-carry"]
    assert "dz-forgets-a-gate.f" in report.bugs[0].hides
    assert "mend it first" in report.bugs[0].evidence


def test_what_mending_brings_to_light_is_named_as_masked_and_last() -> None:
    ids = {"carry-never-fed-back", "dz-forgets-a-gate.f"}
    text = inject([mutant for mutant in catalogue() if mutant.id in ids])
    assert [bug.id for bug in graded_text(text).bugs] == ["carry-never-fed-back"]
    carry, hidden = graded_text(text, Options(depth=Depth.QUICK, mends=True)).bugs
    assert (carry.id, carry.certainty) == ("carry-never-fed-back", Certainty.EXACT)
    assert (hidden.id, hidden.certainty) == ("dz-forgets-a-gate.f", Certainty.MASKED)
    assert hidden.evidence.endswith("Mend carry-never-fed-back first, then check again.")


def test_what_nothing_is_known_to_hide_is_not_named_as_masked() -> None:
    (carry,) = graded_text(inject([m for m in catalogue() if m.id == "carry-never-fed-back"])).bugs
    assert [bug.id for bug in masked([carry], ["dz-forgets-a-gate.f", "h-index-off-by-one"])] == ["dz-forgets-a-gate.f"]
