"""Does the forward pass compute the LSTM's predictions?"""

from itertools import permutations

import numpy as np

from harness.answers import Answer, distance
from harness.cases import Case
from harness.checks._check import Check, Finding
from harness.contracts._names import GATES
from harness.diagnosis import systems
from harness.diagnosis.batch_bugs import error_in_batch
from harness.observations import Observations
from harness.records import Fact, Status
from reference.arrays import Array

NO_ORDER = (
    "The predictions are not an LSTM's, in whatever order the array of all gates holds them: a gate is left out, read "
    "twice, or has another's activation, with T = {steps}."
)
OF_EACH = "With {B} sequences at once, which the code is written for, the predictions are not those of each sequence."
NEEDS_ORDER = "In which order the array of all gates holds them cannot be told: a contract with gates= says it."


def judge(observations: Observations) -> Finding:
    """Compare the predicted distributions, and the states where they are known, with the reference's."""
    facts = []
    outputs = "hidden states" if observations.cell else "predictions"
    predicted = [(case, answer) for case, answer in observations.answers if answer.outputs is not None]
    if not predicted:
        return Finding(Status.SKIP, "Not asked, because forward gives no predictions.", fraction=0.0)
    for case, answer in predicted:
        right = systems.answer((), case)
        for name, found, wanted in (
            ("cell states C", answer.C, right.C),
            ("hidden states h", answer.h, right.h),
            (outputs, answer.outputs, right.outputs),
            ("predictions", answer.predictions, right.predictions),
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
                if observations.guessed_gates:
                    return Finding(*_without_order(case, answer, observations.tolerance), tuple(facts))
                finite = bool(np.all(np.isfinite(found)))
                much = f"off by {off:.1e} of the largest" if finite else "not finite"
                message = f"The {name} are not the LSTM's: {much}, with T = {case.T}."
                return Finding(Status.FAIL, message, tuple(facts))
        facts.append(Fact(f"{outputs}, {case.name}", f"{distance(answer.outputs, right.outputs):.1e}"))
    batch = error_in_batch(observations)
    if batch is not None and batch.predictions:
        facts.append(Fact("predictions, batch", f"{batch.predictions:.1e}"))
        return Finding(Status.FAIL, OF_EACH.format(B=batch.case.output_shape[2]), tuple(facts))
    agreeing = "The states agree" if observations.cell else "Predictions and states agree"
    return Finding(Status.PASS, f"{agreeing} with the reference.", tuple(facts))


def _without_order(case: Case, answer: Answer, tolerance: float) -> tuple[Status, str]:
    """Return what is said where the order of the gates in one array could only be guessed."""
    for order in permutations(GATES):
        renamed = zip(GATES, order, strict=True)
        gates = {f"{kind}_{one}": case.arrays[f"{kind}_{other}"] for one, other in renamed for kind in "Wb"}
        other = case.having(f"{case.name}, {''.join(order)}", **gates)
        if distance(answer.outputs, systems.answer((), other).outputs) < tolerance:
            return Status.INCONCLUSIVE, NEEDS_ORDER
    return Status.FAIL, NO_ORDER.format(steps=case.T)


def _first_wrong(found: Array, right: Array) -> str:
    for step, (one, other) in enumerate(zip(found, right, strict=True)):
        if not np.allclose(one, other):
            return str(step)
    return "none alone"


# Not for want of a backward: a forward pass that is right earns its points.
CHECK = Check(order=20, judge=judge, points=20)
