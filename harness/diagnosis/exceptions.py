"""Bugs of shape: they raise instead of giving numbers, and are known by the exception and its operands."""

from collections.abc import Iterable

import numpy as np

from harness.answers import Answer, Failure
from harness.cases import Case
from harness.diagnosis import systems
from harness.diagnosis.locate import locate_exception
from harness.diagnosis.naming import named
from harness.diagnosis.schema import schema
from harness.diagnosis.search import preference
from harness.observations import Observations
from harness.records import Bug
from mutants._catalogue import find
from mutants._mutant import MutantError
from reference.arrays import PARAMETER_NAMES


def from_exceptions(observations: Observations, causes: frozenset[str]) -> list[Bug]:
    """Return the bug that raises this exception in the reference, in the same cases and with the same operands."""
    failed = [(case, answer) for case, answer in observations.answers if answer.failure is not None]
    if any(answer.failure.stage != "backward" for _, answer in failed if answer.failure):
        return []
    fitting = [
        bug for bug in schema().settings if bug not in causes and _raises_alike(causes | {bug}, observations.answers)
    ]
    case, answer = failed[0]
    fitting = [bug for bug in fitting if _same_operands(bug, case, answer)]
    square = observations.odd["square"]
    fitting = [bug for bug in fitting if _confirmed(causes | {bug}, square, observations.answer(square), observations)]
    if not fitting or answer.failure is None:
        return []
    best, *others = sorted(fitting, key=lambda bug: preference(frozenset([bug])))
    told = (
        f"The reference with this bug raises in the same {len(failed)} cases, on operands of the same sizes: "
        f"{answer.failure.type}: {answer.failure.message}"
    )
    line = locate_exception(observations, case, answer.failure, causes | {best}, best)
    return [named(best, told, alternatives=[[other] for other in others], location=line)]


def _raises_alike(bugs: frozenset[str], answers: Iterable[tuple[Case, Answer]]) -> bool:
    """Whether a system raises where the submission does, naming the same sizes, and nowhere else."""
    try:
        for case, answer in answers:
            failure = systems.answer(bugs, case).failure
            if (failure is None) != (answer.failure is None):
                return False
            if failure and answer.failure and _sizes(failure) != _sizes(answer.failure):
                return False
    except MutantError:
        return False
    return True


def _sizes(failure: Failure) -> tuple[str, tuple[int, ...]]:
    return failure.type, systems.sizes_in(failure.message)


def _same_operands(bug: str, case: Case, answer: Answer) -> bool:
    """Whether a parameter on the failing line is one that the mutant's line names; true where none stands there."""
    mutant = find(bug)
    operands = answer.failure.operands.values() if answer.failure else ()
    there = {
        name
        for name in PARAMETER_NAMES
        if any(
            np.array_equal(value, case.arrays[name]) or np.array_equal(value.T, case.arrays[name]) for value in operands
        )
    }
    return not there or (mutant is not None and any(name in mutant.buggy for name in there))


def _confirmed(bugs: frozenset[str], case: Case, answer: Answer, observations: Observations) -> bool:
    """Whether the case whose dimensions agree gives the mutant's numbers, or raises for both."""
    system = systems.answer(bugs, case)
    if answer.failure is not None or system.failure is not None:
        return (answer.failure is None) == (system.failure is None)
    return systems.same_gradients(answer, system, observations.tolerance)
