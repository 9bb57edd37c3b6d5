"""A submission's run held against right values: the case that is followed, and what the run says."""

from harness.answers import distance
from harness.cases import Case
from harness.cell_cases import STEP_BY_STEP
from harness.conventions import divisor
from harness.diagnosis import systems
from harness.diagnosis.locate import own_events, traced_case
from harness.diagnosis.own_run import Run, direction
from harness.diagnosis.recognise import Recogniser
from harness.diagnosis.right_values import Right, both_ways, right_values
from harness.expectation import gradient_scales
from harness.observations import Observations


def followed(observations: Observations) -> Run:
    """Return the submission's run on a case of many steps, where no clip acts."""
    case = _case(observations)
    divisors = [divisor(scale, case) for scale in gradient_scales(observations)]
    events = own_events(observations, case)
    rights = Recogniser(right_values(case, divisors), case.T)
    return Run(observations.submission.tree, events, rights, Recogniser(_answers(observations, case), case.T))


def _case(observations: Observations) -> Case:
    """Return the case that is followed: of a cell's two ways the one step by step, where that one is wrong.

    There we call the functions of one step, and what they are given is known.
    """
    whole = traced_case(observations)
    for case, answer in observations.answers:
        if case.name == f"{whole.name}{STEP_BY_STEP}":
            right = systems.answer((), case)
            pairs = [(answer.gradients.get(name), right.gradients[name]) for name in case.gradients]
            if not all(distance(*pair) < observations.tolerance for pair in [(answer.outputs, right.outputs), *pairs]):
                return case
    return unclipped(observations, whole)


def unclipped(observations: Observations, case: Case) -> Case:
    """Return the case, or the same with gradients so small that no clip acts on them."""
    name = f"{case.name}-gentle" if observations.clipped(case) else case.name
    return next(other for other in observations.ordinary if other.name == name)


def _answers(observations: Observations, case: Case) -> list[Right]:
    """Return what the submission answered on the case, in both orders of z."""
    answer = observations.answer(case)
    found = list(answer.gradients.values())
    for states in (answer.outputs, answer.h, answer.C):
        found += [] if states is None else list(states)
    return both_ways([Right(frozenset(), 0, direction(value)) for value in found], case)
