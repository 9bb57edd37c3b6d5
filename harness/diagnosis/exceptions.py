"""Bugs of shape: they raise instead of giving numbers, and are known by the exception and its operands."""

from collections.abc import Iterable

from harness.answers import Answer, Failure
from harness.cases import Case
from harness.diagnosis import systems
from harness.diagnosis.locate import locate_exception
from harness.diagnosis.naming import named
from harness.diagnosis.runs import program
from harness.diagnosis.values import Values
from harness.observations import Observations
from harness.records import Bug


def from_exceptions(observations: Observations, causes: frozenset[str]) -> list[Bug]:
    """Return the bug that raises this exception in the reference, in the same cases and with the same operands."""
    failed = [(case, answer) for case, answer in observations.answers if answer.failure is not None]
    if any(answer.failure.stage != "backward" for _, answer in failed if answer.failure):
        return []
    fitting = [
        bug
        for bug in systems.bearing(cell=observations.cell)
        if bug not in causes and _raises_alike(causes | {bug}, observations.answers)
    ]
    case, answer = failed[0]
    fitting = [bug for bug in fitting if _same_operands(causes | {bug}, case, answer)]
    square = observations.odd["square"]
    fitting = [bug for bug in fitting if _confirmed(causes | {bug}, square, observations.answer(square), observations)]
    # Two that fit are one too many: an exception has no numbers that could tell them apart.
    if len(fitting) != 1 or answer.failure is None:
        return []
    best = fitting[0]
    told = (
        f"The reference with this bug raises in the same {len(failed)} cases, on the same operands: "
        f"{answer.failure.type}: {answer.failure.message}"
    )
    line = locate_exception(observations, case, answer.failure, causes | {best}, best)
    return [named(best, told, location=line)]


def _raises_alike(bugs: frozenset[str], answers: Iterable[tuple[Case, Answer]]) -> bool:
    """Whether a system raises where the submission does, naming the same sizes, and nowhere else."""
    for case, answer in answers:
        failure = systems.answer(bugs, case).failure
        if (failure is None) != (answer.failure is None):
            return False
        if failure and answer.failure and _sizes(failure) != _sizes(answer.failure):
            return False
    return True


def _sizes(failure: Failure) -> tuple[str, tuple[int, ...]]:
    return failure.type, systems.sizes_in(failure.message)


def _same_operands(bugs: frozenset[str], case: Case, answer: Answer) -> bool:
    """Whether the arrays on which the faulty reference raises are all on the submission's failing line too.

    Sizes alone prove nothing: a transposed outer product names the same ones.
    """
    theirs = Values(list(answer.failure.operands.values()) if answer.failure else [])
    ours = program(bugs).operands(case)
    return bool(ours) and all(operand in theirs for operand in ours)


def _confirmed(bugs: frozenset[str], case: Case, answer: Answer, observations: Observations) -> bool:
    """Whether the case whose dimensions agree gives the mutant's numbers, or raises for both."""
    system = systems.answer(bugs, case)
    if answer.failure is not None or system.failure is not None:
        return (answer.failure is None) == (system.failure is None)
    return systems.same_gradients(answer, system, observations.tolerance)
