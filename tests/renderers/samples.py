"""Reports of every kind, as the harness makes them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from difflib import unified_diff

import numpy as np

from harness.measured import Band, Curve, DerivativePair, Norms, StepCurve, TensorError, Training
from harness.records import (
    Bug,
    Certainty,
    Change,
    CheckResult,
    Fact,
    Fix,
    Isolation,
    Location,
    Report,
    Reproduce,
    Score,
    SourceView,
    Status,
    Unexplained,
    Verdict,
    WrongTensor,
)
from mutants._bundle import reference_source
from mutants._catalogue import find
from mutants._mutant import Mutant, inject

HIDDEN, VOCABULARY = 5, 4
SHAPES = {f"W_{gate}": (HIDDEN, HIDDEN + VOCABULARY) for gate in "figo"}
SHAPES |= {"W_v": (VOCABULARY, HIDDEN)} | {f"b_{gate}": (HIDDEN, 1) for gate in "figo"} | {"b_v": (VOCABULARY, 1)}
STEPS = tuple(10.0**-n for n in range(1, 10))
UPDATES = (0, 5, 10, 20, 30, 40)
NORMS = Norms("reference", (0.5, 0.7, 0.3), (0.2, 0.4, 0.1))

# Text that would do harm wherever it is taken for markup, a template, a terminal's command or an order of reading.
HOSTILE = (
    "<script>alert(1)</script>{{ 7*7 }}{% raw %}]]>--><!--&amp;\"' onload=x \x00\x1b[31m\x07\x9b31m"
    "\N{RIGHT-TO-LEFT OVERRIDE}gnp\N{LEFT-TO-RIGHT ISOLATE}\ud800\udfff\ufeff\u2028[bold red]:smile:"
)


def clean() -> Report:
    """A right submission: no bug, all checks passed."""
    return Report(
        submission="correct.py",
        verdict=Verdict.CLEAN,
        headline="Every gradient agrees with the reference and with its own numerical derivative.",
        score=Score(10, 10),
        contract="language_model",
        checks=_checks(),
        bugs=(),
        training=_training("submission", "reference"),
        isolation=Isolation(
            "Landlock and seccomp",
            ("no network", "reads Python, NumPy and the submission only", "512 MB of memory", "20 s of wall time"),
            (),
        ),
        reproduce=Reproduce(
            "harness check correct.py --seed 0", 0, {"python": "3.11.7", "numpy": "2.4.6", "harness": "0.1.0"}
        ),
        tensors=_tensors(()),
        derivatives=_derivatives(()),
        step_curve=StepCurve(
            "W_f", STEPS, tuple(max(step**2 / 3, 1e-16 / step) for step in STEPS), 4.1e-12, 1e-16, 1 / 3
        ),
        norms=(NORMS,),
        source=SourceView(reference_source(), ((1, "not needed by the functions"),), ""),
        seconds=0.83,
    )


def one_bug() -> Report:
    """One bug, placed on its line, with a verified fix."""
    return _with_bugs(("cell-double-tanh",), ("W_f", "W_i", "W_g", "b_f", "b_i", "b_g"), located=True)


def one_bug_not_placed() -> Report:
    """One bug whose line is not known."""
    return _with_bugs(("cell-double-tanh",), ("W_f", "W_i", "W_g", "b_f", "b_i", "b_g"), located=False)


def three_bugs_and_remarks() -> Report:
    """Three errors, one of them masked, and remarks on robustness and recipe listed before them."""
    report = _with_bugs(
        ("forget-bias-zero", "no-eps-in-log", "cell-double-tanh", "output-double-sigmoid", "dc-next-without-forget"),
        tuple(name for name in SHAPES if name not in ("W_v", "b_v")),
        located=True,
    )
    masked = replace(report.bugs[-1], certainty=Certainty.MASKED, location=None, fix=None)
    mended = Fix("--- lstm_anna.py\n+++ lstm_anna.py\n@@ -1 +1 @@\n-all wrong\n+all right\n", verified=True)
    return replace(report, bugs=(*report.bugs[:-1], masked), score=Score(4.25, 10), mended=mended)


def remarks_only() -> Report:
    """Clean, with a latent remark and an advice."""
    report = _with_bugs(("dh-next-from-initial-state", "forget-bias-zero"), (), located=True)
    latent = replace(report.bugs[0], certainty=Certainty.LATENT)
    return replace(report, verdict=Verdict.CLEAN, headline="The gradients are right.", bugs=(latent, report.bugs[1]))


def unexplained() -> Report:
    """Wrong, and no documented bug gives these numbers."""
    return replace(
        _with_bugs((), ("W_f", "b_f", "W_o"), located=False),
        verdict=Verdict.UNEXPLAINED,
        headline="Three gradients are wrong, and no documented bug gives these numbers.",
        training=Training(UPDATES, (Curve("submission", (1.39, 9.1, 420.0, 8e5, float("inf"), float("nan")), 0.1),)),
        unexplained=Unexplained(
            tensors=(
                WrongTensor("W_f", 1, "-2/T times the right one"),
                WrongTensor("b_f", 1, ""),
                WrongTensor("W_o", 2, "zero"),
            ),
            first_wrong=Location(57, "da_f = df * f[t] * (1 + f[t])", 8),
            last_right=Location(56, "df = dC * C_prev", 8),
            changes=(Change(Location(57, "da_f = df * f[t] * (1 + f[t])", 8), "(1 + f[t])", "(1 - f[t])"),),
            fix=Fix("--- a\n+++ b\n-(1 + f[t])\n+(1 - f[t])\n", verified=True),
        ),
    )


def unexplained_and_unplaced() -> Report:
    """Wrong, no documented bug gives these numbers, no line is proven, and no edit mends it."""
    known = Unexplained(tensors=(WrongTensor("W_f", 2, ""),))
    return replace(unexplained(), unexplained=known)


def unexplained_beside_a_documented_bug() -> Report:
    """A small edit leaves what a documented bug explains."""
    report = unexplained()
    assert report.unexplained is not None
    return replace(report, unexplained=replace(report.unexplained, remaining=("dc-next-without-forget",), fix=None))


def inconclusive() -> Report:
    """The numbers do not decide."""
    return replace(
        clean(),
        verdict=Verdict.INCONCLUSIVE,
        headline="The submission's loss is too noisy for its numerical derivative to decide.",
        checks=(replace(clean().checks[3], status=Status.INCONCLUSIVE),),
        step_curve=StepCurve("W_f", STEPS, (0.0, float("nan"), *(0.3,) * 7), float("inf")),
    )


def ungradable() -> Report:
    """Nothing could be judged: no checks, no source, no score."""
    return Report(
        submission="broken.py",
        verdict=Verdict.UNGRADABLE,
        headline="broken.py, line 12: the file is not Python: '(' was never closed.",
        score=Score(0, 0),
        contract="",
        checks=(),
        bugs=(),
        training=Training(),
        isolation=Isolation("none", (), ("nothing was run",)),
        reproduce=Reproduce("harness check broken.py", 0),
    )


def hostile() -> Report:
    """Hostile text in every field, numbers that are none, and a megabyte printed."""
    report = three_bugs_and_remarks()
    bug = replace(
        report.bugs[0],
        id=HOSTILE,
        family=HOSTILE,
        title=HOSTILE,
        where=HOSTILE,
        symptom=HOSTILE,
        hint=HOSTILE,
        explanation=HOSTILE,
        formula=HOSTILE,
        correct=HOSTILE,
        buggy=HOSTILE,
        evidence=HOSTILE,
        location=Location(10**9, HOSTILE),
        fix=Fix(f"--- a\n+++ b\n-{HOSTILE}\n+{HOSTILE}\n", verified=True),
        same_numbers_as=((HOSTILE, HOSTILE),),
        residual=float("nan"),
        article=HOSTILE,
        seen=(HOSTILE, "javascript:alert(1)", 'https://example.org/"onclick="x', "https://example.org/a?b=c&d"),
    )
    not_finite = ((float("nan"), float("inf")), (0.0, -1e-300))
    return replace(
        report,
        submission=HOSTILE,
        headline=HOSTILE,
        contract=HOSTILE,
        score=Score(float("nan"), 10),
        checks=(CheckResult(HOSTILE, HOSTILE, Status.FAIL, HOSTILE * 50, (Fact(HOSTILE, HOSTILE),)),),
        bugs=(bug, bug, *report.bugs[1:]),
        training=Training(UPDATES, (Curve(HOSTILE, (float("nan"), 1.0), float("nan")), Curve("", (), 0)), HOSTILE),
        isolation=Isolation(HOSTILE, (HOSTILE,), (HOSTILE,)),
        reproduce=Reproduce(HOSTILE, 0, {HOSTILE: HOSTILE}),
        tensors=(TensorError(HOSTILE, float("nan"), right=False, errors=not_finite), *report.tensors),
        derivatives=(
            DerivativePair(HOSTILE, float("nan"), 1.0, float("inf")),
            DerivativePair(HOSTILE, 0.0, 0.0, float("nan")),
        ),
        step_curve=StepCurve(HOSTILE, (0.0, float("nan"), 1e-3), (1.0, 1.0, float("inf")), float("nan"), 0.0, -1.0),
        norms=(Norms(HOSTILE, (float("nan"), float("inf")), ()), Norms("", (), (0.0,))),
        unexplained=Unexplained(
            (WrongTensor(HOSTILE, 1, HOSTILE), WrongTensor(HOSTILE, 2, "")),
            Location(1, HOSTILE),
            Location(10**9, HOSTILE),
            (Change(Location(1, HOSTILE), HOSTILE, f"{HOSTILE}\n{HOSTILE}"),),
            (HOSTILE,),
            Fix(f"--- a\n+++ b\n-{HOSTILE}\n+{HOSTILE}\n", verified=True),
        ),
        source=SourceView(f"{HOSTILE}\r\n" * 3 + "x" * 500_000, ((1, HOSTILE), (2, HOSTILE)), HOSTILE * 10_000),
    )


def large() -> Report:
    """Ten bugs, course-size tensors, a long file, a megabyte printed."""
    report = _with_bugs(
        ("cell-double-tanh", "output-double-sigmoid", "dc-next-without-forget"), tuple(SHAPES), located=True
    )
    rng = np.random.default_rng(1)
    tensors = tuple(
        TensorError(name, 0.5, right=False, errors=_rows(10 ** rng.uniform(-12, 0, size=shape)))
        for name, shape in {f"W_{k}": (50, 54) for k in range(10)}.items()
    )
    bugs = tuple(replace(report.bugs[k % 3], id=f"bug-{k}") for k in range(10))
    text = "\n".join(f"dW_{k} += da_{k} @ z[t].T  # {'~' * (k % 60)}" for k in range(5000))
    return replace(report, bugs=bugs, tensors=tensors, source=SourceView(text, (), "printed\n" * 140_000))


SAMPLES: Mapping[str, Callable[[], Report]] = {
    sample.__name__: sample
    for sample in (
        clean,
        one_bug,
        one_bug_not_placed,
        three_bugs_and_remarks,
        remarks_only,
        unexplained,
        unexplained_and_unplaced,
        unexplained_beside_a_documented_bug,
        inconclusive,
        ungradable,
        hostile,
        large,
    )
}


def _with_bugs(ids: tuple[str, ...], wrong: tuple[str, ...], *, located: bool) -> Report:
    mutants = [mutant for mutant in map(find, ids) if mutant is not None]
    assert len(mutants) == len(ids), "a sample names a mutant that the catalogue lacks"
    source = inject(mutants)
    report = clean()
    bugs = tuple(
        Bug(
            id=mutant.id,
            family=mutant.family,
            title=mutant.title,
            severity=mutant.severity,
            certainty=Certainty.EXACT,
            where=mutant.where,
            symptom=mutant.symptom,
            hint=mutant.hint,
            explanation=mutant.explanation,
            formula=mutant.formula,
            correct=mutant.correct,
            buggy=mutant.buggy,
            evidence="Put into the reference, it gives the submission's gradients on 6 cases.",
            location=_location(source, mutant.buggy) if located else None,
            fix=Fix(_fix(source, mutant), verified=True) if located else None,
            same_numbers_as=(("carry-never-fed-back",), ("dh-without-carry", "dc-without-carry")),
            residual=3.1e-14,
            article=mutant.article,
            seen=mutant.seen,
            equation=mutant.equation,
        )
        for mutant in mutants
    )
    failed = CheckResult(
        "gradients",
        "Does backward give the derivative of the submission's own loss?",
        Status.FAIL,
        f"{len(wrong)} of 10 gradients are wrong; the worst, {wrong[0] if wrong else 'none'}, is off by 41 %.",
        (Fact("points", "3"), Fact("largest error over its bar", "4.1e+09"), Fact("method", "complex step")),
        0.4,
    )
    skipped = CheckResult("training", "Does a short training run fall?", Status.SKIP, "Needs gradients.", (), 0)
    advice = CheckResult("recipe", "Is the recipe sound?", Status.ADVICE, "The learning rate is 0.1; 0.01 is safe.")
    return replace(
        report,
        submission="lstm_anna.py",
        verdict=Verdict.BUGS,
        headline=f"{len(wrong)} of 10 gradients are wrong; the documented bugs below give exactly these numbers.",
        score=Score(6.5, 10),
        checks=(*report.checks[:3], failed, skipped, advice),
        bugs=bugs,
        training=_training("submission", "reference", *ids[-1:]),
        tensors=_tensors(wrong),
        derivatives=_derivatives(wrong),
        step_curve=StepCurve("W_f", STEPS, tuple(0.41 + step for step in STEPS), 3.2e-10, 2e-16, 0.4),
        norms=(NORMS, Norms("submission", (0.0, 0.2, 0.3), (7.1, 2.2, 0.4))),
        source=SourceView(
            source, tuple((line, "starts the training") for line in _tail(source)), "epoch 0 loss 1.39\n" * 4
        ),
    )


def _fix(source: str, mutant: Mutant) -> str:
    number = _location(source, mutant.buggy).line
    lines = source.splitlines()
    line = lines[number - 1]
    mended = line[: len(line) - len(line.lstrip())] + mutant.correct.splitlines()[0]
    right = [*lines[: number - 1], mended, *lines[number:]]
    return "\n".join(unified_diff(lines, right, "lstm_anna.py", "lstm_anna.py", lineterm=""))


def _location(source: str, buggy: str) -> Location:
    first = buggy.splitlines()[0]
    lines = source.splitlines()
    number = next(number for number, line in enumerate(lines, start=1) if line.strip() == first.strip())
    return Location(number, lines[number - 1])


def _tail(source: str) -> range:
    count = len(source.splitlines())
    return range(count - 1, count + 1)


def _derivatives(wrong: tuple[str, ...]) -> tuple[DerivativePair, ...]:
    rng = np.random.default_rng(3)
    found = [(name, float(rng.normal())) for name in SHAPES for _ in range(3)]
    return tuple(DerivativePair(name, value, -value / 2 if name in wrong else value, 1e-12) for name, value in found)


def _tensors(wrong: tuple[str, ...]) -> tuple[TensorError, ...]:
    rng = np.random.default_rng(0)
    tensors = []
    for name, shape in SHAPES.items():
        low, high = (-4.0, -0.3) if name in wrong else (-17.0, -14.5)
        errors = 10 ** rng.uniform(low, high, size=shape)
        tensors.append(TensorError(name, float(errors.max()), right=name not in wrong, errors=_rows(errors)))
    return tuple(tensors)


def _rows(errors: np.ndarray) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(map(float, row)) for row in errors)


def _training(*labels: str) -> Training:
    falls = {"reference": 0.062, "submission": 0.02}
    curves = tuple(
        Curve(
            label,
            tuple(0.4 + np.exp(-falls.get(label, 0.02) * update) for update in UPDATES),
            0.78 if label == "reference" else 0.52,
        )
        for label in labels
    )
    band = Band(5, tuple(0.3 + np.exp(-0.07 * update) for update in UPDATES), (1.5,) * len(UPDATES))
    return Training(UPDATES, curves, "Forty updates from the same start on the same data.", band)


def _checks() -> tuple[CheckResult, ...]:
    titles = {
        "interface": "Are the functions there, with the right shapes?",
        "forward": "Does forward agree with the reference?",
        "loss": "Is the loss the cross-entropy?",
        "gradients": "Does backward give the derivative of the submission's own loss?",
        "carry": "Do the gradients of the initial states agree?",
        "purity": "Are arguments and globals left unchanged?",
    }
    return tuple(
        CheckResult(name, title, Status.PASS, "It does, within rounding.", (Fact("largest difference", "2.2e-16"),))
        for name, title in titles.items()
    )
