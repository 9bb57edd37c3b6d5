"""One forward and one backward of a language model, as its plan says, and what they returned, read."""

from collections.abc import Sequence

import numpy as np

from harness.contracts import _binding
from harness.contracts._forward_results import is_loss_alone, predicted
from harness.contracts._functions import Namespace
from harness.contracts._gradients import gradients_from, gradients_of, loss_of, not_read
from harness.contracts._layouts import Arrays
from harness.contracts._own_loss import own_loss
from harness.contracts._plan import Plan, Ran
from harness.contracts._results import scalars_in
from harness.contracts._updates import kept_gradients


def forward_pass(namespace: Namespace, plan: Plan, case: Arrays) -> tuple[Arrays, Ran]:
    """Run forward; returns its predictions and states, and what it has left for backward."""
    return _binding.forward(namespace, plan, case, lambda ran: predicted(ran, ran.values.case))


def backward_pass(namespace: Namespace, plan: Plan, case: Arrays, cache: Ran) -> Arrays:
    """Run backward on what forward has left; returns loss and gradients."""

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
    # What forward returned tells more surely than a function of which only the name is known.
    if "loss" not in arrays and is_loss_alone(cache):
        arrays["loss"] = np.asarray(scalars_in(cache.items)[0]).reshape(())
    if "loss" not in arrays and "loss" in cache.functions:
        arrays |= own_loss(plan, cache, case)
    return arrays
