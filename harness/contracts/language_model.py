"""The course's language model: forward(inputs, h_prev, C_prev, p), then backward(z, f, …, outputs, targets, p)."""

from collections.abc import Sequence

import numpy as np

from harness.contracts import _binding
from harness.contracts._by_loss import predictions_of
from harness.contracts._code import is_lstm, is_stub
from harness.contracts._forward_results import (
    COURSE_PLACES,
    COURSE_RESULTS,
    is_loss_alone,
    lone_loss,
    predicted,
    takes_targets,
)
from harness.contracts._functions import Function, Namespace, Way, defined, has, nameless, ways
from harness.contracts._gates import learn_orders, learn_parameters
from harness.contracts._gradients import gradients_from, gradients_of, loss_of, not_read
from harness.contracts._layouts import Array, Arrays, fresh
from harness.contracts._names import PARAMETERS
from harness.contracts._plan import GATE_ORDER, PLAN, READING, Plan, Ran
from harness.contracts._results import scalars_in
from harness.contracts._retrial import is_cross_entropy, readings, shared
from harness.contracts._trial import small_case
from harness.contracts._updates import kept_gradients

# Where contracts are tried, one that is as good as another comes after those of a lower number.
ORDER = 10
# Where a namespace keeps that its parameters' names were looked into, and functions that were found by trial.
LEARNT = "__contract_learnt__"
NAMELESS = "__contract_nameless__"
# That forward returns more than a loss.
TELLS = "__contract_tells__"


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
        found = _forward(namespace, _planned(namespace, moved), fresh(moved))[0]
        return found["outputs"] if found else outputs(namespace, moved)["outputs"]

    if before and learn_orders(namespace, ran, predict, before):
        return _forward(namespace, _planned(namespace, case), fresh(before))
    return found, ran


def outputs(namespace: Namespace, case: Arrays) -> Arrays:
    """Return the predictions (T, V, B) of a forward that returns the loss of its targets alone; empty otherwise."""
    forward_pass = _planned(namespace, case).candidates[0].way.functions["forward"]
    if namespace.get(TELLS) or case["targets"].shape[2] != 1 or not takes_targets(forward_pass):
        return {}

    def loss_of(targets: Array) -> float:
        given = fresh({**case, "targets": targets})
        return _binding.forward(namespace, _planned(namespace, given), given, lambda ran: lone_loss(ran, given))[0]

    try:
        return predictions_of(loss_of, case["targets"])
    except Exception:  # noqa: BLE001  (the submission's; forward meets it again, and tells it)
        namespace.pop(PLAN, None)
        namespace[TELLS] = True
        return {}


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
        if ran.instance is not None and scalars_in([results]):
            raise not_read([results], elsewhere=True)
        names = reading.returned.get("backward", ())
        plan.alone = loss_of(results) is not None
        return gradients_of(results, case, order, ran.layout, names)

    arrays = _binding.backward(namespace, plan, cache, read)
    if "loss" not in arrays and "loss" in cache.functions:
        outputs = cache.items[COURSE_PLACES["outputs"]] if len(cache.items) == COURSE_RESULTS else cache.items[0]
        arrays["loss"] = np.asarray(cache.functions["loss"](outputs, case["targets"]))
    if "loss" not in arrays and is_loss_alone(cache):
        arrays["loss"] = np.asarray(scalars_in(cache.items)[0]).reshape(())
    return arrays


def _first_backward(namespace: Namespace, plan: Plan, case: Arrays, cache: Ran) -> Arrays:
    """Run backward for the first time: where it raises, or its loss is wrong, its arguments may have been misread.

    A reading under which the loss is right is taken; if there is none, the likeliest stays.
    """
    namespace[READING] = None
    before, told = fresh(case), predicted(cache, case) or outputs(namespace, fresh(case))
    arrays: Arrays = {}
    failure: Exception | None = None
    try:
        arrays = _backward(namespace, plan, case, cache)
    except _binding.TRIAL_ERRORS as error:
        failure = error
    if failure is None and ("loss" not in arrays or _is_right(arrays, told, before)):
        return arrays
    taken = plan.arguments[id(cache.candidate.way), "forward", 0][0]
    for places in readings(cache.functions["backward"], len(cache.items), shared(cache.functions["forward"], taken)):
        namespace[READING] = places
        namespace.pop(PLAN)
        found = _tried(namespace, fresh(before))
        if "loss" in found and _is_right(found, told, before):
            return found
    namespace[READING], namespace[PLAN] = None, plan
    if failure is not None:
        raise failure
    return arrays


def _is_right(arrays: Arrays, told: Arrays, case: Arrays) -> bool:
    """Whether a loss is that of the predictions; one from which they were told is."""
    return "outputs" not in told or is_cross_entropy(arrays["loss"], told["outputs"], case["targets"])


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
    return _binding.forward(namespace, plan, case, lambda ran: predicted(ran, case))


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
    if known is None and (not found or (found[0].owner and is_stub(found[0].functions["forward"]))):
        found = _by_trial(namespace) or found
    complete = bool(found) and "backward" in found[0].functions
    if complete or (found and is_lstm(found[0].functions["forward"], namespace, found[0].owner)):
        return found
    missing = ["backward"] if found else [role for role in ("forward", "backward") if not has(namespace, role)]
    raise LookupError(
        f"found no function {' and no function '.join(missing)}: expected forward(inputs, h_prev, C_prev, p) and "
        "backward(z, f, i, g, C, o, h, v, outputs, targets, p); "
        f"defined are {', '.join(defined(namespace)[:12]) or 'none'}"
    )
