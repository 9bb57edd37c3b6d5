"""A loss function beside the passes gets what its author gives it, and what is wrong in such programs is found."""

import pytest
from grading import correct_with, graded_text, result

from harness.records import Status, Verdict
from mutants._mutant import Severity

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
    report = graded_text(correct_with(name, *edits))
    assert report.verdict is Verdict.CLEAN, report.headline


@pytest.mark.parametrize("name", [OF_TARGETS, BESIDE, NAMELESS, TABLES])
def test_a_bug_is_named_in_such_a_program(name: str) -> None:
    carried = ("dc_prev = f * dc\n", "dc_prev = dc\n") if name == TABLES else ("dc_next = dc * f\n", "dc_next = dc\n")
    report = graded_text(correct_with(name, carried))
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
    assert graded_text(correct_with(name, (right, wrong))).verdict is not Verdict.CLEAN


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
    report = graded_text(correct_with(BESIDE, *edits))
    assert report.verdict is Verdict.CLEAN, report.headline
    assert result(report, "loss").message == "The loss is the cross-entropy, summed over steps."


SQUARES = ("-np.sum(t * np.log(p + 1e-12))", "np.sum((t - p) ** 2)")
SWAPPED = ("np.sum(t * np.log(p + 1e-12))", "np.sum(p * np.log(t + 1e-12))")
BITS = ("    return loss\n", "    return loss / np.log(2)\n")


def before(line: str) -> tuple[str, str]:
    """Return the edit that puts a line before what the loss function does."""
    return "    loss = 0\n", f"    loss = 0\n    {line}\n"


def after(line: str) -> tuple[str, str]:
    """Return the edit that puts a line behind it."""
    return "    return loss\n", f"    {line}\n    return loss\n"


def named(*names: str) -> list[tuple[str, str]]:
    """Return the edits that give its arguments other names."""
    listed = ", ".join(names)
    return [("compute_loss(probs, targets)", f"compute_loss({listed})"), ("zip(probs, targets)", f"zip({listed})")]


@pytest.mark.parametrize(
    "edits",
    [
        [SWAPPED],
        [SWAPPED, *named("y_pred", "y_true")],
        [SWAPPED, *named("y", "labels")],
        [SWAPPED, *named("p", "targets")],
        [SQUARES, *named("p", "targets")],
        [SQUARES, ("compute_loss(probs, targets)", "compute_loss(probs, targets, p)")],
    ],
    ids=["exchanged", "exchanged y", "y beside labels", "exchanged p", "squares of p", "squares beside parameters"],
)
def test_a_wrong_one_is_wrong_where_a_name_says_which_argument_is_which(edits: list[tuple[str, str]]) -> None:
    report = graded_text(correct_with(BESIDE, WITHOUT, *edits))
    assert result(report, "loss").status is Status.FAIL
    assert report.score.earned == 90


@pytest.mark.parametrize(
    "edits",
    [
        named("p", "targets"),
        [("compute_loss(probs, targets)", "compute_loss(probs, targets, p)")],
        [*named("p", "q"), SWAPPED],
        [*named("t", "y"), ("for p, t in", "for t, p in")],
    ],
    ids=["p", "parameters as a third", "p and q, the other way round", "t before y"],
)
def test_a_right_one_is_right_where_a_name_is_short(edits: list[tuple[str, str]]) -> None:
    report = graded_text(correct_with(BESIDE, WITHOUT, *edits))
    assert report.verdict is Verdict.CLEAN, report.headline
    assert result(report, "loss").message == "The loss is the cross-entropy, summed over steps."


@pytest.mark.parametrize(
    "line",
    [
        "assert all(abs(np.sum(p) - 1) < 1e-6 and np.shape(t) == np.shape(p) for p, t in zip(probs, targets))",
        "loss = 1 / int(np.shape(targets) == np.shape(probs)) - 1",
        "if np.shape(targets) != np.shape(probs): raise SystemExit",
    ],
)
def test_what_it_raises_when_called_in_ways_that_nobody_meant_is_not_told(line: str) -> None:
    report = graded_text(correct_with(BESIDE, WITHOUT, BITS, before(line)))
    assert result(report, "loss").status is Status.FAIL
    assert result(report, "gradients").status is Status.PASS
    assert report.score.earned == 90


WRITES = [
    "for p in probs: p[:] = 0.5",
    "probs[:] = probs[:1] * len(probs)",
    "for t in targets: t[:] = 0",
]


@pytest.mark.parametrize("line", WRITES)
def test_what_it_writes_is_undone_before_backward(line: str) -> None:
    report = graded_text(correct_with(BESIDE, WITHOUT, after(line)))
    assert report.verdict is Verdict.CLEAN, report.headline


@pytest.mark.parametrize("line", WRITES)
@pytest.mark.parametrize("end", ["raise RuntimeError", "raise SystemExit"])
def test_one_that_raises_beside_passes_that_give_a_loss_changes_nothing(line: str, end: str) -> None:
    report = graded_text(correct_with(BESIDE, after(line), ("    return loss\n", f"    {end}\n")))
    assert report.verdict is Verdict.CLEAN, report.headline


def test_an_attribute_that_it_keeps_for_backward_is_there() -> None:
    edits = [("        N, T = y.shape\n        return", "        self.y, (N, T) = y, y.shape\n        return")]
    edits += [("def backward(self, y):\n", "def backward(self):\n        y = self.y\n")]
    report = graded_text(correct_with(OF_TARGETS, *edits))
    assert report.verdict is Verdict.CLEAN, report.headline
