"""What else backward's arguments may be, where its loss tells that the likeliest reading of them is not right."""

import inspect
from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations

import numpy as np

from harness.contracts._arguments import RESULTS, Function, Places, annotated
from harness.contracts._layouts import Array
from harness.contracts._names import role_of
from harness.contracts._results import cross_entropy

# What backward needs beside what forward has left.
NEEDED = ("targets", "p")
LEFT = "what forward has left"
# Another guard of the logarithm, and single precision, move the loss by less.
TOLERANCE = 1e-3


def readings(function: Function, results: int, shared: Mapping[str, str]) -> Iterator[Places]:
    """Yield what the positional arguments of backward may get: one of them what forward has left, whole or in part.

    `shared` are forward's arguments by name: one of the same name gets the same. A name such as y, which may be a
    result or the targets, is taken for the targets first, then for either.
    """
    parameters = inspect.signature(function).parameters.values()
    asked = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) and p.default is p.empty]
    named = [annotated(p) or shared.get(p.name) or role_of(p.name, NEEDED) for p in asked]
    for known in (named, [None if role == "targets" else role for role in named]):
        free = [place for place, role in enumerate(known) if role is None]
        # The parameters where forward is given them, and the targets where it is not.
        missing = [role for role in NEEDED if role not in known and (role in shared.values()) is (role == "p")]
        if len(free) == len(missing) + 1:
            for order in permutations([*missing, LEFT]):
                given = dict(zip(free, order, strict=True))
                roles = [role or given[place] for place, role in enumerate(known)]
                for left in (RESULTS, *range(results)):
                    yield [left if role == LEFT else role for role in roles]


def is_cross_entropy(loss: Array, outputs: Array, targets: Array) -> bool:
    """Whether a loss is -Σ targets · log outputs, or its mean over steps, sequences or both."""
    T, _, B = targets.shape
    with np.errstate(all="ignore"):
        exact = cross_entropy(np.asarray(outputs, float), targets)
    off = [abs(complex(loss.item()) * by - exact) for by in (1, T, B, T * B)] if loss.size == 1 else []
    return any(distance <= TOLERANCE * abs(exact) for distance in off)


def shared(function: Function, places: Sequence[str | int]) -> dict[str, str]:
    """Return what a function's positional arguments get, by their names."""
    named = zip(inspect.signature(function).parameters, places, strict=False)
    return {name: role for name, role in named if isinstance(role, str)}
