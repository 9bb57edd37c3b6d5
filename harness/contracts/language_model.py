"""The course's language model: forward(inputs, h_prev, C_prev, p), then backward(z, f, …, outputs, targets, p)."""

from collections.abc import Sequence
from functools import partial

from harness.contracts import _binding
from harness.contracts._by_loss import predictions_of
from harness.contracts._code import is_lstm, is_stub
from harness.contracts._forward_results import (
    lone_loss,
    takes_targets,
)
from harness.contracts._functions import Function, Namespace, Way, defined, has, nameless, ways
from harness.contracts._gates import learn_gate_axes, learn_orders, learn_parameters
from harness.contracts._gradients import loss_of
from harness.contracts._layouts import Array, Arrays, fresh
from harness.contracts._names import PARAMETERS
from harness.contracts._own_loss import loss_by_step, own_loss
from harness.contracts._passes import backward_pass, forward_pass
from harness.contracts._plan import GATE_ORDER, LAYOUT, PLAN, READING, Plan, Ran, current, in_use, proven
from harness.contracts._retrial import first_backward
from harness.contracts._trial import small_case

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
    way = in_use(namespace) or _found(namespace)[0]
    return dict(way.functions)


def forward(namespace: Namespace, case: Arrays) -> tuple[Arrays, object]:
    """Run the submission's forward; returns `outputs` (T, V, B), `h`, `C`, `z` where known, and what backward needs."""
    plan = _planned(namespace, case)
    before = {} if GATE_ORDER in namespace else fresh(case)
    predict = partial(_outputs_of, namespace)
    try:
        found, ran = forward_pass(namespace, plan, case)
        again = bool(before) and learn_orders(namespace, ran, predict, before)
    except _binding.TRIAL_ERRORS:
        again = bool(before) and not plan.steps and learn_gate_axes(namespace, predict, before)
        if not again:
            raise
    if again:
        return forward_pass(namespace, _planned(namespace, case), fresh(before))
    return found, ran


def _outputs_of(namespace: Namespace, case: Arrays) -> Array:
    """Return the predictions, whichever way forward tells them."""
    found = forward_pass(namespace, _planned(namespace, case), fresh(case))[0]
    return found["outputs"] if found else outputs(namespace, case)["outputs"]


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
    plan = current(namespace) or _binding.plan_for(namespace, _found(namespace))
    if "backward" not in cache.functions:
        raise NotImplementedError("there is no function backward")
    several = len(case["inputs"]) > 1
    known = "backward" in plan.told or (READING in namespace and (LAYOUT in namespace or not several))
    if known:
        return backward_pass(namespace, plan, case, cache)
    return first_backward(namespace, plan, case, cache, outputs)


def unread(namespace: Namespace, case: Arrays) -> Ran | None:
    """Run forward and read nothing, where backward's loss can be read alone; None where that is not known.

    Finite differences take hundreds of losses, and half of a call's cost is reading states and gradients.
    """
    plan = current(namespace)
    if plan is None or not plan.alone or not proven(plan, case):
        return None
    return _binding.forward(namespace, plan, case, lambda _: None)[1]


def loss_alone(namespace: Namespace, cache: object) -> Array:
    """Run backward on what `unread` has left; returns its loss."""
    plan = namespace.get(PLAN)
    if not isinstance(plan, Plan) or not isinstance(cache, Ran):
        raise TypeError("loss_alone needs what unread has left")

    def read(results: object, _ran: Ran, _order: Sequence[str]) -> Array:
        value = loss_of(results)
        if value is None:
            raise ValueError("backward returns no loss beside the gradients, as it did before")
        return value

    return _binding.backward(namespace, plan, cache, read)


def loss_beside(namespace: Namespace, case: Arrays) -> Arrays | None:
    """Return the `loss` by a function beside passes that give one of their own, on what forward leaves.

    With it, where it gives a number for each step alone, their sum `steps`. Nothing where nobody knows how it is
    called; None where there is no such function.
    """
    plan = current(namespace)
    if plan is None or not plan.apart or "loss" not in plan.candidates[0].way.functions:
        return None
    ran = forward_pass(namespace, plan, case)[1]
    by_step = loss_by_step(plan, ran, case)
    found = {"loss": own_loss(plan, ran, case), "steps": by_step}
    return {name: value for name, value in found.items() if value is not None}


def _planned(namespace: Namespace, case: Arrays) -> Plan:
    """Return the plan; names of parameters that say nothing are found out by trial first."""
    known = current(namespace)
    if known is not None:
        return known
    found = _found(namespace)
    plan = _binding.plan_for(namespace, found)
    foreign = _binding.reading_of(namespace, plan, plan.candidates[0].way).foreign
    if not foreign or namespace.get(LEARNT):
        return plan

    def predict(moved: Arrays) -> Array:
        namespace.pop(PLAN, None)
        return forward_pass(namespace, _binding.plan_for(namespace, found), fresh(moved))[0]["outputs"]

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
