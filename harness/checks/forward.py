"""Does the forward pass compute the LSTM's predictions?"""

import numpy as np

from harness.answers import distance
from harness.checks._check import Check, Finding
from harness.diagnosis import systems
from harness.observations import Observations
from harness.records import Fact, Status
from reference.arrays import Array


def judge(observations: Observations) -> Finding:
    """Compare the predicted distributions, and the states where they are known, with the reference's."""
    facts = []
    predicted = [(case, answer) for case, answer in observations.answers if answer.outputs is not None]
    if not predicted:
        return Finding(Status.SKIP, "Not asked, because forward gives no predictions.", fraction=0.0)
    for case, answer in predicted:
        right = systems.answer((), case)
        for name, found, wanted in (
            ("cell states C", answer.C, right.C),
            ("hidden states h", answer.h, right.h),
            ("predictions", answer.outputs, right.outputs),
        ):
            if found is None or wanted is None:
                continue
            # T states instead of T+1: the initial one is not stored.
            states = wanted if found.shape == wanted.shape else wanted[1:]
            off = distance(found, states)
            if not off < observations.tolerance:
                facts += [
                    Fact(f"{name}, {case.name}", f"{off:.1e}"),
                    Fact("first wrong step", _first_wrong(found, states)),
                ]
                finite = bool(np.all(np.isfinite(found)))
                much = f"off by {off:.1e} of the largest" if finite else "not finite"
                message = f"The {name} are not the LSTM's: {much}, with T = {case.T}."
                return Finding(Status.FAIL, message, tuple(facts))
        facts.append(Fact(f"predictions, {case.name}", f"{distance(answer.outputs, right.outputs):.1e}"))
    return Finding(Status.PASS, "Predictions and states agree with the reference.", tuple(facts))


def _first_wrong(found: Array, right: Array) -> str:
    for step, (one, other) in enumerate(zip(found, right, strict=True)):
        if not np.allclose(one, other):
            return str(step)
    return "none alone"


# Not for want of a backward: a forward pass that is right earns its points.
CHECK = Check(order=20, judge=judge, points=20)
