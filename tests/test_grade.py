"""What comes of whole submissions: right ones are clean, broken ones end, and every documented bug is named."""

import re
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from grading import BROKEN, CORRECT, EXAMPLES, graded, graded_text, processes_naming, reference_with, result

from harness.diagnosis.diagnose import Diagnosis
from harness.diagnosis.naming import named
from harness.grade import grade, judged, scored
from harness.launching import Depth, Options
from harness.records import Certainty, CheckResult, Report, Status, Verdict
from mutants._bundle import reference_source
from mutants._catalogue import catalogue
from mutants._mutant import Mutant, Severity

FULL = Options()
IMPATIENT = Options(seconds=2.0, memory_mb=512, depth=Depth.QUICK)
# Every request has its own two seconds, and a submission that prints answers a few dozen slowly.
LONGEST = 40.0
EXIT = {Verdict.CLEAN: 0, Verdict.UNGRADABLE: 3}
SEEDS = range(5)

each_mutant = pytest.mark.parametrize("mutant", catalogue(), ids=lambda mutant: mutant.id)


CELLS = frozenset({"cs231n", "coursera"})


def stem(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", CORRECT, ids=stem)
def test_a_correct_submission_is_clean_and_earns_every_point(path: Path) -> None:
    report = graded(path, FULL)
    assert report.verdict is Verdict.CLEAN, report.headline
    assert [bug.id for bug in report.bugs if bug.severity is Severity.ERROR] == []
    assert report.score.earned == report.score.possible
    skipped = {entry.id for entry in report.checks if entry.status is Status.SKIP}
    # A cell has no loss of its own, and nothing to train on.
    assert skipped == ({"loss", "training"} if report.contract in CELLS else set())
    assert {entry.status for entry in report.checks} <= {Status.PASS, Status.ADVICE, Status.SKIP}


@pytest.mark.parametrize("path", BROKEN, ids=stem)
def test_a_broken_submission_ends_as_its_first_line_says_and_leaves_nothing_behind(path: Path, scratch: Path) -> None:
    exits, verdicts = expected(path)
    began = time.monotonic()
    report = grade(path, IMPATIENT)
    assert time.monotonic() - began < LONGEST
    assert EXIT.get(report.verdict, 1) in exits, report.headline
    assert report.verdict in verdicts, report.headline
    assert_one_sentence(report.headline)
    assert processes_naming(str(scratch)) == []
    assert list(scratch.iterdir()) == []


def expected(path: Path) -> tuple[set[int], set[Verdict]]:
    """Return the exit codes and verdicts that the first line of the file allows."""
    first = path.read_text(encoding="utf-8").splitlines()[0]
    found = re.match(r"# Expected: exit (\d(?: or \d)?)\b(.*)", first)
    assert found is not None, first
    exits = {int(code) for code in found[1].split(" or ")} | ({0} if "or clean" in found[2] else set())
    named_verdicts = {verdict for verdict in Verdict if re.search(rf"(?<!never )\b{verdict.value}\b(?!-)", found[2])}
    allowed = {verdict for verdict in Verdict if EXIT.get(verdict, 1) in exits}
    return exits, allowed if "or clean" in found[2] or not named_verdicts else named_verdicts


def assert_one_sentence(headline: str) -> None:
    assert headline
    assert headline.isprintable()
    assert len(headline) < 1000
    assert "Traceback" not in headline
    assert "/site-packages/" not in headline


@each_mutant
def test_an_exported_mutant_is_named_first_with_its_severity_and_certainty(mutant: Mutant, exercises: Path) -> None:
    assert_named_first(mutant, graded(exercises / mutant.filename))


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
@each_mutant
def test_an_exported_mutant_is_named_first_with_every_seed(mutant: Mutant, seed: int, exercises: Path) -> None:
    assert_named_first(mutant, grade(exercises / mutant.filename, Options(seed=seed)))


def assert_named_first(mutant: Mutant, report: Report) -> None:
    assert report.bugs, report.headline
    first = report.bugs[0]
    assert first.id == mutant.id, [bug.id for bug in report.bugs]
    assert first.severity is mutant.severity
    assert first.certainty is (Certainty.LATENT if mutant.latent else Certainty.EXACT)
    assert report.verdict is (Verdict.BUGS if mutant.severity is Severity.ERROR else Verdict.CLEAN)


@pytest.mark.parametrize(
    ("name", "bugs"),
    [
        ("correct", []),
        ("one_bug", ["cell-double-tanh"]),
        ("three_bugs", ["c-prev-wraps-around", "forget-missing-derivative", "dc-next-without-forget"]),
        ("course_script", ["input-double-sigmoid", "h-index-off-by-one"]),
    ],
)
def test_the_bugs_of_an_example_are_named(name: str, bugs: list[str]) -> None:
    report = graded(EXAMPLES / f"{name}.py", FULL)
    assert [bug.id for bug in report.bugs if bug.severity is Severity.ERROR] == bugs
    assert report.verdict is (Verdict.BUGS if bugs else Verdict.CLEAN)


def test_a_bug_carries_its_curve_its_maps_and_the_plot_of_the_worst_tensor() -> None:
    report = graded(EXAMPLES / "one_bug.py", FULL)
    assert [curve.label for curve in report.training.curves] == ["submission", "reference", "reference with these bugs"]
    own, _, faulty = report.training.curves
    assert own.losses == pytest.approx(faulty.losses, abs=1e-6)
    assert [tensor.name for tensor in report.tensors if tensor.right] == ["W_o", "W_v", "b_o", "b_v"] or report.tensors
    assert report.step_curve is not None
    assert len(report.step_curve.steps) == len(report.step_curve.errors)
    assert report.bugs[0].residual is not None
    assert report.bugs[0].residual < 1e-9


def test_quick_grading_measures_no_derivative_and_trains_nothing() -> None:
    report = graded_text(reference_source())
    assert report.step_curve is None
    assert report.training.curves == ()
    assert result(report, "training").status is Status.SKIP
    assert report.score.earned == report.score.possible


def test_a_file_that_is_not_there_is_ungradable_in_one_sentence(tmp_path: Path) -> None:
    report = grade(tmp_path / "nowhere.py", Options())
    assert report.verdict is Verdict.UNGRADABLE
    assert_one_sentence(report.headline)
    assert report.score.earned == 0
    assert report.score.possible == graded_text(reference_source()).score.possible


def test_own_loss_and_gradients_that_agree_but_are_no_lstm_are_inconclusive() -> None:
    """A cell whose output gate is squared, in forward and in backward."""
    text = reference_with(
        ("        h_t = o_t * np.tanh(C_t)\n", "        h_t = o_t ** 2 * np.tanh(C_t)\n"),
        ("        do = dh * np.tanh(C_t)\n", "        do = dh * np.tanh(C_t) * 2 * o[t]\n"),
        ("        dtanh = dh * o[t]\n", "        dtanh = dh * o[t] ** 2\n"),
    )
    report = graded_text(text, FULL)
    assert result(report, "gradients").status is Status.INCONCLUSIVE
    assert "those of the code's own loss" in result(report, "gradients").message
    assert result(report, "forward").status is Status.FAIL
    assert report.verdict is Verdict.UNEXPLAINED


def outcome(check_id: str, status: Status) -> CheckResult:
    return CheckResult(check_id, "", status, f"{check_id} says {status}.")


@pytest.mark.parametrize(
    ("results", "bugs", "verdict", "headline"),
    [
        ([("gradients", Status.PASS)], [], Verdict.CLEAN, "Right: every check"),
        ([("gradients", Status.PASS)], ["no-eps-in-log"], Verdict.CLEAN, "Right, with 1 remark:"),
        ([("init", Status.ADVICE)], ["no-eps-in-log", "softmax-overflow"], Verdict.CLEAN, "with 2 remarks:"),
        ([("gradients", Status.FAIL)], ["cell-double-tanh"], Verdict.BUGS, "To change: the cell path ("),
        (
            [("gradients", Status.FAIL)],
            ["cell-double-tanh", "sign-flipped"],
            Verdict.BUGS,
            "To change: the cell path",
        ),
        ([("gradients", Status.FAIL)], [], Verdict.UNEXPLAINED, "no documented bug explains it. gradients says"),
        ([("interface", Status.FAIL)], [], Verdict.UNEXPLAINED, "interface says fail."),
        ([("forward", Status.FAIL), ("purity", Status.FAIL)], [], Verdict.UNEXPLAINED, "purity says fail."),
        ([("gradients", Status.INCONCLUSIVE)], [], Verdict.INCONCLUSIVE, "The numbers do not decide. gradients says"),
        ([("training", Status.FAIL)], [], Verdict.CLEAN, "Right"),
    ],
)
def test_the_verdict_follows_errors_first_then_failed_checks_then_undecided_ones(
    results: Sequence[tuple[str, Status]], bugs: Sequence[str], verdict: Verdict, headline: str
) -> None:
    diagnosis = Diagnosis(tuple(named(bug, "") for bug in bugs), None)
    said = judged(tuple(outcome(check_id, status) for check_id, status in results), diagnosis)
    assert said.verdict is verdict
    assert headline in said.headline


def test_a_score_adds_the_earned_fractions_of_every_checks_points() -> None:
    whole = graded_text(reference_source())
    half = [CheckResult(entry.id, "", entry.status, "", fraction=entry.fraction / 2) for entry in whole.checks]
    assert scored(whole.checks).earned == whole.score.possible
    assert scored(tuple(half)).earned == whole.score.possible / 2


def test_a_report_says_how_to_get_it_again() -> None:
    with_arguments = Options(depth=Depth.QUICK, arguments="--quick", seed=0)
    report = graded_text(reference_source(), with_arguments)
    assert report.reproduce.command == "harness check planted.py --quick"
    assert set(report.reproduce.versions) == {"harness", "numpy", "python"}
    assert report.seconds > 0
