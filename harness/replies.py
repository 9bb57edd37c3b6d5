"""Reads the worker's replies into records: whatever a reply holds is data, never a verdict."""

from collections.abc import Mapping, Sequence
from typing import cast

import numpy as np

from harness.answers import Answer, Arrays, Failure
from harness.cases import Case
from harness.errors import ProtocolError
from harness.inside.failures import MAX_MESSAGE, printable
from harness.layout import restored
from harness.wire import Message
from reference.arrays import Array

# Kinds of numbers in answers: real, integer, complex (which the interface check refuses with a sentence).
NUMBERS, REAL = "fiuc", "fiu"
# A submission has at most so many characters.
MAX_LINE = 2**20


def read_answer(reply: Message, case: Case, *, swapped: bool) -> Answer:
    """Read a reply of the worker into a record; whatever it holds is data.

    Raises ProtocolError where an array has not the shape or type that contracts agree on.
    """
    # Typed as double precision, whatever they are: every check compares, none converts.
    arrays = cast("Mapping[str, Array]", reply.arrays)
    failure = reply.fields.get("failure")
    gradients = {name: arrays[f"backward.d{name}"] for name in case.gradients if f"backward.d{name}" in arrays}
    missing = tuple(name for name in case.gradients if name not in gradients) if gradients else ()
    gradients |= {name: np.zeros(case.arrays[name].shape) for name in missing}
    T, V, B = case.output_shape
    states = [(T, case.H, B), (T + 1, case.H, B)]
    loss = _agreed(arrays, "backward.loss", [()])
    beside, by_step = (_agreed(arrays, f"beside.{name}", [()]) for name in ("loss", "steps"))
    return Answer(
        outputs=_agreed(arrays, "forward.outputs", [(T, V, B)]),
        h=_agreed(arrays, "forward.h", states),
        C=_agreed(arrays, "forward.C", states),
        z=_agreed(arrays, "forward.z", [(T, case.H + case.V, B)]),
        predictions=_agreed(arrays, "forward.predictions", [(T, len(case.arrays.get("W_v", ())), B)]),
        loss=None if loss is None else complex(loss),
        single_loss=loss is not None and loss.dtype == np.float32,
        gradients=restored(gradients) if swapped and gradients else gradients,
        missing=missing,
        failure=_failure(failure, arrays) if isinstance(failure, Mapping) else None,
        changed=tuple(said(name) for name in _sequence(reply.fields.get("changed"))),
        globals_changed=tuple(said(name) for name in _sequence(reply.fields.get("globals_changed"))),
        repeatable=_repeatable(arrays),
        supplied=tuple(said(name) for name in _sequence(reply.fields.get("supplied"))),
        guessed_gates=reply.fields.get("guessed_gates") is True,
        beside=reply.fields.get("beside") is True,
        loss_beside=None if beside is None else complex(beside),
        loss_by_step=None if by_step is None else complex(by_step),
        batch_axis=axis if isinstance(axis := reply.fields.get("batch_axis"), int) else None,
    )


def read_losses(reply: Message, shape: tuple[int, ...]) -> Array | None:
    """Return the real losses of a reply; None where it has none of this shape, as where the submission raised."""
    losses = reply.arrays.get("losses")
    if losses is None or losses.shape != shape or losses.dtype.kind not in REAL:
        return None
    return np.asarray(losses, dtype=np.float64)


def said(value: object) -> str:
    """Return what the worker says as a short text on one line, fit to be printed, even if nothing of it is true."""
    return printable(value, MAX_MESSAGE)


def _agreed(arrays: Mapping[str, Array], name: str, shapes: Sequence[tuple[int, ...]]) -> Array | None:
    """Return an array of one of these shapes, or None where the reply has none; raises ProtocolError otherwise."""
    array = arrays.get(name)
    if array is not None and (array.shape not in shapes or array.dtype.kind not in NUMBERS):
        wanted = " or ".join(map(str, shapes))
        raise ProtocolError(f"The contract gave {name} as {array.dtype} of shape {array.shape}: expected {wanted}.")
    return array


def _failure(fields: Mapping[str, object], arrays: Arrays) -> Failure:
    line = fields.get("line")
    return Failure(
        stage=said(fields.get("stage")),
        type=said(fields.get("type")),
        message=said(fields.get("message")),
        line=line if isinstance(line, int) and 0 < line < MAX_LINE else None,
        code=said(fields.get("code") or ""),
        operands={
            name.removeprefix("operand."): value for name, value in arrays.items() if name.startswith("operand.")
        },
    )


def _repeatable(arrays: Arrays) -> bool:
    pairs = [
        (value, arrays.get(f"again.{name}"))
        for name, value in arrays.items()
        if name.startswith(("forward.", "backward."))
    ]
    return all(
        again is None or np.array_equal(value, again, equal_nan=value.dtype.kind in "fc") for value, again in pairs
    )


def _sequence(value: object) -> Sequence[object]:
    return value if isinstance(value, Sequence) and not isinstance(value, str) else ()
