"""The loss by a function of the submission's own beside its two passes: its names tell what it takes."""

from collections.abc import Sequence
from inspect import Parameter
from types import ModuleType

import numpy as np

from harness.contracts._arguments import annotated, required
from harness.contracts._forward_results import COURSE_PLACES, COURSE_RESULTS, predicted
from harness.contracts._functions import Function
from harness.contracts._layouts import Array, Arrays, Steps
from harness.contracts._names import names_predictions, plain, role_of, size_of
from harness.contracts._plan import Plan, Ran
from harness.contracts._results import PROBABILITY_TOLERANCE, is_cross_entropy, scalars_in, series, steps_of
from harness.contracts._undone import bindings, undone

# What a function raises that is made for one step, or for other predictions: nobody knows how its author calls it.
NOT_MEANT = (TypeError, AttributeError, KeyError, IndexError, ValueError)
# What takes these is given what the softmax is made of.
LOGITS = frozenset({"logits", "logit", "scores", "score"})
# A single letter is the parameters where two others are predictions and targets, and predictions otherwise.
LETTER = "p"
# Beside targets of another name they are predictions.
RESULT = frozenset({"y", "ys"})
BOTH = 2  # predictions and targets
Called = tuple[Steps, bool]  # the form of the targets, and whether the two are the other way round


def own_loss(plan: Plan, ran: Ran, case: Arrays) -> Array | None:
    """Return the loss of the predictions, or of those that an object keeps; None where it takes something else.

    Of several ways to call the function the one is taken under which the loss is the cross-entropy; where there is
    none, the likeliest that gives a number. What has run stays. Of what it writes, only attributes that the one taken
    binds stay. Raises what the likeliest way raises where none gives a number.
    """
    known, T = plan.loss_form, len(case["inputs"])
    outputs = None if known else _told(ran, case)
    likeliest: tuple[Called, Array, dict[str, object]] | None = None
    failures: list[BaseException | None] = []
    for way in dict.fromkeys([*([known] if known else []), *_ways(plan, ran)]):
        with undone(ran.items, ran.instance, ran.values.case, ran.values.parameters):
            loss, failure = _called(ran, case, *way)
            left = dict(bindings(ran.instance))
        failures.append(failure)
        if loss is None:
            continue
        # The other way round, a number that is wrong shows nothing.
        likeliest = likeliest or (None if way[1] and way != known else (way, loss, left))
        unknown = outputs is None and not way[1]
        if way == known or unknown or (outputs is not None and is_cross_entropy(loss, outputs, case["targets"])):
            likeliest = way, loss, left
            break
    if likeliest is None:
        if failures and (first := failures[0]) is not None and not _is_not_meant(first):
            raise first
        return None
    # One step does not tell as much as several.
    plan.loss_form = likeliest[0] if T > 1 else known
    bindings(ran.instance).update(likeliest[2])
    return likeliest[1]


def loss_by_step(plan: Plan, ran: Ran, case: Arrays) -> Array | None:
    """Return the sum of what the function gives for each step alone; None where that is not one number each.

    The targets have the form under which the sum is the cross-entropy, or else the first that runs.
    """
    outputs, found = _told(ran, case), None
    for form in dict.fromkeys(form for form, _ in _ways(plan, ran)):
        loss = _summed(ran, case, form)
        if loss is not None and outputs is not None and is_cross_entropy(loss, outputs, case["targets"]):
            return loss
        found = loss if found is None else found
    return found


def _summed(ran: Ran, case: Arrays, form: Steps) -> Array | None:
    with undone(ran.items, ran.instance, ran.values.case, ran.values.parameters):
        try:
            given = _given(ran, case, form, turned=False)
            by_step = [_over_time(value, ran) for value in given]
            if len(by_step) != BOTH or len(by_step[0]) != len(case["inputs"]):
                return None
            numbers = [ran.functions["loss"](*step) for step in zip(*by_step, strict=True)]
            return np.asarray(sum(np.asarray(one).reshape(()) for one in numbers))
        except (Exception, SystemExit):  # noqa: BLE001  (the submission's; it is made for something else)
            return None


def _over_time(value: object, ran: Ran) -> list[object]:
    """Return predictions or targets step by step."""
    turned = ran.candidate.layout.batch_first and isinstance(value, np.ndarray)
    return series(np.swapaxes(np.asarray(value), 0, 1) if turned else value)


def _ways(plan: Plan, ran: Ran) -> list[Called]:
    """Return the forms of the targets; where no name says which argument they are, the other way round at last."""
    layout = ran.candidate.layout
    indices = Steps.BATCH_INDICES if layout.batch_first else Steps.INDICES
    forms = dict.fromkeys((plan.targets or layout.steps, Steps.COLUMNS, layout.steps, indices))
    both = _both(ran.functions["loss"])
    open_order = len(both) == BOTH and _first(ran.functions["loss"], both) is None
    return [(form, turned) for turned in ((False, True) if open_order else (False,)) for form in forms]


def _called(ran: Ran, case: Arrays, form: Steps, turned: bool) -> tuple[Array | None, BaseException | None]:
    """Return what the function gives if it is one number, and what it raises, called in one way."""
    try:
        given = _given(ran, case, form, turned=turned)
        loss = ran.functions["loss"](*given) if given else None
    except (Exception, SystemExit) as error:  # noqa: BLE001  (the submission's; told where no way gives a number)
        return None, error
    return np.array(loss).reshape(()) if scalars_in([loss]) else None, None


def _is_not_meant(error: BaseException) -> bool:
    """Whether a function raises this that is made for something else; what no module has, it never finds."""
    return isinstance(error, NOT_MEANT) and not isinstance(getattr(error, "obj", None), ModuleType)


def _told(ran: Ran, case: Arrays) -> Array | None:
    """Return the predictions, None where they are not known: any number may be their loss then."""
    try:
        return predicted(ran, case).get("outputs")
    except (ValueError, TypeError, NotImplementedError):
        return None


def _given(ran: Ran, case: Arrays, form: Steps, *, turned: bool) -> Sequence[object]:
    """Return what the function is given, in the order of its names; nothing where that is not known."""
    function = ran.functions["loss"]
    targets = ran.values.like(ran.candidate.form, ran.values.order, form).of("targets")
    asked = required(function)
    roles = [_role(one) for one in asked]
    if len(asked) == 1 and (ran.instance is not None or roles == ["targets"]):
        return (targets,)
    both = _both(function)
    if len(both) != BOTH or "inputs" in roles:
        return ()
    predictions = _predictions(ran, case, logits=any(plain(asked[place].name) in LOGITS for place in both))
    if predictions is None:
        return ()
    predictions_first = (_first(function, both) or 0) == 0
    pair = (predictions, targets) if predictions_first is not turned else (targets, predictions)
    given = dict(zip(both, pair, strict=True))
    sizes = [size_of(one.name) or "p" for one in asked]
    return [given[place] if place in given else ran.values.of(size) for place, size in enumerate(sizes)]


def _role(parameter: Parameter) -> str | None:
    return annotated(parameter) or role_of(parameter.name, ("targets", "inputs"))


def _both(function: Function) -> list[int]:
    """Return the places of the arguments that are neither sizes nor the parameters."""
    asked = required(function)
    free = [place for place, one in enumerate(asked) if _role(one) or not size_of(one.name)]
    other = [place for place in free if _role(asked[place]) or role_of(asked[place].name, ("p",)) is None]
    return other if len(other) >= BOTH else [p for p in free if p in other or plain(asked[p].name) == LETTER]


def _first(function: Function, both: Sequence[int]) -> int | None:
    """Return which of the two is predictions, as names say: 0 or 1; None where they do not."""
    asked = [required(function)[place] for place in both]
    targets = [_role(one) == "targets" for one in asked]
    if all(targets):
        targets = [plain(one.name) not in RESULT for one in asked]
    if targets[0] is not targets[1]:
        return targets.index(False)
    told = [names_predictions(one.name) or plain(one.name) in LOGITS for one in asked]
    return told.index(True) if told[0] is not told[1] else None


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
