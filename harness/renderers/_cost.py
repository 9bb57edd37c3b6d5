"""Tells in one sentence what a bug cost in training."""

import math

from harness.languages.words import _
from harness.measured import REFERENCE, SUBMISSION, Curve
from harness.records import Bug, Report
from harness.renderers._numbers import human, percent
from mutants._mutant import Severity


def cost(report: Report, bug: Bug) -> str:
    """Return what the bug cost against the reference, or nothing where the runs do not single it out.

    A run of the bug alone tells it; the submission's own run does where the bug is its only error.
    """
    curves = {curve.label: curve for curve in report.training.curves}
    errors = [other for other in report.bugs if other.severity is Severity.ERROR and other.counts]
    curve = curves.get(bug.id) or (curves.get(SUBMISSION) if errors == [bug] else None)
    reference = curves.get(REFERENCE)
    if curve is None or reference is None or not curve.losses or not reference.losses:
        return ""
    return _(
        "After {updates} {loss} instead of {right_loss}; {accuracy} instead of {right_accuracy}.",
        updates=_updates(report, curve),
        loss=_loss(curve),
        right_loss=human(reference.losses[-1]),
        accuracy=_accuracy(curve),
        right_accuracy=percent(reference.accuracy),
    )


def _updates(report: Report, curve: Curve) -> str:
    count = report.training.updates[len(curve.losses) - 1 : len(curve.losses)]
    return _("{count} updates", count=count[0]) if count else _("training")


def _loss(curve: Curve) -> str:
    last = curve.losses[-1]
    if not math.isfinite(last):
        return _("the loss is no longer a number")
    return _("the loss is {loss} nats per token", loss=human(last))


def _accuracy(curve: Curve) -> str:
    return _("{percent} of the next tokens are right", percent=percent(curve.accuracy))
