"""Bugs that ordinary cases do not show: extreme numbers, odd initial states."""

from collections.abc import Iterable
from itertools import combinations

import numpy as np

from harness.answers import Answer, distance
from harness.cases import LOG_ZERO, Case
from harness.diagnosis import systems
from harness.diagnosis.naming import named
from harness.observations import Observations
from harness.records import Bug
from mutants._catalogue import find
from mutants._mutant import Severity

# Fragile parts that one submission may combine.
MOST_TOGETHER = 2


def from_extremes(observations: Observations, causes: frozenset[str]) -> list[Bug]:
    """Return the fragile parts that explain where predictions or loss stop being finite."""
    observations.prefetch(observations.extreme)
    answers = [(case, observations.answer(case)) for case in observations.extreme]
    right = [systems.answer(causes, case) for case, _ in answers]
    if all(_alike(case, answer, wanted) for (case, answer), wanted in zip(answers, right, strict=True)):
        return []
    bearing = systems.bearing(cell=observations.cell)
    fragile = [bug for bug in bearing if _is(bug, Severity.ROBUSTNESS) and not _latent(bug)]
    for count in range(1, MOST_TOGETHER + 1):
        for bugs in combinations(fragile, count):
            if _explains(causes | frozenset(bugs), answers):
                told = "The reference with this bug breaks in the same extreme cases: " + ", ".join(
                    case.name for case, answer in answers if any(_breaks(case, answer))
                )
                return [named(bug, f"{told}.") for bug in bugs]
    return []


def from_odd_input(observations: Observations, causes: frozenset[str]) -> list[Bug]:
    """Return latent bugs: right numbers on every ordinary case, the mutant's failure on an odd one."""
    if any(answer.failure is not None for _, answer in observations.answers):
        return []  # it fails without odd input too
    odd = observations.odd
    cases = [odd[name] for name in ("integer-state", "broadcast-state") if name in odd]
    observations.prefetch(cases)
    latent = [bug for bug in systems.bearing(cell=observations.cell) if _latent(bug)]
    found = []
    for case in cases:
        answer = observations.answer(case)
        right = systems.answer(causes, case)
        if answer.outputs is None or distance(answer.outputs, right.outputs) >= observations.tolerance:
            continue  # the forward pass does not take such input, so backward was never asked to
        if answer.failure is None and systems.same_gradients(answer, right, observations.tolerance):
            continue
        alike = [bug for bug in latent if _same(answer, systems.answer(causes | {bug}, case), observations.tolerance)]
        found += [
            named(bug, f"In the case {case.name}, and in no ordinary one, the reference with this bug does the same.")
            for bug in alike[:1]
        ]
    return found


def _same(answer: Answer, system: Answer, tolerance: float) -> bool:
    if answer.failure is not None or system.failure is not None:
        return answer.failure is not None and system.failure is not None and answer.failure.type == system.failure.type
    return systems.same_gradients(answer, system, tolerance)


def predictions_break(case: Case, answer: Answer) -> bool:
    """Whether predictions are not finite, or not there.

    Where the loss alone is meant to break, what is read off it is not finite, but gradients tell of the predictions.
    """
    gradients = answer.gradients.values()
    if case.name == LOG_ZERO and gradients and all(np.all(np.isfinite(gradient)) for gradient in gradients):
        return False
    return answer.outputs is None or not np.all(np.isfinite(answer.outputs))


def _breaks(case: Case, answer: Answer) -> tuple[bool, bool]:
    """Whether the predictions that there are, and the loss, are not finite."""
    outputs = answer.outputs is not None and predictions_break(case, answer)
    return outputs, answer.loss is not None and not np.isfinite(answer.loss)


def _alike(case: Case, answer: Answer, system: Answer) -> bool:
    """Whether both break in the same way, as far as the submission tells: not every one returns predictions."""
    own, other = _breaks(case, answer), _breaks(case, system)
    return own[1] == other[1] and (answer.outputs is None or own == other)


def _explains(bugs: frozenset[str], answers: Iterable[tuple[Case, Answer]]) -> bool:
    return all(_alike(case, answer, systems.answer(bugs, case)) for case, answer in answers)


def _is(bug: str, severity: Severity) -> bool:
    mutant = find(bug)
    return mutant is not None and mutant.severity is severity


def _latent(bug: str) -> bool:
    mutant = find(bug)
    return mutant is not None and mutant.latent
