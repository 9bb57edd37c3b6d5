"""Does a short training run go as the reference's?"""

import numpy as np

from harness.checks._check import Check, Finding
from harness.measured import REFERENCE, SUBMISSION
from harness.observations import Observations
from harness.records import Fact, Status
from harness.training_runs import SAME_LOSS, train


def judge(observations: Observations) -> Finding:
    """Train from one start on one data set: equal gradients keep equal curves, and a bug shows its price."""
    if observations.cell:
        return Finding(Status.SKIP, "Not run: a cell alone has no loss to train on.", fraction=1.0)
    if observations.quick:
        return Finding(Status.SKIP, "Not run with --quick.", fraction=1.0)
    _, training = train(observations)
    curves = {curve.label: curve for curve in training.curves}
    own, right = curves.get(SUBMISSION), curves.get(REFERENCE)
    if own is None or right is None:
        stopped = bool(observations.stopped)
        return Finding(Status.INCONCLUSIVE if stopped else Status.FAIL, observations.stopped or training.note)
    updates = training.updates[-1]
    facts = tuple(
        Fact(curve.label, f"{curve.losses[-1]:.4f} nats per token, next token right {curve.accuracy:.0%}")
        for curve in (own, right)
    )
    gap = float(np.max(np.abs(np.subtract(own.losses, right.losses))))
    if gap < SAME_LOSS:
        return Finding(Status.PASS, f"The curves coincide over {updates} updates.", facts)
    message = f"The curves part: by up to {gap:.2g} nats per token within {updates} updates."
    return Finding(Status.FAIL, message, facts)


CHECK = Check(order=100, judge=judge, requires=("interface",))
