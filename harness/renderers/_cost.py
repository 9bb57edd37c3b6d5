"""Tells in one sentence what a bug cost in training."""

import math

from harness.measured import REFERENCE, SUBMISSION, Curve
from harness.records import Bug, Report
from harness.renderers._numbers import human, percent
from mutants._mutant import Severity


def cost(report: Report, bug: Bug) -> str:
    """Return what the bug cost against the reference, or nothing where the runs do not single it out.

    A run of the bug alone tells it; the submission's own run does where the bug is its only error.
    """
    curves = {curve.label: curve for curve in report.training.curves}
    errors = [other for other in report.bugs if other.severity is Severity.ERROR]
    curve = curves.get(bug.id) or (curves.get(SUBMISSION) if errors == [bug] else None)
    reference = curves.get(REFERENCE)
    if curve is None or reference is None or not curve.losses or not reference.losses:
        return ""
    return (
        f"After {_updates(report, curve)} {_loss(curve)} instead of {human(reference.losses[-1])}; {_accuracy(curve)} \
instead of {percent(reference.accuracy)}."
    )


def _updates(report: Report, curve: Curve) -> str:
    count = report.training.updates[len(curve.losses) - 1 : len(curve.losses)]
    return f"{count[0]} updates" if count else "training"


def _loss(curve: Curve) -> str:
    last = curve.losses[-1]
    return f"the loss is {human(last)} nats per token" if math.isfinite(last) else "the loss is no longer a number"


def _accuracy(curve: Curve) -> str:
    return f"{percent(curve.accuracy)} of the next tokens are right"
