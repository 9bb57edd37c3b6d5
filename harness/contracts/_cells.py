"""What contracts that stop at the cell share: functions found by name and arity, and what is said of their results."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from harness.contracts._arguments import required
from harness.contracts._functions import Function, Namespace, defined
from harness.contracts._layouts import Array, Arrays
from harness.contracts._names import role_of

GATES = "figo"
PARAMETERS = tuple(f"{kind}_{gate}" for kind in "Wb" for gate in GATES)
# The names of functions for many steps and for one, without underscores, and how many arguments each has.
Names = Mapping[str, tuple[tuple[str, ...], int]]


class Found(NamedTuple):
    """The pairs of functions that a submission has: for many steps, and for one; None where it has not."""

    sequence: tuple[Function, Function | None] | None
    step: tuple[Function, Function | None] | None

    def pair(self, case: Arrays) -> tuple[bool, tuple[Function, Function | None]]:
        """Return whether to go step by step, and the functions to call."""
        if self.step is not None and (self.sequence is None or "step_by_step" in case):
            return True, self.step
        if self.sequence is None:
            raise LookupError("there are no functions")
        return False, self.sequence


def found(namespace: Namespace, names: Names, expected: str) -> Found:
    """Return the functions that have these names and as many arguments; a forward function is enough.

    Raises LookupError where there is none.
    """
    sequence, step = (_pair(namespace, names, kind) for kind in ("sequence", "step"))
    if sequence is None and step is None:
        listed = ", ".join(defined(namespace)[:12]) or "none"
        raise LookupError(f"found no function of a cell: expected {expected}; defined are {listed}")
    # What has no backward is judged where nothing else is there.
    if sequence is not None and step is not None and (sequence[1] is None) != (step[1] is None):
        sequence, step = (sequence, None) if step[1] is None else (None, step)
    return Found(sequence, step)


def roles(these: Found) -> dict[str, Function]:
    """Return the functions by role: forward and backward first."""
    first = these.sequence or these.step
    second = these.step if these.sequence else None
    named = {} if first is None else {"forward": first[0], "backward": first[1]}
    named |= {} if second is None else {"step forward": second[0], "step backward": second[1]}
    return {role: function for role, function in named.items() if function is not None}


def _pair(namespace: Namespace, names: Names, kind: str) -> tuple[Function, Function | None] | None:
    forward = _function(namespace, *names[f"{kind} forward"])
    if forward is not None and kind == "sequence" and any(role_of(one.name, ("C0",)) for one in required(forward)):
        return None  # a language model's of such a name: the cell's starts from a cell state of zeros
    return None if forward is None else (forward, _function(namespace, *names[f"{kind} backward"]))


def _function(namespace: Namespace, names: Sequence[str], arity: int) -> Function | None:
    for wanted in names:
        for name, value in namespace.items():
            if name.replace("_", "").lower() == wanted and inspect.isfunction(value) and _takes(value, arity):
                return value
    return None


def _takes(function: Callable[..., object], arity: int) -> bool:
    given = inspect.signature(function).parameters.values()
    required = [p for p in given if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) and p.default is p.empty]
    most = [p for p in given if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    return len(required) <= arity <= len(most)


def written(function: Function | None, stage: str) -> Function:
    """Return the function; raises NotImplementedError where there is none."""
    if function is None:
        raise NotImplementedError(f"there is no function for the {stage} pass")
    return function


def results(value: object, count: int, what: str) -> Sequence[object]:
    """Return what a function returned, so many results; raises a sentence where it is something else."""
    if value is None:
        raise NotImplementedError(f"{what} returns None")
    if not isinstance(value, list | tuple) or len(value) != count:
        number = len(value) if isinstance(value, list | tuple) else 1
        raise ValueError(f"{what} returns {number} results: expected {count}")
    if all(item is None for item in value):
        raise NotImplementedError(f"{what} returns None for everything")
    return value


def shaped(name: str, value: object, shape: tuple[int, ...]) -> Array:
    """Return an array of this shape; raises a sentence where it has another."""
    if value is None:
        raise NotImplementedError(f"{name} is None")
    array = np.asarray(value)
    if array.shape != shape:
        raise ValueError(f"{name} has shape {array.shape}: expected {shape}")
    return array


def given(named: Mapping[str, object]) -> dict[str, object]:
    """Return what is there: a result that is None is not written yet."""
    return {name: value for name, value in named.items() if value is not None}


def summed(total: Mapping[str, Array], more: Mapping[str, Array]) -> dict[str, Array]:
    """Return the sums by name, of what both have."""
    return {name: added(total[name], value) if name in total else value for name, value in more.items()}


def added(one: Array, other: Array) -> Array:
    """Return the sum of two arrays of numbers."""
    return np.add(one, other)
