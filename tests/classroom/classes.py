"""A class of any size in which every outcome occurs, made without grading anything."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
from renderers.samples import HOSTILE

from harness.classroom.entries import plain
from harness.classroom.overview.summary import Overview, overview
from harness.classroom.results import State
from harness.classroom.rows import Found, Row
from harness.records import Verdict, WrongTensor
from mutants._catalogue import catalogue
from mutants._mutant import Severity

CHECKS = ("interface", "forward", "loss", "gradients", "carry", "purity", "honesty", "numerics", "init", "syntax")
WRONG = (WrongTensor("W_f", 1, "zero"), WrongTensor("b_f", 2, ""))
OTHERWISE = (WrongTensor("W_o", 2, "the right one with the other sign"),)
SENTENCE = "The submission could not be read: it is no Python, and no notebook either."


def found(*ids: str) -> tuple[Found, ...]:
    """Return bugs of the catalogue, errors first as on a page."""
    bugs = [Found(one.id, one.title, one.severity) for one in catalogue() if one.id in ids]
    assert len(bugs) == len(ids)
    return tuple(sorted(bugs, key=lambda bug: bug.severity is not Severity.ERROR))


def judged(name: str, verdict: Verdict, earned: str, sentence: str = "", **fields: object) -> Row:
    """A submission with a verdict and a mark."""
    state = State.UNGRADABLE if verdict is Verdict.UNGRADABLE else State.GRADED
    row = Row(name, plain(name), state, sentence, verdict, Decimal(earned), Decimal(100))
    return replace(row, **fields)


def clean(name: str) -> Row:
    """A right submission with a remark."""
    return judged(name, Verdict.CLEAN, "100", "Right.", found=found("forget-bias-zero"), passed=CHECKS)


def with_bugs(name: str, *ids: str, earned: str = "49") -> Row:
    """A submission with these bugs."""
    failed = ("gradients", "carry")
    passed = tuple(check for check in CHECKS if check not in failed)
    return judged(name, Verdict.BUGS, earned, f"{len(ids)} bugs.", found=found(*ids), passed=passed, failed=failed)


def unexplained(name: str, wrong: tuple[WrongTensor, ...] = WRONG, sentence: str = "Wrong.") -> Row:
    """A submission that no documented bug explains."""
    return judged(name, Verdict.UNEXPLAINED, "33.25", sentence, passed=CHECKS[:3], failed=("gradients",), wrong=wrong)


def inconclusive(name: str) -> Row:
    """A submission whose numbers do not decide."""
    return judged(name, Verdict.INCONCLUSIVE, "60", "The numbers do not decide.", passed=CHECKS[:3])


def ungradable(name: str) -> Row:
    """A submission of which nothing could be judged, with the rubric's mark for that."""
    return judged(name, Verdict.UNGRADABLE, "0", SENTENCE)


def fault(name: str, earlier: Row | None = None) -> Row:
    """A submission on which the harness failed, with the report of an earlier run if any."""
    told = "Its process ended without a result (BrokenProcessPool)."
    if earlier is None:
        return Row(name, plain(name), State.FAULT, told)
    return replace(earlier, student=name, slug=plain(name), state=State.FAULT, sentence=told)


def missing(name: str) -> Row:
    """A student who handed in nothing."""
    return Row(name, plain(name), State.MISSING, "Nothing was handed in.")


def hostile(slug: str) -> Row:
    """A student with a name, a sentence and a bug that would do harm wherever they are taken for markup."""
    bad = (Found(HOSTILE, HOSTILE, Severity.ERROR),)
    return judged(HOSTILE, Verdict.UNEXPLAINED, "10", HOSTILE, slug=slug, found=bad, failed=(HOSTILE,))


def small() -> Overview:
    """One or two of each kind."""
    return overview(
        "LSTM <spring>",
        (
            clean("ada"),
            with_bugs("alan", "cell-double-tanh", "no-eps-in-log"),
            with_bugs("barbara", "cell-double-tanh", "no-eps-in-log"),
            with_bugs("claude", "cell-double-tanh", "dh-without-carry", earned="25.75"),
            unexplained("edsger"),
            unexplained("frances", OTHERWISE),
            unexplained("grace"),
            inconclusive("john"),
            ungradable("katherine"),
            fault("linus"),
            fault("margaret", with_bugs("margaret", "cell-double-tanh")),
            missing("niklaus"),
            hostile("o"),
        ),
    )


def large(students: int, seed: int = 0) -> Overview:
    """A class as it may be: most have a few frequent bugs, some have rare ones."""
    rng = np.random.default_rng(seed)
    ids = [one.id for one in catalogue()]
    weights = 1 / np.arange(1, len(ids) + 1)
    shuffled = [ids[index] for index in rng.permutation(len(ids))]
    rows = []
    for number in range(students):
        name = f"Student Number-{number:04}"
        kind = rng.choice(6, p=[0.25, 0.62, 0.06, 0.02, 0.03, 0.02])
        bugs = rng.choice(shuffled, size=int(rng.integers(1, 6)), replace=False, p=weights / weights.sum())
        make = (clean, None, unexplained, inconclusive, ungradable, missing)[kind]
        earned = f"{rng.integers(0, 390) / 4:.2f}"
        rows.append(make(name) if make else with_bugs(name, *bugs, earned=earned))
    return overview("LSTM", rows)
