"""Reads the worker's replies into records: whatever a reply holds is data, never a verdict."""

from collections.abc import Mapping, Sequence
from typing import cast

import numpy as np

from harness.answers import Answer, Arrays, Failure
from harness.layout import restored
from harness.wire import Message
from reference.arrays import PARAMETER_NAMES, Array


def read_answer(reply: Message, *, swapped: bool) -> Answer:
    """Read a reply of the worker into a record; whatever it holds is data."""
    # Typed as double precision, whatever they are: every check compares, none converts.
    arrays = cast("Mapping[str, Array]", reply.arrays)
    failure = reply.fields.get("failure")
    gradients = {name: arrays[f"backward.d{name}"] for name in PARAMETER_NAMES if f"backward.d{name}" in arrays}
    complete = len(gradients) == len(PARAMETER_NAMES)
    loss = arrays.get("backward.loss")
    return Answer(
        outputs=arrays.get("forward.outputs"),
        h=arrays.get("forward.h"),
        C=arrays.get("forward.C"),
        z=arrays.get("forward.z"),
        loss=complex(loss.reshape(-1)[0]) if loss is not None and loss.size == 1 else None,
        gradients=restored(gradients) if swapped and complete else gradients,
        failure=_failure(failure, arrays) if isinstance(failure, Mapping) else None,
        changed=tuple(str(name) for name in _sequence(reply.fields.get("changed"))),
        repeatable=_repeatable(arrays),
    )


def _failure(fields: Mapping[str, object], arrays: Arrays) -> Failure:
    line = fields.get("line")
    return Failure(
        stage=str(fields.get("stage")),
        type=str(fields.get("type")),
        message=str(fields.get("message")),
        line=line if isinstance(line, int) else None,
        code=str(fields.get("code") or ""),
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
