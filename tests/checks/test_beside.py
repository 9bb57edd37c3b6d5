"""A loss function beside passes that give a loss is blamed only where it is certain what it is given."""

import pytest
from grading import SUBMISSIONS, correct_with, graded_text, result

from harness.records import Status, Verdict

BESIDE = "loss_beside_predictions"
SQUARES = ("-np.sum(t * np.log(p + 1e-12))", "np.sum((t - p) ** 2) / 2")
MEAN_BITS = ("    return loss\n", "    return loss / len(targets) / np.log(2)\n")
TRAINING = """

def train(xs, ts, h, c, params):
    _, probs, cache, h, c = forward(xs, ts, h, c, params)
    print(compute_loss(probs, ts))
    return backward(cache, ts, params)
"""


def of(name: str) -> list[tuple[str, str]]:
    """Return the edits that give its predictions another name."""
    return [("def compute_loss(probs, targets)", f"def compute_loss({name}, targets)"), ("zip(probs,", f"zip({name},")]


@pytest.mark.parametrize(
    ("edits", "told"),
    [
        ([], "compute_loss, beside the passes, gives the cross-entropy, too, up to a constant."),
        ([MEAN_BITS], "gives the cross-entropy, too"),
        (of("inputs"), "is not looked at"),
        ([*of("something"), SQUARES], "is not looked at"),
        ([("    loss = 0\n", "    loss = forward\n")], "is not looked at"),
    ],
    ids=["right", "mean bits", "of inputs", "no telling name", "raises"],
)
def test_a_loss_function_beside_passes_that_give_one_is_looked_at_or_told(
    edits: list[tuple[str, str]], told: str
) -> None:
    report = graded_text(correct_with(BESIDE, *edits) + TRAINING)
    assert report.verdict is Verdict.CLEAN, report.headline
    assert told in result(report, "loss").message


@pytest.mark.parametrize("name", ["probs", "outputs", "y_pred"])
def test_a_wrong_one_is_wrong_where_its_names_say_how_it_is_called(name: str) -> None:
    report = graded_text(correct_with(BESIDE, SQUARES, *of(name)) + TRAINING)
    assert report.verdict is Verdict.UNEXPLAINED
    assert "but compute_loss, beside them, gives no multiple of it." in report.headline
    assert result(report, "loss").status is Status.FAIL
    assert result(report, "gradients").status is Status.PASS


def test_a_wrong_one_that_nothing_calls_is_not_blamed() -> None:
    report = graded_text(correct_with(BESIDE, SQUARES))
    assert report.verdict is Verdict.CLEAN
    assert "is not looked at" in result(report, "loss").message


def test_a_helper_that_the_passes_call_is_no_loss_of_its_own() -> None:
    report = graded_text((SUBMISSIONS / "correct" / "helper_functions.py").read_text(encoding="utf-8"))
    assert "beside" not in result(report, "loss").message


WHOLE = """    for p, t in zip(probs, targets):
        loss += -np.sum(t * np.log(p + 1e-12))
    return loss
"""
BY_STEP = """

def validate(xs, ts, h, c, params):
    _, probs, cache, h, c = forward(xs, ts, h, c, params)
    return sum(compute_loss(probs[t], ts[t]) for t in range(len(ts))) / len(ts)
"""


def giving(value: str) -> tuple[str, str]:
    """Return the edit that lets the loss function give this, without a loop over steps."""
    return WHOLE, f"    return {value}\n"


@pytest.mark.parametrize(
    "value",
    [
        "-np.log(np.sum(probs * targets))",
        "-np.log(np.sum(probs * targets)) / np.log(2)",
        "-float(np.log(np.dot(np.ravel(probs), np.ravel(targets))))",
    ],
)
def test_a_right_loss_of_one_step_is_called_step_by_step(value: str) -> None:
    report = graded_text(correct_with(BESIDE, giving(value)) + BY_STEP)
    assert report.verdict is Verdict.CLEAN, report.headline
    assert "gives the cross-entropy, too" in result(report, "loss").message


UNSURE = {
    "one step": (SQUARES, BY_STEP),
    "columns beside each other": (
        giving("np.sum(np.subtract(targets, probs) ** 2)"),
        TRAINING.replace("compute_loss(probs, ts)", "compute_loss(np.hstack(probs), np.hstack(ts))"),
    ),
    "bound again": (SQUARES, TRAINING.replace("    print", "    probs = np.array(probs)\n    print")),
    "written into": (SQUARES, TRAINING.replace("    print", "    probs[0] = probs[0] + 1e-9\n    print")),
    "other targets": (SQUARES, TRAINING.replace("compute_loss(probs, ts)", "compute_loss(probs, params)")),
    "exponentials": (giving("np.exp(np.sum((targets - probs) ** 2))"), TRAINING),
    "a global": (giving("np.sum((targets - probs) ** 2) * len(init_params(2, 2))"), TRAINING),
    "not finite": (giving("np.sum(targets * np.log(targets))"), TRAINING),
    "another call": (SQUARES, TRAINING + BY_STEP),
}


@pytest.mark.parametrize("name", UNSURE)
def test_one_of_which_anything_is_not_sure_is_not_blamed(name: str) -> None:
    edit, calls = UNSURE[name]
    report = graded_text(correct_with(BESIDE, edit) + calls)
    assert report.verdict is Verdict.CLEAN, report.headline
    assert "is not looked at" in result(report, "loss").message


def test_the_other_sign_is_told_and_not_blamed() -> None:
    report = graded_text(correct_with(BESIDE, ("loss += -np.sum(t *", "loss += np.sum(t *")) + TRAINING)
    assert report.verdict is Verdict.CLEAN
    assert (
        "compute_loss, beside the passes, gives the cross-entropy with the other sign" in result(report, "loss").message
    )
