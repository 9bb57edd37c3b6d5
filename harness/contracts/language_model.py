"""The course's language model: forward(inputs, h_prev, C_prev, p), then backward(z, f, …, outputs, targets, p)."""

from collections.abc import Sequence

import numpy as np

from harness.contracts import _binding
from harness.contracts._code import is_lstm
from harness.contracts._functions import Function, Namespace, Way, defined, has, nameless, ways
from harness.contracts._gates import learn_order, learn_parameters, learn_states
from harness.contracts._layouts import Array, Arrays, Layout, fresh, part_of
from harness.contracts._names import PARAMETERS
from harness.contracts._places import attributes
from harness.contracts._plan import GATE_ORDER, PLAN, READING, Plan, Ran
from harness.contracts._results import gradients_from, gradients_of, loss_of, outputs_of, steps_of
from harness.contracts._retrial import is_cross_entropy, readings, shared
from harness.contracts._trial import small_case
from harness.contracts._updates import kept_gradients

# Where contracts are tried, one that is as good as another comes after those of a lower number.
ORDER = 10
# Where the course's forward returns what we judge, of its nine results.
COURSE_RESULTS = 9
# Where a namespace keeps that its parameters' names were looked into, and functions that were found by trial.
LEARNT = "__contract_learnt__"
NAMELESS = "__contract_nameless__"
# Kinds of numbers: float, complex, signed, unsigned.
NUMBERS = "fciu"
COURSE_PLACES = {"z": 0, "C": 4, "h": 6, "outputs": 8}


def find(namespace: Namespace) -> dict[str, Function]:
    """Return the functions `forward` and `backward`, and `loss` where there is one; those in use, once they are.

    A forward pass that is an LSTM's is enough. Raises LookupError where there is less.
    """
    way = _binding.in_use(namespace) or _found(namespace)[0]
    return dict(way.functions)


def forward(namespace: Namespace, case: Arrays) -> tuple[Arrays, object]:
    """Run the submission's forward; returns `outputs` (T, V, B), `h`, `C`, `z` where known, and what backward needs."""
    plan = _planned(namespace, case)
    before = {} if GATE_ORDER in namespace else fresh(case)
    found, ran = _forward(namespace, plan, case)

    def predict(moved: Arrays) -> Array:
        return _forward(namespace, _planned(namespace, moved), fresh(moved))[0]["outputs"]

    learnt = [learn(namespace, ran, predict, before) for learn in (learn_order, learn_states) if before]
    if any(learnt):
        return _forward(namespace, _planned(namespace, case), fresh(before))
    return found, ran


def backward(namespace: Namespace, case: Arrays, cache: object) -> Arrays:
    """Run the submission's backward on what its forward returned; returns `loss` and the gradients `dW_f` … `db_v`."""
    if not isinstance(cache, Ran):
        raise TypeError("backward needs what forward has left")
    plan = _binding.current(namespace) or _binding.plan_for(namespace, _found(namespace))
    if "backward" not in cache.functions:
        raise NotImplementedError("there is no function backward")
    known = READING in namespace or "backward" in plan.told
    return (_backward if known else _first_backward)(namespace, plan, case, cache)


def _backward(namespace: Namespace, plan: Plan, case: Arrays, cache: Ran) -> Arrays:
    def read(results: object, ran: Ran, order: Sequence[str]) -> Arrays:
        reading = _binding.reading_of(namespace, plan, ran.candidate.way)
        named = kept_gradients(ran, results)
        if named:
            # Beside kept gradients backward returns nothing, or the loss.
            loss = {} if results is None else {"loss": np.asarray(results).reshape(())}
            return loss | gradients_from(named, case, ran.layout)
        if results is None:
            raise NotImplementedError("backward returns None")
        names = reading.returned.get("backward", ())
        plan.alone = loss_of(results) is not None
        return gradients_of(results, case, order, ran.layout, names)

    arrays = _binding.backward(namespace, plan, cache, read)
    if "loss" not in arrays and "loss" in cache.functions:
        outputs = cache.items[COURSE_PLACES["outputs"]] if len(cache.items) == COURSE_RESULTS else cache.items[0]
        arrays["loss"] = np.asarray(cache.functions["loss"](outputs, case["targets"]))
    return arrays


def _first_backward(namespace: Namespace, plan: Plan, case: Arrays, cache: Ran) -> Arrays:
    """Run backward for the first time: where it raises, or its loss is wrong, its arguments may have been misread.

    A reading under which the loss is right is taken; if there is none, the likeliest stays.
    """
    namespace[READING] = None
    before, outputs = fresh(case), _predicted(cache, case)["outputs"]
    arrays: Arrays = {}
    failure: Exception | None = None
    try:
        arrays = _backward(namespace, plan, case, cache)
    except _binding.TRIAL_ERRORS as error:
        failure = error
    if failure is None and ("loss" not in arrays or is_cross_entropy(arrays["loss"], outputs, before["targets"])):
        return arrays
    taken = plan.arguments[id(cache.candidate.way), "forward", 0][0]
    for places in readings(cache.functions["backward"], len(cache.items), shared(cache.functions["forward"], taken)):
        namespace[READING] = places
        namespace.pop(PLAN)
        found = _tried(namespace, fresh(before))
        if "loss" in found and is_cross_entropy(found["loss"], outputs, before["targets"]):
            return found
    namespace[READING], namespace[PLAN] = None, plan
    if failure is not None:
        raise failure
    return arrays


def _tried(namespace: Namespace, case: Arrays) -> Arrays:
    plan = _binding.plan_for(namespace, _found(namespace))
    try:
        return _backward(namespace, plan, case, _forward(namespace, plan, case)[1])
    except Exception:  # noqa: BLE001  (its arguments are others)
        return {}


def unread(namespace: Namespace, case: Arrays) -> Ran | None:
    """Run forward and read nothing, where backward's loss can be read alone; None where that is not known.

    Finite differences take hundreds of losses, and half of a call's cost is reading states and gradients.
    """
    plan = _binding.current(namespace)
    if plan is None or not plan.alone or not _binding.proven(plan, case):
        return None
    return _binding.forward(namespace, plan, case, lambda _: None)[1]


def loss_alone(namespace: Namespace, cache: object) -> Array:
    """Run backward on what `unread` has left; returns its loss."""
    plan = _binding.current(namespace)
    if plan is None or not isinstance(cache, Ran):
        raise TypeError("loss_alone needs what unread has left")

    def read(results: object, _ran: Ran, _order: Sequence[str]) -> Array:
        value = loss_of(results)
        if value is None:
            raise ValueError("backward returns no loss beside the gradients, as it did before")
        return value

    return _binding.backward(namespace, plan, cache, read)


def _forward(namespace: Namespace, plan: Plan, case: Arrays) -> tuple[Arrays, Ran]:
    return _binding.forward(namespace, plan, case, lambda ran: _predicted(ran, case))


def _planned(namespace: Namespace, case: Arrays) -> Plan:
    """Return the plan; names of parameters that say nothing are found out by trial first."""
    known = _binding.current(namespace)
    if known is not None:
        return known
    found = _found(namespace)
    plan = _binding.plan_for(namespace, found)
    foreign = _binding.reading_of(namespace, plan, plan.candidates[0].way).foreign
    if not foreign or namespace.get(LEARNT):
        return plan

    def predict(moved: Arrays) -> Array:
        namespace.pop(PLAN, None)
        return _forward(namespace, _binding.plan_for(namespace, found), fresh(moved))[0]["outputs"]

    namespace[LEARNT] = True
    learn_parameters(foreign, predict, case)
    namespace.pop(PLAN, None)
    return _binding.plan_for(namespace, found)


def _by_trial(namespace: Namespace) -> list[Way]:
    """Return the pairs of functions that answer as forward and backward do, whatever their names."""
    for way in nameless(namespace):
        namespace.pop(PLAN, None)
        namespace[NAMELESS] = [way]
        try:
            arrays, cache = forward(namespace, small_case())
            gradients = backward(namespace, small_case(), cache)
        except Exception:  # noqa: BLE001, S112  (these two are not it)
            continue
        if "outputs" in arrays and len(gradients) >= len(PARAMETERS):
            return [way]
    namespace[NAMELESS] = []
    return []


def _found(namespace: Namespace) -> list[Way]:
    """Return the pairs of functions to try; raises LookupError with what is there where there is none."""
    known = namespace.get(NAMELESS)
    if isinstance(known, list) and known:
        return known
    found = ways(namespace)
    if not found and known is None:
        found = _by_trial(namespace)
    complete = bool(found) and "backward" in found[0].functions
    if complete or (found and is_lstm(found[0].functions["forward"], namespace, found[0].owner)):
        return found
    missing = ["backward"] if found else [role for role in ("forward", "backward") if not has(namespace, role)]
    raise LookupError(
        f"found no function {' and no function '.join(missing)}: expected forward(inputs, h_prev, C_prev, p) and "
        "backward(z, f, i, g, C, o, h, v, outputs, targets, p); "
        f"defined are {', '.join(defined(namespace)[:12]) or 'none'}"
    )


def _predicted(ran: Ran, case: Arrays) -> Arrays:
    """Read what forward returned, or has left on its object."""
    T, V, B = case["targets"].shape
    H, Z = part_of(case, "W_f").shape
    layout = ran.candidate.layout
    nothing = all(item is None for item in ran.items)
    items = [*attributes(ran.instance).values()] if nothing else ran.items
    if nothing and ran.instance is None:
        raise NotImplementedError("forward returns None")
    if len(items) != COURSE_RESULTS:
        return {"outputs": outputs_of(items, case["inputs"], layout)}
    places = {name: items[place] for name, place in COURSE_PLACES.items()}
    wanted = {"h": ((H, B), (T + 1, T)), "C": ((H, B), (T + 1, T)), "z": ((Z, B), (T,))}
    kept = {name: _kept(places[name], *form, name, layout) for name, form in wanted.items()}
    return {
        "outputs": steps_of(places["outputs"], (V, B), "outputs", (T,), layout),
        **{name: value for name, value in kept.items() if value is not None},
    }


def _kept(value: object, shape: tuple[int, int], lengths: tuple[int, ...], name: str, layout: Layout) -> Array | None:
    """Return what forward keeps for backward; None in another form, as no one else reads it: z above a row of ones."""
    try:
        found = steps_of(value, shape, name, lengths, layout)
    except (ValueError, TypeError):
        return None
    return found if found.dtype.kind in NUMBERS else None
