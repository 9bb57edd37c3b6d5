"""One forward and one backward of a language model, as its plan says, and what they returned, read."""

from collections.abc import Sequence

import numpy as np

from harness.contracts import _binding
from harness.contracts._forward_results import is_loss_alone, predicted
from harness.contracts._functions import Namespace
from harness.contracts._gradients import gradients_from, gradients_of, loss_of, not_read
from harness.contracts._layouts import Array, Arrays
from harness.contracts._names import FUSED_NAMES, PARAMETERS, covered
from harness.contracts._own_loss import own_loss
from harness.contracts._plan import Plan, Ran
from harness.contracts._results import scalars_in
from harness.contracts._updates import kept_gradients


def forward_pass(namespace: Namespace, plan: Plan, case: Arrays) -> tuple[Arrays, Ran]:
    """Run forward; returns its predictions and states, and what it has left for backward."""
    return _binding.forward(namespace, plan, case, lambda ran: predicted(ran, ran.values.case))


def backward_pass(namespace: Namespace, plan: Plan, case: Arrays, cache: Ran) -> Arrays:
    """Run backward on what forward has left; returns loss and gradients."""
    # First, as in the submission's own program: backward may write into the predictions.
    beside, problem = (None, None) if plan.apart else _loss_beside(plan, case, cache)

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
        return gradients_of(results, case, _as_given(ran) or order, ran.layout, names)

    arrays = _binding.backward(namespace, plan, cache, read)
    # What forward returned tells more surely than a function of which only the name is known.
    if "loss" not in arrays and is_loss_alone(cache):
        arrays["loss"] = np.asarray(scalars_in(cache.items)[0]).reshape(())
    plan.apart = "loss" in arrays
    if plan.apart:
        return arrays
    if problem is not None:
        raise problem
    return arrays if beside is None else {**arrays, "loss": beside}


def _as_given(ran: Ran) -> Sequence[str]:
    """Return the order in which the functions take their parameters, where they take them one by one."""
    given = [part for part in dict.fromkeys(ran.parts) if part in FUSED_NAMES or part in PARAMETERS]
    return given if "p" not in ran.parts and covered(given) >= {*PARAMETERS} else ()


def _loss_beside(plan: Plan, case: Arrays, cache: Ran) -> tuple[Array | None, BaseException | None]:
    """Return the loss by a function beside the passes, if there is one, or what it raised."""
    if "loss" not in cache.functions:
        return None, None
    try:
        return own_loss(plan, cache, case), None
    except (Exception, SystemExit) as error:  # noqa: BLE001  (the submission's; told only where there is no other loss)
        return None, error
