"""Follows a call line by line and keeps the arrays that each line made."""

import sys
from collections.abc import Callable
from types import CodeType, FrameType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# The largest weight of the course, 50 by 54, fits; a training set does not.
MAX_SIZE = 4096
# Two steps of a backward with a hundred lines make some 300; a loop that runs away is cut off.
MAX_EVENTS = 4000
Array = NDArray[np.float64]  # or complex, or a NumPy scalar: they are only copied and compared
FLOATS = "fc"
RETURNED = "return"

TraceFunction = Callable[[FrameType, str, object], "TraceFunction | None"]


class Event(NamedTuple):
    """A line of a function (from 1) made, or changed, the array that this local name stands for."""

    line: int
    function: str
    name: str
    value: Array


def trace(call: Callable[[], object], follows: Callable[[CodeType], bool]) -> list[Event]:
    """Run `call` and return what the lines of the functions that `follows` accepts made, in order.

    An exception of the call is passed on after tracing has ended.
    """
    events: list[Event] = []

    def local_trace(frame: FrameType) -> TraceFunction:
        kept: dict[str, tuple[object, Array]] = {}
        # What a function is given was made elsewhere.
        _changed(frame, kept)
        last = [frame.f_lineno]

        def on_event(frame: FrameType, event: str, argument: object) -> "TraceFunction | None":
            if event in ("line", "return"):
                function = frame.f_code.co_name
                events.extend(Event(last[0], function, name, value) for name, value in _changed(frame, kept))
                if event == "return" and _is_array(argument):
                    events.append(Event(frame.f_lineno, function, RETURNED, np.array(argument)))
                last[0] = frame.f_lineno
            return on_event if len(events) < MAX_EVENTS else None

        return on_event

    def on_call(frame: FrameType, event: str, _argument: object) -> "TraceFunction | None":
        wanted = event == "call" and len(events) < MAX_EVENTS and follows(frame.f_code)
        return local_trace(frame) if wanted else None

    previous = sys.gettrace()
    sys.settrace(on_call)
    try:
        call()
    finally:
        sys.settrace(previous)
    return events[:MAX_EVENTS]


def _changed(frame: FrameType, kept: dict[str, tuple[object, Array]]) -> list[tuple[str, Array]]:
    """Return the local arrays that are bound anew or have other contents than those `kept`, and keep copies of them."""
    changed: list[tuple[str, Array]] = []
    for name, value in list(frame.f_locals.items()):
        if not _is_array(value):
            continue
        before, copy = kept.get(name), np.array(value)
        if before is None or before[0] is not value or before[1].tobytes() != copy.tobytes():
            kept[name] = (value, copy)  # the object is held, so that no other can take its place
            changed.append((name, copy))
    return changed


def _is_array(value: object) -> bool:
    """Whether the value is worth following: an array of floats, or a NumPy scalar such as a loss."""
    if type(value) in (np.float64, np.float32):
        return True
    return type(value) is np.ndarray and value.dtype.kind in FLOATS and 0 < value.size <= MAX_SIZE
