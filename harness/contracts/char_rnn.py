"""A character model like min-char-rnn: one function lossFun(inputs, targets, hprev, cprev) for both passes."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

from harness.contracts import _binding, language_model
from harness.contracts._by_loss import predictions_of
from harness.contracts._code import is_lstm
from harness.contracts._functions import Function, Namespace, Way, defined, functions_of, holders, kept
from harness.contracts._gates import learn_gate_axes, learn_orders
from harness.contracts._gradients import gradients_from, gradients_of
from harness.contracts._layouts import Array, Arrays, fresh
from harness.contracts._names import PARAMETERS, plain
from harness.contracts._plan import GATE_ORDER, ONE, Plan, Ran, in_use
from harness.contracts._results import scalars_in
from harness.contracts._updates import kept_gradients

# Where contracts are tried, one that is as good as another comes after those of a lower number.
ORDER = 20
NAMES = ("lossfun", "lossfunction", "forwardbackward", "lossandgrads", "lossandgradients", "lossgrad", "fwdbwd", "loss")
WORDS = ("loss", "forwardback", "fwdbwd", "grad")
NOT_WHOLE = ("check", "clip", "numerical", "plot", "smooth")
# A loss and two states: a function that returns no more keeps its gradients elsewhere.
MOST_BESIDE = 3
WAYS = "__char_rnn_ways__"  # where a namespace keeps what was found


def find(namespace: Namespace) -> dict[str, Function]:
    """Return the one function as `forward` and `backward`, or a pair of functions where there is no such one.

    Raises LookupError where there is neither.
    """
    way = in_use(namespace) or next(iter(_ways(namespace)), None)
    if way is None or ONE not in way.functions:
        try:
            return language_model.find(namespace)
        except LookupError:
            raise LookupError(
                "found no function lossFun: expected lossFun(inputs, targets, hprev, cprev), which returns loss and "
                f"gradients; defined are {', '.join(defined(namespace)[:12]) or 'none'}"
            ) from None
    function = way.functions[ONE]
    return {"forward": function, "backward": function}


def forward(namespace: Namespace, case: Arrays) -> tuple[Arrays, object]:
    """Leave everything to `backward`, where one function does both passes."""
    return ({}, None) if _ways(namespace) else language_model.forward(namespace, case)


def backward(namespace: Namespace, case: Arrays, cache: object) -> Arrays:
    """Run the submission's function; returns `loss` and the gradients `dW_f` … `db_v`."""
    found = _ways(namespace)
    if not found:
        return language_model.backward(namespace, case, cache)
    plan = _binding.plan_for(namespace, found)
    read = _complete(namespace, plan)
    before = {} if GATE_ORDER in namespace else fresh(case)
    try:
        arrays, ran = _binding.forward(namespace, plan, case, lambda ran: read(ran, case), ONE)
        again = bool(before) and _learnt(namespace, ran, before)
    except _binding.TRIAL_ERRORS:
        again = bool(before) and not plan.steps and learn_gate_axes(namespace, partial(_predict, namespace), before)
        if not again:
            raise
    return backward(namespace, fresh(before), cache) if again else arrays


def outputs(namespace: Namespace, case: Arrays) -> Arrays:
    """Return the predictions (T, V, B), which the submission does not return, as its loss for all targets tells them.

    Empty where the function fails: `backward` tells why.
    """
    found = _ways(namespace)
    if not found or case["targets"].shape[2] != 1:
        return {}
    plan = _binding.plan_for(namespace, found)
    read = _complete(namespace, plan)
    try:
        _, ran = _binding.forward(namespace, plan, fresh(case), lambda ran: read(ran, case), ONE)
        if _learnt(namespace, ran, case):
            return outputs(namespace, case)
    except Exception:  # noqa: BLE001  (without gradients, which may not be written yet, the loss is worth reading)
        read = _loss_alone

    def loss_of(targets: Array) -> float:
        given = fresh({**case, "targets": targets})
        return float(np.real(_binding.forward(namespace, plan, given, lambda ran: read(ran, given), ONE)[0]["loss"]))

    try:
        return predictions_of(loss_of, case["targets"])
    except Exception:  # noqa: BLE001  (the submission's; backward meets it again, and tells it)
        return {}


def _learnt(namespace: Namespace, ran: Ran, case: Arrays) -> bool:
    return learn_orders(namespace, ran, partial(_predict, namespace), case)


def _predict(namespace: Namespace, case: Arrays) -> Array:
    return outputs(namespace, case)["outputs"]


def _complete(namespace: Namespace, plan: Plan) -> Callable[[Ran, Arrays], Arrays]:
    """Return what reads loss and gradients."""

    def read(ran: Ran, case: Arrays) -> Arrays:
        reading = _binding.reading_of(namespace, plan, ran.candidate.way)
        order, names = reading.orders.get(ONE, PARAMETERS), reading.returned.get(ONE, ())
        return _read(ran, case, order, names)

    return read


def _loss_alone(ran: Ran, _case: Arrays) -> Arrays:
    return {"loss": np.asarray(scalars_in(ran.items)[0]).reshape(())}


def _read(ran: Ran, case: Arrays, order: Sequence[str], names: Sequence[str]) -> Arrays:
    """Return loss and gradients, returned or kept on the submission's object; raises ValueError without a loss."""
    if all(item is None for item in ran.items):
        raise NotImplementedError("the function returns None")
    scalars = scalars_in(ran.items)
    kept = kept_gradients(ran, None) if scalars and len(ran.items) <= MOST_BESIDE else {}
    if kept:
        return {"loss": np.asarray(scalars[0]).reshape(()), **gradients_from(kept, case, ran.layout)}
    arrays = gradients_of(tuple(ran.items), case, order, ran.layout, names)
    if "loss" not in arrays:
        raise ValueError("the function returns no loss: expected the loss, the gradients and the last states")
    return arrays


def _ways(namespace: Namespace) -> list[Way]:
    """Return the functions that may be meant, the likeliest first, looked for anew where some function has changed."""
    return kept(namespace, WAYS, _found)


def _found(namespace: Namespace) -> list[Way]:
    return [way for _, way in sorted(_candidates(namespace), key=lambda entry: entry[0])]


def _candidates(namespace: Namespace) -> Iterator[tuple[tuple[int, ...], Way]]:
    for place, (holder, owner) in enumerate(holders(namespace)):
        for number, (name, function) in enumerate(functions_of(holder)):
            short = plain(name)
            fits = any(word in short for word in WORDS) and not any(word in short for word in NOT_WHOLE)
            if fits and is_lstm(function, namespace, owner):
                rank = NAMES.index(short) if short in NAMES else len(NAMES)
                yield (rank, place, number), Way({ONE: function}, owner, {ONE: name})
