"""The loss by a function of the submission's own beside its two passes: its names tell what it takes."""

import inspect
from collections.abc import Iterator, Sequence

import numpy as np

from harness.contracts._arguments import annotated
from harness.contracts._forward_results import COURSE_PLACES, COURSE_RESULTS
from harness.contracts._functions import Function
from harness.contracts._layouts import Arrays, Steps
from harness.contracts._names import role_of
from harness.contracts._plan import Plan, Ran
from harness.contracts._results import PROBABILITY_TOLERANCE, scalars_in, steps_of

# What a function raises that is made for one step, or for other predictions: nobody knows how its author calls it.
NOT_MEANT = (TypeError, AttributeError, KeyError, IndexError, ValueError)
BOTH = 2  # predictions and targets


def own_loss(plan: Plan, ran: Ran, case: Arrays) -> Arrays:
    """Return `loss` of the predictions, or of those that an object keeps; nothing where it takes something else."""
    function = ran.functions["loss"]
    for form in dict.fromkeys((plan.targets or ran.candidate.layout.steps, Steps.COLUMNS)):
        targets = ran.values.like(ran.candidate.form, ran.values.order, form).of("targets")
        try:
            given = _given(function, _predictions(ran, case), targets, kept=ran.instance is not None)
            loss = function(*given) if given else None
        except NOT_MEANT:
            continue
        if scalars_in([loss]):
            return {"loss": np.asarray(loss).reshape(())}
    return {}


def _given(function: Function, predictions: object, targets: object, *, kept: bool) -> Sequence[object]:
    """Return what the function is given, in the order of its names; nothing where that is not known."""
    asked = [*_asked(function)]
    named = [(annotated(one) or role_of(one.name, ("targets",))) == "targets" for one in asked]
    if len(asked) == 1 and (kept or named[0]):
        return (targets,)
    if len(asked) != BOTH:
        return ()
    return (targets, predictions) if named == [True, False] else (predictions, targets)


def _asked(function: Function) -> Iterator[inspect.Parameter]:
    parameters = inspect.signature(function).parameters.values()
    return (p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) and p.default is p.empty)


def _predictions(ran: Ran, case: Arrays) -> object:
    """Return the result of forward that has the shape of predictions, distributions before others and before inputs."""
    if len(ran.items) == COURSE_RESULTS:
        return ran.items[COURSE_PLACES["outputs"]]
    T, V, B = case["inputs"].shape
    found: list[tuple[bool, object]] = []
    for item in ran.items:
        try:
            steps = steps_of(item, (V, B), "outputs", (T,), ran.candidate.layout)
            summed = np.all(np.abs(np.sum(steps, axis=1) - 1) < PROBABILITY_TOLERANCE)
        except (ValueError, TypeError):
            continue
        found.append((not summed or np.array_equal(steps, case["inputs"]), item))
    return min(found, key=lambda one: one[0])[1] if found else ran.items[0]
