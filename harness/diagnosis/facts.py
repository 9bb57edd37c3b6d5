"""What can be said of gradients that no documented bug explains: which, from how many steps on, and how far off."""

from collections.abc import Callable, Sequence

import numpy as np

from harness.answers import distance
from harness.cases import Case
from harness.diagnosis import systems
from harness.diagnosis.batch_bugs import divided_by_batch, error_in_batch
from harness.expectation import in_convention, tensor_errors, worst_errors
from harness.observations import Observations
from harness.records import WrongTensor
from reference.arrays import Array

# A case, the gradient that was found, and all right ones.
Seen = tuple[Case, Array, dict[str, Array]]
DIVIDED = "the right one divided by the number of sequences"
# What a factor may depend on.
FACTORS: Sequence[tuple[str, Callable[[Case], float]]] = (
    ("", lambda _case: 1.0),
    ("/T", lambda case: float(case.T)),
    ("/V", lambda case: float(case.V)),
    ("/(T V)", lambda case: float(case.T * case.V)),
    ("/B", lambda case: float(case.output_shape[2])),
    ("·T", lambda case: 1 / case.T),
)


def wrong_tensors(observations: Observations) -> tuple[WrongTensor, ...]:
    """Return the tensors whose gradient is wrong, in the order of the parameters."""
    scale, _ = worst_errors(observations)
    # A clip mixes the tensors; where it acts everywhere there is nothing else to look at.
    unclipped = [(case, answer) for case, answer in observations.answers if not observations.clipped(case)]
    answers = unclipped or observations.answers
    found = []
    for name in observations.gradients:
        wrong = [
            case.T
            for case, answer in answers
            if name in case.gradients
            and not tensor_errors(observations, case, answer, scale)[name] < observations.tolerance
        ]
        seen: list[Seen] = []
        for case, answer in unclipped:
            right = in_convention(systems.answer((), case).gradients, observations, case, scale)
            if name in answer.gradients:
                seen.append((case, answer.gradients[name], dict(right)))
        if wrong:
            found.append(WrongTensor(name, min(wrong), relation(name, seen, observations.tolerance)))
    return tuple(found) or _in_batch(observations)


def _in_batch(observations: Observations) -> tuple[WrongTensor, ...]:
    """Return the tensors that are right for one sequence and wrong for several at once."""
    wrong = error_in_batch(observations)
    if wrong is None:
        return ()
    case, divided = wrong.case, divided_by_batch(observations, wrong)
    return tuple(
        WrongTensor(name, case.T, DIVIDED if name in divided else "", case.output_shape[2]) for name in wrong.tensors
    )


def relation(name: str, seen: Sequence[Seen], tolerance: float) -> str:
    """Return how the gradients of a tensor follow from right ones, the same way in every case; "" where they do not."""
    if not seen:
        return ""
    if not any(np.any(gradient) for _, gradient, _ in seen):
        return "zero"
    if all(distance(gradient, right[name].T) < tolerance for _, gradient, right in seen):
        return "transposed"
    for other in seen[0][2]:
        if other != name and all(distance(gradient, right[other]) < tolerance for _, gradient, right in seen):
            return f"the right gradient of {other}"
    return _factor(name, seen, tolerance)


def _factor(name: str, seen: Sequence[Seen], tolerance: float) -> str:
    factors = []
    for case, gradient, right in seen:
        size = float(np.sum(np.abs(right[name]) ** 2))
        if not size and not np.any(gradient):
            continue  # as b_f in one step from a cell state of zeros
        factor = float(np.sum(gradient * right[name]) / size) if gradient.shape == right[name].shape and size else 0.0
        if factor == 0.0 or not distance(gradient, factor * right[name]) < tolerance:
            return ""
        factors.append((case, factor))
    for suffix, of_case in FACTORS if factors else ():
        values = [factor * of_case(case) for case, factor in factors]
        if max(values) - min(values) < tolerance * abs(values[0]):
            number = f"{values[0]:.6g}"
            return (
                "the right one with the other sign"
                if number + suffix == "-1"
                else f"{number}{suffix} times the right one"
            )
    return "the right one times a factor that differs between cases"
