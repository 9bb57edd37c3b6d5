"""The loss by a function of the submission's own beside its two passes: its names tell what it takes."""

from collections.abc import Sequence
from types import ModuleType

import numpy as np

from harness.contracts._arguments import annotated, required
from harness.contracts._forward_results import COURSE_PLACES, COURSE_RESULTS, predicted
from harness.contracts._functions import Function
from harness.contracts._layouts import Array, Arrays, Steps
from harness.contracts._names import plain, role_of, size_of
from harness.contracts._plan import Plan, Ran
from harness.contracts._results import PROBABILITY_TOLERANCE, is_cross_entropy, scalars_in, steps_of

# What a function raises that is made for one step, or for other predictions: nobody knows how its author calls it.
NOT_MEANT = (TypeError, AttributeError, KeyError, IndexError, ValueError)
# What takes these is given what the softmax is made of.
LOGITS = frozenset({"logits", "logit", "scores", "score"})
BOTH = 2  # predictions and targets


def own_loss(plan: Plan, ran: Ran, case: Arrays) -> Array | None:
    """Return the loss of the predictions, or of those that an object keeps; None where it takes something else.

    Of several ways to call the function the one is taken under which the loss is the cross-entropy; where there is
    none, the likeliest that gives a number. What has run stays.
    """
    function, known, T = ran.functions["loss"], plan.loss_form, len(case["inputs"])
    outputs = None if known else _told(ran, case)
    likeliest: tuple[tuple[Steps, bool], Array] | None = None
    for way in dict.fromkeys([*([known] if known else []), *_ways(plan, ran)]):
        loss = _called(function, ran, case, *way)
        if loss is None:
            continue
        unknown = outputs is None and not way[1]
        if way == known or unknown or (outputs is not None and is_cross_entropy(loss, outputs, case["targets"])):
            # One step does not tell as much as several.
            plan.loss_form = way if T > 1 else known
            return loss
        # The other way round than names say, a number that is wrong shows nothing.
        likeliest = likeliest or (None if way[1] else (way, loss))
    if likeliest is None:
        return None
    plan.loss_form = likeliest[0] if T > 1 else known
    return likeliest[1]


def _ways(plan: Plan, ran: Ran) -> list[tuple[Steps, bool]]:
    """Return the forms of the targets, each with the predictions first if names say no other, then the other way."""
    layout = ran.candidate.layout
    indices = Steps.BATCH_INDICES if layout.batch_first else Steps.INDICES
    forms = dict.fromkeys((plan.targets or layout.steps, Steps.COLUMNS, layout.steps, indices))
    return [(form, turned) for turned in (False, True) for form in forms]


def _called(function: Function, ran: Ran, case: Arrays, form: Steps, turned: bool) -> Array | None:
    """Return what the function gives if it is one number, called with the targets in a form, first where `turned`."""
    targets = ran.values.like(ran.candidate.form, ran.values.order, form).of("targets")
    try:
        given = _given(function, ran, case, targets, turned=turned)
        loss = function(*given) if given else None
    except NOT_MEANT as error:
        if isinstance(getattr(error, "obj", None), ModuleType):
            raise  # a function that no module has, whatever it is given
        return None
    return np.asarray(loss).reshape(()) if scalars_in([loss]) else None


def _told(ran: Ran, case: Arrays) -> Array | None:
    """Return the predictions, None where they are not known: any number may be their loss then."""
    try:
        return predicted(ran, case).get("outputs")
    except (ValueError, TypeError, NotImplementedError):
        return None


def _given(function: Function, ran: Ran, case: Arrays, targets: object, *, turned: bool) -> Sequence[object]:
    """Return what the function is given, in the order of its names; nothing where that is not known."""
    asked = required(function)
    roles = [annotated(one) or role_of(one.name, ("targets", "inputs")) for one in asked]
    if len(asked) == 1 and (ran.instance is not None or roles == ["targets"]):
        return () if turned else (targets,)
    sizes = [size_of(one.name) or role_of(one.name, ("p",)) for one in asked]
    both = [place for place, (role, size) in enumerate(zip(roles, sizes, strict=True)) if role or not size]
    if len(both) != BOTH or "inputs" in roles:
        return ()
    logits = any(plain(asked[place].name) in LOGITS for place in both)
    predictions = _predictions(ran, case, logits=logits)
    if predictions is None:
        return ()
    targets_first = roles[both[0]] == "targets" and roles[both[1]] != "targets"
    pair = (targets, predictions) if targets_first is not turned else (predictions, targets)
    given = dict(zip(both, pair, strict=True))
    return [given[place] if place in given else ran.values.of(str(size)) for place, size in enumerate(sizes)]


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
