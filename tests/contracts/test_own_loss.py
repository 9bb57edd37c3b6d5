"""A loss function beside the passes gets what its author gives it, and what is wrong in such programs is found."""

import pytest
from grading import SUBMISSIONS, graded_text, result

from harness.records import Status, Verdict
from mutants._mutant import Severity

CORRECT = SUBMISSIONS / "correct"
OF_TARGETS = "batched_class_loss_of_targets"
BESIDE = "loss_beside_predictions"
NAMELESS = "einsum_nameless_cache"
TABLES = "char_class_with_tables"
# It is not called: what it makes of the inputs is its own.
OF_INPUTS = [
    ("return loss, probs, cache, h, c", "return probs, cache, h, c"),
    ("def compute_loss(probs, targets)", "def compute_loss(inputs, targets)"),
    ("for p, t in zip(probs, targets)", "for p, t in zip(inputs, targets)"),
    ("np.log(p + 1e-12)", "np.log(softmax(p) + 1e-12)"),
]
OF_LOGITS = [
    ("    probs = []\n", "    probs, logits = [], []\n"),
    ("probs.append(p)", "probs.append(p)\n        logits.append(y)"),
    ("return loss, probs, cache, h, c", "return logits, probs, cache, h, c"),
    ("def compute_loss(probs, targets)", "def compute_loss(logits, targets)"),
    ("for p, t in zip(probs, targets)", "for v, t in zip(logits, targets)"),
    ("-np.sum(t * np.log(p + 1e-12))", "np.log(np.sum(np.exp(v))) - np.sum(t * v)"),
]


def edited(name: str, *edits: tuple[str, str]) -> str:
    """Return a correct submission with these replacements."""
    text = (CORRECT / f"{name}.py").read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize(
    ("name", "edits"),
    [
        (OF_TARGETS, [("def loss(self, y)", "def loss(self, probs, y)"), ("np.log(self.probs[", "np.log(probs[")]),
        (OF_TARGETS, [("def loss(self, y)", "def compute_loss(self, y)")]),
        (OF_TARGETS, [("def loss(self, y)", "def loss(self, y, model, rate)")]),
        (BESIDE, [("compute_loss(probs, targets)", "compute_loss(targets, probs)")]),
        (BESIDE, [("return loss, probs, cache, h, c", "return cache, probs, h, c")]),
        (BESIDE, [("zip(probs, targets)", "[(probs, targets)]"), ("return loss, probs,", "return probs,")]),
        (BESIDE, OF_LOGITS),
        (BESIDE, OF_INPUTS),
        (TABLES, [("x_batch", "x_ids"), ("y_batch", "y_ids"), ("char_to_idx", "stoi"), ("idx_to_char", "itos")]),
        (NAMELESS, [("(z, gates, h, c, logp)\n\n", "[z, gates, h, c, logp]\n\n")]),
        (NAMELESS, [("return np.exp(logp), (z", "probs = np.exp(logp)\n    return probs, (z")]),
    ],
)
def test_a_right_program_is_clean_in_every_form(name: str, edits: list[tuple[str, str]]) -> None:
    report = graded_text(edited(name, *edits))
    assert report.verdict is Verdict.CLEAN, report.headline


@pytest.mark.parametrize("name", [OF_TARGETS, BESIDE, NAMELESS, TABLES])
def test_a_bug_is_named_in_such_a_program(name: str) -> None:
    carried = ("dc_prev = f * dc\n", "dc_prev = dc\n") if name == TABLES else ("dc_next = dc * f\n", "dc_next = dc\n")
    report = graded_text(edited(name, carried))
    assert [bug.id for bug in report.bugs if bug.severity is Severity.ERROR] == ["dc-next-without-forget"]


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        (OF_TARGETS, "return -np.sum(", "return -2.5 * np.sum("),
        (OF_TARGETS, "N, T = y.shape\n        return", "N, T = shape_of(y)\n        return"),
        (BESIDE, "loss -= float(np.sum(", "loss -= 2.5 * float(np.sum("),
        (OF_TARGETS, "return -np.sum(", "return -np.summ("),
    ],
)
def test_a_wrong_loss_stays_wrong(name: str, right: str, wrong: str) -> None:
    assert graded_text(edited(name, (right, wrong))).verdict is not Verdict.CLEAN


WITHOUT = ("return loss, probs, cache, h, c", "return probs, cache, h, c")
IN_PLACE = [WITHOUT, ("dy = p - targets[t]", "dy = p\n        dy -= targets[t]")]
INDICES = [
    WITHOUT,
    ("dy = p - targets[t]", "dy = p - np.eye(len(p))[:, [int(np.argmax(targets[t]))]]"),
    ("loss += -np.sum(t * np.log(p + 1e-12))", "loss -= np.log(p[t, 0])"),
]


@pytest.mark.parametrize(
    "edits",
    [
        IN_PLACE,
        [*IN_PLACE, ("compute_loss(probs, targets)", "compute_loss(a, b)"), ("zip(probs, targets)", "zip(b, a)")],
        [*IN_PLACE, ("compute_loss(probs, targets)", "compute_loss(probs, targets, vocab_size)")],
        INDICES,
    ],
    ids=[
        "predictions that backward writes into",
        "names that say nothing",
        "a size, too",
        "targets as indices for it alone",
    ],
)
def test_it_is_called_before_backward_and_in_the_way_that_makes_it_the_loss(
    edits: list[tuple[str, str]],
) -> None:
    report = graded_text(edited(BESIDE, *edits))
    assert report.verdict is Verdict.CLEAN, report.headline
    assert result(report, "loss").message == "The loss is the cross-entropy, summed over steps."


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
    report = graded_text(edited(BESIDE, *edits) + TRAINING)
    assert report.verdict is Verdict.CLEAN, report.headline
    assert told in result(report, "loss").message


@pytest.mark.parametrize("name", ["probs", "outputs", "y_pred"])
def test_a_wrong_one_is_wrong_where_its_names_say_how_it_is_called(name: str) -> None:
    report = graded_text(edited(BESIDE, SQUARES, *of(name)) + TRAINING)
    assert report.verdict is Verdict.UNEXPLAINED
    assert "but compute_loss, beside them, gives no multiple of it." in report.headline
    assert result(report, "loss").status is Status.FAIL
    assert result(report, "gradients").status is Status.PASS


def test_a_wrong_one_that_nothing_calls_is_not_blamed() -> None:
    report = graded_text(edited(BESIDE, SQUARES))
    assert report.verdict is Verdict.CLEAN
    assert "is not looked at" in result(report, "loss").message


def test_a_helper_that_the_passes_call_is_no_loss_of_its_own() -> None:
    report = graded_text((CORRECT / "helper_functions.py").read_text(encoding="utf-8"))
    assert "beside" not in result(report, "loss").message
