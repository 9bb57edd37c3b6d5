"""Code whose arguments have an axis for the batch is wrong where a batch is, though it is right for one sequence."""

import pytest
from grading import SUBMISSIONS, graded_text, result

from harness.launching import Depth, Options
from harness.records import Certainty, Status, Verdict
from mutants._mutant import Severity

CORRECT = SUBMISSIONS / "correct"
INDICES = (CORRECT / "batched_class_loss_of_targets.py").read_text(encoding="utf-8")
ROWS = (CORRECT / "rows_batch_first.py").read_text(encoding="utf-8")
TIME_FIRST = (CORRECT / "rows_time_first.py").read_text(encoding="utf-8")
LOSS = "return -np.sum(np.log(self.probs[np.arange(N)[:, None], np.arange(T)[None, :], y]))"
RETURN = 'return {"Wx": dWx, "Wh": dWh, "b": db, "Why": dWhy, "by": dby}'
MEAN = "return {name: d / N for name, d in" + RETURN.removeprefix("return") + ".items()}"
STEP = "ds[np.arange(N), y[:, t]] -= 1"
GATES = "b_f, b_i, b_g, b_o"


def edited(text: str, *edits: tuple[str, str]) -> str:
    for right, other in edits:
        assert text.count(right) == 1, right
        text = text.replace(right, other)
    return text


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize(
    ("edit", "wrong", "divided"),
    [
        (("dby += ds.sum(axis=0)", "dby += ds[0]"), "b_v (1 of 10)", []),
        (("db += da.sum(axis=0)", "db += da.mean(axis=0)"), f"{GATES} (4 of 10)", GATES.split(", ")),
        (("np.add.at(dWx, self.x[:, t], da)", "dWx[self.x[:, t]] += da"), "W_f, W_i, W_g, W_o (4 of 10)", []),
    ],
    ids=["the first sequence alone", "a mean", "an index that occurs twice"],
)
def test_what_only_a_batch_shows_is_an_error_of_code_that_is_written_for_one(
    edit: tuple[str, str], wrong: str, divided: list[str], seed: int
) -> None:
    report = graded_text(edited(INDICES, edit), Options(seed=seed))
    assert report.verdict is Verdict.UNEXPLAINED
    assert f"Wrong with 3 sequences at once, which the code is written for: {wrong}." in report.headline
    assert result(report, "gradients").status is Status.FAIL
    assert report.score.earned < report.score.possible
    assert [bug.id for bug in report.bugs] == ["no-eps-in-log"]
    assert report.unexplained is not None
    told = report.unexplained.tensors
    assert ", ".join(tensor.name for tensor in told) in wrong
    assert [tensor.name for tensor in told if "divided by the number of sequences" in tensor.relation] == divided
    assert {tensor.sequences for tensor in told} == {3}
    assert "three sequences" not in result(report, "numerics").message


@pytest.mark.parametrize("depth", list(Depth))
def test_a_documented_bug_that_gives_the_numbers_is_named_as_an_error(depth: Depth) -> None:
    divided = edited(INDICES, (STEP, f"{STEP}\n            ds /= N"))
    report = graded_text(divided, Options(depth=depth))
    assert report.verdict is Verdict.BUGS
    bug = report.bugs[0]
    assert (bug.id, bug.severity, bug.certainty) == ("gradient-divided-by-batch", Severity.ERROR, Certainty.EXACT)
    assert result(report, "gradients").status is Status.FAIL


def test_a_fix_that_no_number_with_one_sequence_can_prove_is_not_shown() -> None:
    divided = edited(INDICES, (STEP, f"{STEP}\n            ds /= N"))
    report = graded_text(divided, Options(mends=True))
    assert report.mended is None
    assert [bug.fix for bug in report.bugs] == [None] * len(report.bugs)


def test_a_softmax_over_all_sequences_fails_the_forward_pass() -> None:
    joint = edited(INDICES, ("e / e.sum(axis=1, keepdims=True)", "e / e.sum()"))
    report = graded_text(joint)
    assert report.verdict is Verdict.CLEAN  # without derivatives nobody can tell whether its own loss is meant
    report = graded_text(joint, Options())
    assert report.verdict is Verdict.UNEXPLAINED
    assert "the predictions are not those of each sequence" in result(report, "forward").message


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize(
    "edits",
    [
        (),
        ((LOSS, f"{LOSS} / N"), (RETURN, MEAN)),
        ((LOSS, f"{LOSS} / N"),),
        ((LOSS, f"{LOSS} / N"), (STEP, f"{STEP}\n            ds /= N")),
        ((LOSS, f"{LOSS} / y.size"), (STEP, f"{STEP}\n            ds /= y.size")),
    ],
)
def test_correct_code_for_batches_stays_clean(edits: tuple[tuple[str, str], ...], seed: int) -> None:
    report = graded_text(edited(INDICES, *edits), Options(seed=seed))
    assert report.verdict is Verdict.CLEAN, report.headline


def test_rows_with_the_time_first_are_judged_on_a_batch_where_the_code_reads_its_size() -> None:
    mean = ('grads["b"] += da.sum(axis=0)', 'grads["b"] += da.mean(axis=0)')
    reading = (
        "    n = h.shape[-1]\n",
        "    T, N, D = x.shape\n    n = h.shape[-1]\n    h, c = h + np.zeros((N, n)), c + np.zeros((N, n))\n",
    )
    report = graded_text(edited(TIME_FIRST, mean, reading), Options())
    assert report.verdict is Verdict.UNEXPLAINED
    assert f"{GATES} (4 of 10)" in report.headline
    assert graded_text(edited(TIME_FIRST, reading), Options()).verdict is Verdict.CLEAN


def test_columns_that_survive_a_batch_stay_with_a_remark() -> None:
    mean = ('grads["b"] += da.sum(axis=0)', 'grads["b"] += da.mean(axis=0)')
    report = graded_text(edited(TIME_FIRST, mean), Options())
    assert report.verdict is Verdict.CLEAN
    assert "unexplained:batch" in [bug.id for bug in report.bugs]
