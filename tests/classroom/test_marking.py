"""The mark that a rubric gives a report, to the cent."""

from dataclasses import replace
from decimal import Decimal

import pytest
from grading import graded_text
from renderers.samples import SAMPLES

from harness.checks._check import checks
from harness.classroom import gradebook
from harness.classroom.comparing import standing
from harness.classroom.marking import Deduction, Mark, Part, mark, seen_by, tidy
from harness.classroom.overview.lines import student_lines
from harness.classroom.overview.summary import overview
from harness.classroom.recorded import Line
from harness.classroom.results import Result, State
from harness.classroom.rows import row_of
from harness.classroom.rubric import Rubric
from harness.classroom.rubric_reading import read
from harness.grade import scored
from harness.hints import Hints
from harness.launching import Depth, Options
from harness.measured import TensorError
from harness.records import CheckResult, Report, Score, Status
from harness.renderers._verdict import verdict_title
from mutants._catalogue import catalogue
from mutants._mutant import Severity, inject
from reference.arrays import PARAMETER_NAMES

WRONG = ("W_f", "W_i", "b_f")


def report(bugs: str = "clean", *, forward: Status = Status.PASS, wrong: tuple[str, ...] = WRONG) -> Report:
    """Return a report with these tensors wrong by 1e-2, and the bugs of a sample."""
    results = tuple(CheckResult(check_id, title, Status.PASS, "", (), 1.0) for check_id, (title, _) in checks().items())
    failed = {
        "gradients": (Status.FAIL if wrong else Status.PASS, 1 - len(wrong) / len(PARAMETER_NAMES)),
        "forward": (forward, 1.0 if forward is Status.PASS else 0.0),
    }
    given = tuple(
        replace(one, status=failed[one.id][0], fraction=failed[one.id][1]) if one.id in failed else one
        for one in results
    )
    tensors = tuple(TensorError(name, 1e-2 * (name in wrong), name not in wrong, ()) for name in PARAMETER_NAMES)
    return replace(SAMPLES[bugs](), checks=given, tensors=tensors)


@pytest.mark.parametrize("count", range(11))
def test_default_rubric_gives_the_score_of_the_report(count: int) -> None:
    one = report(wrong=PARAMETER_NAMES[:count])
    assert float(mark(one, Rubric()).earned or 0) == scored(one.checks).earned


def test_mark_is_the_sum_of_its_parts() -> None:
    found = mark(report(), Rubric())
    assert found == Mark(
        Decimal("86.5"),
        Decimal(100),
        (
            Part("interface", Decimal(10), Decimal(10)),
            Part("forward", Decimal(20), Decimal(20)),
            Part("loss", Decimal(10), Decimal(10)),
            Part("gradients", Decimal("31.5"), Decimal(45)),
            Part("carry", Decimal(15), Decimal(15)),
        ),
    )


def test_tenths_are_tenths_where_binary_floats_have_none() -> None:
    rubric = read("points = { interface = 0.1, forward = 0.2, loss = 0, gradients = 0, carry = 0 }")
    found = mark(report(), rubric)
    assert (str(found.earned), str(found.possible)) == ("0.3", "0.3")


def test_thirds_are_rounded_once_and_half_a_cent_upwards() -> None:
    rubric = read("[points]\ngradients = 0.05\n")
    # 0.05 × 7/10 is 0.035.
    assert next(part.earned for part in mark(report(), rubric).parts if part.check == "gradients") == Decimal("0.04")


@pytest.mark.parametrize(
    ("text", "earned"),
    [
        ("partial = false", "0"),
        ("levels = [{ up_to = 1e-3, share = 1 }]", "31.5"),  # the errors are larger
        ("levels = [{ up_to = 0.05, share = 0.5 }]", "38.25"),  # 45 × 8.5 / 10
        ("levels = [{ up_to = 0.05, share = 0.25 }, { up_to = 0.02, share = 0.5 }]", "38.25"),  # the better one
        ("weights = { W_f = 2 }", "28.64"),  # 45 × 7/11
        ("weights = { W_f = 0, W_i = 0, b_f = 0 }", "45"),
    ],
)
def test_gradients_are_shared_out_by_tensor(text: str, earned: str) -> None:
    found = mark(report(), read(f"[gradients]\n{text}\n"))
    assert next(part.earned for part in found.parts if part.check == "gradients") == Decimal(earned)


def test_an_error_that_is_no_number_is_within_no_level() -> None:
    one = report()
    nan = tuple(replace(tensor, relative_error=float("nan")) for tensor in one.tensors)
    rubric = read("[gradients]\nlevels = [{ up_to = 100, share = 1 }]\n")
    assert mark(replace(one, tensors=nan), rubric) == mark(one, Rubric())


def test_tensors_do_not_speak_where_the_forward_pass_differs() -> None:
    rubric = read("[gradients]\nlevels = [{ up_to = 100, share = 1 }]\n")
    found = mark(report(forward=Status.FAIL), rubric)
    assert next(part.earned for part in found.parts if part.check == "gradients") == Decimal("31.5")


def test_tensors_do_not_speak_where_only_several_sequences_at_once_are_wrong() -> None:
    one = report(wrong=())
    failed = tuple(
        replace(check, status=Status.FAIL, fraction=0.6) if check.id == "gradients" else check for check in one.checks
    )
    assert float(mark(replace(one, checks=failed), Rubric()).earned or 0) == scored(failed).earned < 100


def test_bugs_are_charged_by_id_family_or_severity_within_limits() -> None:
    one = report("three_bugs_and_remarks")
    rubric = read("[deductions]\nerror = 2\nrobustness = 1\nbugs = { cell-double-tanh = 5 }\n")
    assert mark(one, rubric).deductions == (
        Deduction("no-eps-in-log", Decimal(1)),
        Deduction("cell-double-tanh", Decimal(5)),
        Deduction("output-double-sigmoid", Decimal(2)),
    )
    assert mark(one, rubric).earned == Decimal("78.5")
    capped = read("[deductions]\nmost = 3\nerror = 2\n")
    assert [one.points for one in mark(one, capped).deductions] == [Decimal(2), Decimal(1)]


def test_the_same_code_has_the_same_mark_and_count_of_bugs_whatever_help_is_given() -> None:
    ids = {"carry-never-fed-back", "dz-forgets-a-gate.f"}
    text = inject([mutant for mutant in catalogue() if mutant.id in ids])
    given = [graded_text(text), graded_text(text, Options(depth=Depth.QUICK, mends=True))]
    assert [len(one.bugs) for one in given] == [1, 2]  # mending brings the other to light
    rubric = read("[deductions]\nerror = 5\n")
    marks = [mark(one, rubric) for one in given]
    assert marks[0] == marks[1]
    assert marks[1].deductions == (Deduction("carry-never-fed-back", Decimal(5)),)
    assert [verdict_title(one) for one in given] == ["1 bug found"] * 2
    assert given[0].headline == given[1].headline
    lines = [Line("a", "a", "", State.GRADED, "", None, None, one) for one in given]
    assert standing(lines[0]) == standing(lines[1])
    rows = [row_of(Result("a", "a", State.GRADED, report=one), None, None) for one in given]
    assert gradebook.render(rows[:1]) == gradebook.render(rows[1:])
    one, other = (overview("class", [row]) for row in rows)
    assert [[common.bug.id for common in page.bugs] for page in (one, other)] == [["carry-never-fed-back"]] * 2
    assert [alike.bugs for alike in one.alike] == [alike.bugs for alike in other.alike]
    shown = [[link.name for line in student_lines(page, Hints.FIX) for link in line.bugs] for page in (one, other)]
    assert shown == [["carry-never-fed-back"]] * 2


def test_a_family_costs_no_more_than_its_limit() -> None:
    bug = SAMPLES["one_bug"]().bugs[0]
    members = tuple(replace(bug, id=f"gradient-overwritten.{name}", family="gradient-overwritten") for name in WRONG)
    rubric = read("[deductions.bugs]\ngradient-overwritten = { each = 2, most = 3 }\n")
    found = mark(replace(report(), bugs=members), rubric)
    assert [one.points for one in found.deductions] == [Decimal(2), Decimal(1)]


def test_a_mark_is_never_below_0() -> None:
    assert mark(report("one_bug"), read("[deductions]\nerror = 1000\n")).earned == 0


def test_severities_of_the_rubric_decide_what_is_charged_and_shown() -> None:
    one = report("three_bugs_and_remarks")
    rubric = read('[deductions]\nerror = 1\n[severities]\nforget-bias-zero = "error"\ncell-double-tanh = "advice"\n')
    found = mark(one, rubric)
    assert {charged.bug for charged in found.deductions} == {
        "forget-bias-zero",
        "output-double-sigmoid",
    }
    shown = seen_by(one, rubric, found)
    assert {bug.id: bug.severity for bug in shown.bugs}["cell-double-tanh"] is Severity.ADVICE
    assert shown.score == Score(float(found.earned or 0), 100.0)
    assert shown.verdict is one.verdict


@pytest.mark.parametrize(("text", "earned"), [("ungradable = 5", Decimal(5)), ('ungradable = "none"', None)])
def test_what_cannot_be_judged_has_the_mark_of_the_rubric(text: str, earned: Decimal | None) -> None:
    assert mark(SAMPLES["ungradable"](), read(text)).earned == earned


def test_numbers_are_written_without_zeros_at_the_end_and_never_in_powers_of_ten() -> None:
    written = [str(tidy(Decimal(text))) for text in ("100.00", "12.50", "1E+2", "0.005", "0", "49.0")]
    assert written == ["100", "12.5", "100", "0.01", "0", "49"]
