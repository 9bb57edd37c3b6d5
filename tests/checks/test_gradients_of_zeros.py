"""Gradients that are all zero are told in words, and blamed on nothing that is not proven."""

import pytest
from grading import graded_text, reference_with, result

from harness.records import Status, Verdict
from mutants._mutant import Severity

GIVEN = "(dW_f, dW_i, dW_g, dW_o, dW_v, db_f, db_i, db_g, db_o, db_v)"


@pytest.mark.parametrize(
    "edit",
    [
        (f"return loss, {GIVEN}", f"return loss, tuple(np.zeros_like(d) for d in {GIVEN})"),
        ("dv = outputs[t] - targets[t]", "dv = outputs[t] - outputs[t]"),
        ("for t in reversed(range(len(outputs))):", "for t in range(len(outputs), 0):"),
    ],
    ids=["made anew", "nothing to propagate", "a loop over nothing"],
)
def test_zeros_for_everything_are_said_in_words_with_the_return_and_what_to_do(edit: tuple[str, str]) -> None:
    text = reference_with(edit)
    report = graded_text(text)
    assert report.verdict is Verdict.UNEXPLAINED
    assert [bug.id for bug in report.bugs if bug.severity is Severity.ERROR] == []
    line = 1 + next(n for n, code in enumerate(text.splitlines()) if code.strip().startswith("return loss, "))
    told = result(report, "gradients")
    assert (told.status, told.fraction) == (Status.FAIL, 0.0)
    assert told.message.startswith(
        f"backward gives zeros for all ten gradients, in every case (it returns at line {line})."
    )
    assert "print one of them in the loop and before the return." in report.headline


def test_one_gradient_that_is_not_zero_is_enough_to_name_the_others() -> None:
    kept = f"return loss, (*(np.zeros_like(d) for d in {GIVEN[:-7]})), db_v)"
    report = graded_text(reference_with((f"return loss, {GIVEN}", kept)))
    assert "zeros for all" not in result(report, "gradients").message
    assert "(9 of 10)" in result(report, "gradients").message


def test_a_gradient_that_is_missing_is_unfinished_and_no_zero() -> None:
    report = graded_text(reference_with((f"return loss, {GIVEN}", f"return loss, ({', '.join(['None'] * 10)})")))
    assert "zeros for all" not in report.headline
