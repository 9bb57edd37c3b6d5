"""A batch shows what one sequence hides, and is no ground to blame code that was never meant for one."""

import pytest
from grading import graded_text, mutated, reference_with, result

from harness.launching import Depth, Options
from harness.records import Certainty, Report, Status, Verdict
from mutants._mutant import Severity

SUM = "np.sum(da_{gate}, axis=1, keepdims=True)"
GATES = "figo"
JOINT = (
    "y: Array = exponentials / np.sum(exponentials, axis=0, keepdims=True)",
    "y = exponentials / exponentials.sum()",
)
DV = "dv = outputs[t] - targets[t]"
RETURN = "return loss, (dW_f,"
UNSUMMED_HEAD = ("db_v += np.sum(dv, axis=1, keepdims=True)", "db_v = db_v + dv")
UNSUMMED = tuple((f"db_{gate} += {SUM.format(gate=gate)}", f"db_{gate} = db_{gate} + da_{gate}") for gate in GATES)
MEAN = tuple((SUM.format(gate=gate), f"np.mean(da_{gate}, axis=1, keepdims=True)") for gate in GATES)
PARTLY = tuple((f"da_{gate} @ z[t].T", f"da_{gate} @ z[t].T / da_{gate}.shape[1]") for gate in GATES)
OF_ONE = (
    (DV, "dv = outputs[t].copy()\n        dv[np.argmax(targets[t][:, 0])] -= 1"),
    (
        "loss = cross_entropy(outputs, targets)",
        "loss = -sum(np.log(y[np.argmax(t[:, 0]), 0] + 1e-12) for y, t in zip(outputs, targets))",
    ),
)
BY_SEQUENCE = "loss = -sum(np.sum(t * np.log(y + 1e-12), axis=0) for y, t in zip(outputs, targets))"
GRADIENTS = "dW_f, dW_i, dW_g, dW_o, dW_v, db_f, db_i, db_g, db_o, db_v"
AVERAGED = (DV, "dv = (outputs[t] - targets[t]) / outputs[t].shape[1]")


def clipped(bound: float, loss: str = "loss") -> tuple[tuple[str, str], ...]:
    """Return edits that bound the norm over all gradients inside backward, and return this loss."""
    clip = f"scale = min(1, {bound} / np.sqrt(sum(np.sum(g ** 2) for g in ({GRADIENTS}))))"
    returned = ", ".join(f"scale * {name}" for name in GRADIENTS.split(", "))
    return ((f"return loss, ({GRADIENTS})", f"{clip}\n    return {loss}, ({returned})"),)


def said(report: Report) -> list[str]:
    """Return the remarks that are not about the recipe; nothing else is said of code that is right for one sequence."""
    assert report.verdict is Verdict.CLEAN, report.headline
    found = [bug for bug in report.bugs if bug.severity is not Severity.ADVICE]
    assert all(bug.certainty is Certainty.LATENT and bug.severity is Severity.ROBUSTNESS for bug in found)
    return [bug.id for bug in found]


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize(
    ("edits", "told"),
    [
        (MEAN, "the right gradients of b_f, b_i, b_g, b_o come out divided by 3"),
        ((*MEAN, *PARTLY), "the right gradients of W_f, W_i, W_g, W_o, b_f, b_i, b_g, b_o come out divided by 3"),
        (MEAN[:1], "the right gradients of b_f come out divided by 3"),
        ((JOINT,), "the predictions of all sequences of a step sum to 1"),
        (
            (("dh_s[t] = W_v.T @ dv", "dh_s[t] = W_v.T @ dv.mean(axis=1, keepdims=True)"),),
            "the gradients of W_f, W_i, W_g, W_o, b_f, b_i, b_g, b_o are off by up to",
        ),
    ],
    ids=["means of biases", "means of the cell", "mean of one bias", "joint softmax", "mean of dv"],
)
def test_what_only_a_batch_shows_is_a_remark_with_the_tensors_and_how_far_they_are_off(
    edits: tuple[tuple[str, str], ...], told: str, seed: int
) -> None:
    text = reference_with(*edits)
    report = graded_text(text, Options(seed=seed))
    assert said(report) == ["unexplained:batch"]
    assert told in report.bugs[0].evidence
    assert "the cause is not known" in report.bugs[0].evidence
    assert result(report, "numerics").status is Status.ADVICE
    quick = graded_text(text, Options(seed=seed, depth=Depth.QUICK))
    assert said(quick) == []  # without derivatives nobody can tell whether its own loss is meant
    assert "three sequences" not in result(quick, "numerics").message


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize(
    ("edits", "where"),
    [
        (UNSUMMED, "in b_f, b_i, b_g, b_o alone"),
        (UNSUMMED[1:2], "in b_i alone"),
        ((UNSUMMED_HEAD,), "in b_v alone"),
        ((*UNSUMMED, UNSUMMED_HEAD), "the reference with this bug does"),
    ],
    ids=["gates", "one gate", "last layer", "all"],
)
def test_a_bug_in_some_of_its_places_is_named_with_them_and_its_lines(
    edits: tuple[tuple[str, str], ...], where: str, seed: int
) -> None:
    text = reference_with(*edits)
    report = graded_text(text, Options(seed=seed, depth=Depth.QUICK))
    assert said(report) == ["bias-not-summed-over-batch"]
    assert "three sequences at once: wrong gradients of b_" in result(report, "numerics").message
    bug = report.bugs[0]
    assert where in bug.evidence
    lines = {
        number for number, line in enumerate(text.splitlines(), 1) if line.strip() in {wrong for _, wrong in edits}
    }
    assert bug.location is not None
    assert {bug.location.line, *bug.location.also} == lines


def test_two_bugs_that_only_a_batch_shows_are_named_together() -> None:
    report = graded_text(reference_with(*UNSUMMED, AVERAGED))
    assert said(report) == ["bias-not-summed-over-batch", "gradient-divided-by-batch"]
    assert "the reference with bias-not-summed-over-batch, gradient-divided-by-batch does" in report.bugs[0].evidence


@pytest.mark.parametrize("loss", ["loss", "loss / len(targets)", "loss / targets[0].shape[0]"])
def test_they_are_named_in_any_scale_of_the_loss(loss: str) -> None:
    over = loss.removeprefix("loss")
    scaled = (DV, f"dv = (outputs[t] - targets[t]){over}")
    text = reference_with(*UNSUMMED, scaled, (RETURN, f"return {loss}, (dW_f,"))
    assert said(graded_text(text)) == ["bias-not-summed-over-batch"]


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize(
    "edits",
    [
        (),
        (AVERAGED, (RETURN, "return loss / targets[0].shape[1], (dW_f,")),
        *((AVERAGED, *clipped(bound, "loss / targets[0].shape[1]")) for bound in (0.25, 1.0, 5.0)),
        *(clipped(bound) for bound in (0.25, 1.0, 5.0)),
        (AVERAGED, (RETURN, "return loss / targets[0].size, (dW_f,")),
        ((RETURN, "return loss / targets[0].size, (dW_f,"),),
        ((DV, "dv = (outputs[t] - targets[t]) / targets[0].size"), (RETURN, "return loss / targets[0].size, (dW_f,")),
        (AVERAGED, (f"return loss, ({GRADIENTS})", f"return {GRADIENTS}"), ("cross_entropy", "surprisal")),
        (JOINT, *UNSUMMED, UNSUMMED_HEAD),
        OF_ONE,
        ((*OF_ONE, JOINT)),
        (
            (
                "loss = cross_entropy(outputs, targets)",
                f"{BY_SEQUENCE}\n    loss = loss if loss.size > 1 else loss.item()",
            ),
        ),
        ((DV, "assert outputs[t].shape[1] == 1\n        " + DV),),
        (("f_t = sigmoid(", "assert z_t.shape[1] == 1\n        f_t = sigmoid("), *MEAN),
        (("z_t = np.concatenate((h_s[-1], x_t))", "z_t = np.concatenate((h_s[-1].reshape(-1, 1), x_t))"), *MEAN),
    ],
    ids=[
        "sum",
        "mean over the batch",
        *(f"{scale}, clipped at {bound}" for scale in ("mean over the batch", "sum") for bound in (0.25, 1, 5)),
        "mean over batch and vocabulary, gradients of the mean over the batch",
        "mean over batch and vocabulary, gradients of the sum",
        "mean over batch and vocabulary",
        "mean without a loss",
        "a softmax and biases of one sequence",
        "targets as indices of one sequence",
        "targets as indices of one sequence, a softmax of one",
        "a loss for each sequence",
        "backward refuses",
        "forward refuses",
        "forward takes columns only",
    ],
)
def test_correct_code_of_any_style_is_not_blamed_for_what_it_does_with_a_batch(
    edits: tuple[tuple[str, str], ...], seed: int
) -> None:
    report = graded_text(reference_with(*edits), Options(seed=seed))
    assert said(report) == []
    assert "three sequences" not in result(report, "numerics").message


@pytest.mark.parametrize("over", ["", " / targets[0].shape[1]"])
def test_gradients_of_a_loss_that_only_resembles_that_of_the_batch_are_right_in_the_scale_that_is_its_own(
    over: str,
) -> None:
    smooth = "targets = [t if t.shape[1] == 1 else 0.99 * t + 0.01 / len(t) for t in targets]"
    edits = (
        ("dW_v, db_v = np.zeros", f"{smooth}\n    dW_v, db_v = np.zeros"),
        ("loss = cross_entropy(outputs, targets)", f"loss = cross_entropy(outputs, targets){over}"),
        (DV, f"dv = (outputs[t] - targets[t]){over}"),
    )
    assert said(graded_text(reference_with(*edits))) == []


def test_beside_a_bug_of_ordinary_cases_only_documented_ones_are_named() -> None:
    both = mutated("cell-double-tanh")
    for right, wrong in UNSUMMED:
        both = both.replace(right, wrong)
    assert [bug.id for bug in graded_text(both).bugs] == ["cell-double-tanh", "bias-not-summed-over-batch"]
    unknown = mutated("cell-double-tanh")
    for right, wrong in MEAN:
        unknown = unknown.replace(right, wrong)
    assert [bug.id for bug in graded_text(unknown).bugs] == ["cell-double-tanh"]


READING = ("v_s, output_s = [], []", "assert inputs[0].shape[1] > 0\n    v_s, output_s = [], []")
MISSING_STATE = (
    "v_s, output_s = [], []",
    "if h_prev is None:\n        h_prev = np.zeros((len(b_v), inputs[0].shape[1]))\n    v_s, output_s = [], []",
)


@pytest.mark.parametrize("depth", list(Depth))
def test_gradients_with_a_column_for_each_sequence_stay_a_remark_where_the_code_reads_how_many_there_are(
    depth: Depth,
) -> None:
    report = graded_text(reference_with(*UNSUMMED, UNSUMMED_HEAD, READING), Options(depth=depth))
    assert said(report) == ["bias-not-summed-over-batch"]
    assert "three sequences at once: wrong gradients of b_" in result(report, "numerics").message
    one_of_the_shape = graded_text(reference_with(*UNSUMMED, AVERAGED, READING), Options(depth=depth))
    assert one_of_the_shape.verdict is Verdict.BUGS


def test_a_state_of_zeros_with_a_column_for_each_sequence_does_not_make_code_one_for_batches() -> None:
    assert said(graded_text(reference_with(*MEAN, MISSING_STATE), Options())) == ["unexplained:batch"]
    assert graded_text(reference_with(*MEAN, READING), Options()).verdict is Verdict.UNEXPLAINED
