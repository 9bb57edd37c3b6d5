"""The loss by a function of the submission's own beside its two passes: its names tell what it takes."""

from collections.abc import Sequence
from types import ModuleType

import numpy as np

from harness.contracts._arguments import annotated, required
from harness.contracts._forward_results import COURSE_PLACES, COURSE_RESULTS
from harness.contracts._functions import Function
from harness.contracts._layouts import Arrays, Steps
from harness.contracts._names import plain, role_of
from harness.contracts._plan import Plan, Ran
from harness.contracts._results import PROBABILITY_TOLERANCE, scalars_in, steps_of

# What a function raises that is made for one step, or for other predictions: nobody knows how its author calls it.
NOT_MEANT = (TypeError, AttributeError, KeyError, IndexError, ValueError)
# What takes these is given what the softmax is made of.
LOGITS = frozenset({"logits", "logit", "scores", "score"})
BOTH = 2  # predictions and targets


def own_loss(plan: Plan, ran: Ran, case: Arrays) -> Arrays:
    """Return `loss` of the predictions, or of those that an object keeps; nothing where it takes something else."""
    function = ran.functions["loss"]
    for form in dict.fromkeys((plan.targets or ran.candidate.layout.steps, Steps.COLUMNS)):
        targets = ran.values.like(ran.candidate.form, ran.values.order, form).of("targets")
        try:
            given = _given(function, ran, case, targets)
            loss = function(*given) if given else None
        except NOT_MEANT as error:
            if isinstance(getattr(error, "obj", None), ModuleType):
                raise  # a function that no module has, whatever it is given
            continue
        if scalars_in([loss]):
            return {"loss": np.asarray(loss).reshape(())}
    return {}


def _given(function: Function, ran: Ran, case: Arrays, targets: object) -> Sequence[object]:
    """Return what the function is given, in the order of its names; nothing where that is not known."""
    asked = required(function)
    roles = [annotated(one) or role_of(one.name, ("targets", "inputs")) for one in asked]
    if len(asked) == 1 and (ran.instance is not None or roles == ["targets"]):
        return (targets,)
    if len(asked) != BOTH or "inputs" in roles:
        return ()
    logits = any(plain(one.name) in LOGITS for one in asked)
    predictions = _predictions(ran, case, logits=logits)
    if predictions is None:
        return ()
    return (targets, predictions) if roles[0] == "targets" and roles[1] != "targets" else (predictions, targets)


def _predictions(ran: Ran, case: Arrays, *, logits: bool) -> object:
    """Return the result of forward that has the shape of predictions, distributions before others and before inputs.

    Of `logits`, what is no distribution; None without it.
    """
    if len(ran.items) == COURSE_RESULTS and not logits:
        return ran.items[COURSE_PLACES["outputs"]]
    T, V, B = case["inputs"].shape
    found: list[tuple[bool, bool, object]] = []
    for item in ran.items:
        try:
            steps = steps_of(item, (V, B), "outputs", (T,), ran.candidate.layout)
            summed = np.all(np.abs(np.sum(steps, axis=1) - 1) < PROBABILITY_TOLERANCE)
        except (ValueError, TypeError):
            continue
        found.append((not summed, np.array_equal(steps, case["inputs"]), item))
    if logits:
        return next((item for other, _, item in found if other), None)
    return min(found, key=lambda one: one[:2])[2] if found else ran.items[0]
