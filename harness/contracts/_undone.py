"""What a function writes into what it is given is undone: whoever runs next finds it as it was."""

from collections import deque
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from types import FunctionType, ModuleType

import numpy as np

MOST_NESTED = 5  # an object with a list of dictionaries of lists of arrays
MOST_ENTRIES = 100_000  # what a case leaves has thousands; a training set is written into by nobody
NO_HOLDERS = (type, ModuleType, FunctionType)
Kept = tuple[object, object]  # what may be written into, and a copy of what it holds


@contextmanager
def undone(*values: object) -> Iterator[None]:
    """Put back what these hold, in the same arrays, lists, dictionaries and objects, whatever is done meanwhile."""
    found: dict[int, Kept] = {}
    for value in values:
        _keep(value, found, MOST_NESTED)
    try:
        yield
    finally:
        for value, before in found.values():
            _put_back(value, before)


def bindings(value: object) -> MutableMapping[str, object]:
    """Return the attributes of an object, to be read and set; none of what has no dictionary for them."""
    found = None if isinstance(value, NO_HOLDERS) else getattr(value, "__dict__", None)
    return found if isinstance(found, dict) else {}


def _keep(value: object, found: dict[int, Kept], depth: int) -> None:
    if id(value) in found or not depth:
        return
    if isinstance(value, np.ndarray):
        if value.size <= MOST_ENTRIES and value.dtype != object:
            found[id(value)] = value, value.copy()
        return
    parts: list[object] = []
    if isinstance(value, list | deque) and len(value) <= MOST_ENTRIES:
        parts = list(value)
        found[id(value)] = value, parts
    elif isinstance(value, dict) and len(value) <= MOST_ENTRIES:
        parts = list(value.values())
        found[id(value)] = value, dict(value)
    elif isinstance(value, tuple):
        parts = list(value)
    elif attributes := bindings(value):
        parts = [attributes]
    for part in parts:
        _keep(part, found, depth - (not isinstance(value, tuple)))


def _put_back(value: object, before: object) -> None:
    if isinstance(value, np.ndarray) and isinstance(before, np.ndarray):
        if value.shape == before.shape and value.flags.writeable:
            value[...] = before
    elif isinstance(value, list) and isinstance(before, list):
        value[:] = before
    elif isinstance(value, deque) and isinstance(before, list):
        value.clear()
        value.extend(before)
    elif isinstance(value, dict) and isinstance(before, dict):
        value.clear()
        value.update(before)
