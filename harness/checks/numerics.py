"""Does the code survive extreme numbers: overflow, log of zero, saturated gates, single precision?"""

import numpy as np

from harness.answers import Answer, distance
from harness.cases import Case
from harness.checks._check import Check, Finding
from harness.diagnosis import systems
from harness.observations import Observations
from harness.records import Fact, Status

MEANING = {
    "overflow": "logits near 900, where exp overflows",
    "log-zero": "a target whose probability underflows to 0",
    "saturated": "gates driven to 0 and 1",
    "float32": "arguments in single precision",
}


def judge(observations: Observations) -> Finding:
    """Call with inputs that only robust code survives; overflow warnings cost nothing, wrong numbers do."""
    cases = (*observations.extreme, observations.odd["float32"])
    observations.prefetch(cases)
    facts = []
    for case in cases:
        problem = _problem(observations.answer(case), case)
        if problem:
            facts.append(Fact(MEANING[case.name], problem))
    if facts:
        return Finding(Status.ADVICE, "Fragile with " + "; ".join(f"{fact.name}: {fact.value}" for fact in facts) + ".", tuple(facts))
    return Finding(Status.PASS, "Extreme logits, impossible targets, saturated gates and single precision are survived.")


def _problem(answer: Answer, case: Case) -> str:
    if answer.failure is not None:
        return f"{answer.failure.stage} fails: {answer.failure.type}: {answer.failure.message}"
    if answer.outputs is None or not np.all(np.isfinite(answer.outputs)):
        return "predictions are not finite"
    if answer.loss is not None and not np.isfinite(answer.loss):
        return f"the loss is {answer.loss.real}"
    if not all(np.all(np.isfinite(gradient)) for gradient in answer.gradients.values()):
        return "gradients are not finite"
    right = systems.answer((), case).outputs
    if case.name == "saturated" and right is not None and not distance(answer.outputs, right) < ROUGH:
        return "predictions are wrong"
    return ""


# Extreme numbers lose digits in correct code too.
ROUGH = 1e-3

CHECK = Check(order=70, judge=judge, requires=("interface",))
