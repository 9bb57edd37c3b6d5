"""Does the code survive extreme numbers and odd input: overflow, log of zero, single precision, a batch?"""

import numpy as np

from harness.answers import Answer, distance
from harness.cases import Case
from harness.checks._check import Check, Finding
from harness.diagnosis import systems
from harness.diagnosis.batch_bugs import documented_places, error_in_batch
from harness.diagnosis.batches import BATCH, WrongInBatch, wrong_in_batch
from harness.diagnosis.robustness import predictions_break
from harness.expectation import tensor_errors, worst_errors
from harness.observations import Observations
from harness.records import Fact, Status

MEANING = {
    "overflow": "logits near 900, where exp overflows",
    "log-zero": "a target whose probability underflows to 0",
    "saturated": "gates driven to 0 and 1",
    "float32": "arguments in single precision",
    "integer-state": "an initial cell state of integer zeros",
    "broadcast-state": "an initial cell state of shape (1, 1)",
    BATCH: "three sequences at once",
}
# Extreme numbers lose digits in correct code too.
ROUGH = 1e-3
# Input that a course need not support: only where forward takes it is backward asked to.
OPTIONAL = ("integer-state", "broadcast-state", BATCH)


def judge(observations: Observations) -> Finding:
    """Call with inputs that only robust code survives; overflow warnings cost nothing, wrong numbers do."""
    odd = observations.odd
    cases = (*observations.extreme, *(odd[name] for name in ("float32", *OPTIONAL) if name in odd))
    observations.prefetch(cases)
    facts = []
    for case in cases:
        problem = _problem(observations, observations.answer(case), case)
        if problem:
            facts.append(Fact(MEANING[case.name], problem))
    if facts:
        return Finding(
            Status.ADVICE,
            "Fragile with " + "; ".join(f"{fact.name}: {fact.value}" for fact in facts) + ".",
            tuple(facts),
        )
    survived = "Saturated gates" if observations.cell else "Extreme logits, impossible targets, saturated gates"
    return Finding(Status.PASS, f"{survived} and single precision are survived.")


def _problem(observations: Observations, answer: Answer, case: Case) -> str:
    if case.name == BATCH:
        # What is an error of code that is written for batches is told of its gradients or predictions.
        told = error_in_batch(observations) is not None
        return "" if told else _problem_of_batch(observations, wrong_in_batch(observations))
    if case.name in OPTIONAL:
        return _problem_of_odd_input(observations, answer, case)
    if answer.failure is not None:
        return answer.failure.said()
    right = systems.answer((), case).outputs
    finite = {
        "predictions": not predictions_break(case, answer),
        "the loss": answer.loss is None or bool(np.isfinite(answer.loss)),
        "gradients": all(bool(np.all(np.isfinite(gradient))) for gradient in answer.gradients.values()),
    }
    broken = [name for name, is_finite in finite.items() if not is_finite]
    if broken:
        return f"not finite: {', '.join(broken)}"
    wrong = case.name == "saturated" and not distance(answer.outputs, right) < ROUGH
    return "predictions are wrong" if wrong else ""


def _problem_of_odd_input(observations: Observations, answer: Answer, case: Case) -> str:
    scale, errors = worst_errors(observations)
    right = systems.answer((), case)
    ordinary = all(off < observations.tolerance for off in errors.values())
    if not ordinary or not distance(answer.outputs, right.outputs) < observations.tolerance:
        return ""
    if answer.failure is not None:
        return answer.failure.said()
    off = [
        name
        for name, error in tensor_errors(observations, case, answer, scale).items()
        if not error < observations.tolerance
    ]
    return f"wrong gradients of {', '.join(off)}" if off else ""


def _problem_of_batch(observations: Observations, wrong: WrongInBatch | None) -> str:
    """Code for one sequence may refuse several, as long as it says so; wrong numbers are told."""
    if wrong is None or not (wrong.measured or documented_places(observations, wrong)):
        return ""
    return f"wrong {'predictions, and ' if wrong.predictions else ''}gradients of {', '.join(wrong.tensors)}"


CHECK = Check(order=70, judge=judge, requires=("interface",))
