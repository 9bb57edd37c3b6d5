"""Reads what a submission's forward returned: predictions and states, or a loss alone."""

import inspect

import numpy as np

from harness.contracts._functions import Function
from harness.contracts._holders import attributes
from harness.contracts._layouts import Array, Arrays, Layout, part_of
from harness.contracts._names import role_of
from harness.contracts._plan import Ran
from harness.contracts._results import outputs_of, scalars_in, steps_of

# Where the course's forward returns what we judge, of its nine results.
COURSE_RESULTS = 9
COURSE_PLACES = {"z": 0, "C": 4, "h": 6, "outputs": 8}
# Kinds of numbers: float, complex, signed, unsigned.
NUMBERS = "fciu"


def predicted(ran: Ran, case: Arrays) -> Arrays:
    """Read what forward returned, or has left on its object."""
    T, V, B = case["targets"].shape
    H, Z = part_of(case, "W_f").shape
    layout = ran.candidate.layout
    nothing = all(item is None for item in ran.items)
    items = [*attributes(ran.instance).values()] if nothing else ran.items
    if nothing and ran.instance is None:
        raise NotImplementedError("forward returns None")
    if is_loss_alone(ran) and not tells_outputs(ran, case):
        return {}  # `outputs` tells them
    if len(items) != COURSE_RESULTS:
        return {"outputs": outputs_of(items, case["inputs"], layout, proven=ran.proven)}
    places = {name: items[place] for name, place in COURSE_PLACES.items()}
    wanted = {"h": ((H, B), (T + 1, T)), "C": ((H, B), (T + 1, T)), "z": ((Z, B), (T,))}
    kept = {name: _kept(places[name], *form, name, layout) for name, form in wanted.items()}
    return {
        "outputs": steps_of(places["outputs"], (V, B), "outputs", (T,), layout),
        **{name: value for name, value in kept.items() if value is not None},
    }


def takes_targets(function: Function) -> bool:
    """Whether forward is given the targets, too."""
    return any(role_of(name, ("targets",)) for name in inspect.signature(function).parameters)


def is_loss_alone(ran: Ran) -> bool:
    """Whether forward was given the targets and has returned one number, which is its loss."""
    return len(scalars_in(ran.items)) == 1 and takes_targets(ran.functions["forward"])


def lone_loss(ran: Ran, case: Arrays) -> float:
    """Return the loss that forward has returned in place of predictions; raises ValueError where there are these."""
    if not is_loss_alone(ran) or tells_outputs(ran, case):
        raise ValueError("forward returns no loss alone")
    return float(np.real(np.asarray(scalars_in(ran.items)[0]).item()))


def tells_outputs(ran: Ran, case: Arrays) -> bool:
    """Whether predictions are among what forward returned."""
    try:
        outputs_of(ran.items, case["inputs"], ran.candidate.layout)
    except ValueError:
        return False
    return True


def _kept(value: object, shape: tuple[int, int], lengths: tuple[int, ...], name: str, layout: Layout) -> Array | None:
    """Return what forward keeps for backward; None in another form, as no one else reads it: z above a row of ones."""
    try:
        found = steps_of(value, shape, name, lengths, layout)
    except (ValueError, TypeError):
        return None
    return found if found.dtype.kind in NUMBERS else None
