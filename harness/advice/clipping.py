"""How gradients are clipped: from what backward returns, from calling the clip function, from `np.clip` in the code."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from harness.advice.clip_functions import clip_functions, np_clips, rebinds
from harness.advice.remark import Remark
from harness.advice.syntax import Code, FunctionNode, parameters
from harness.conventions import ClipKind
from harness.observations import Observations
from harness.wire import JSON, Message

Arrays = list[NDArray[np.float64]]

# Gradients of an LSTM of these sizes, whose elements lie on both sides of any bound in use.
H, V = 3, 2
SHAPES = [(H, H + V)] * 4 + [(V, H)] + [(H, 1)] * 4 + [(V, 1)]
SMALLEST, LARGEST = -3.0, 6.0  # powers of ten
BOUND = 1.0
# So many elements at one bound are no coincidence.
AT_BOUND = 3


class Outcome(NamedTuple):
    """What a clip function made of gradients: in place, and what it returned (the same where that was None)."""

    before: Arrays
    in_place: Arrays
    returned: Arrays | None  # None: something else than gradients


def clipping(observations: Observations, code: Code) -> list[Remark]:
    """Return the remark about the clip: it cuts each element on its own, or changes nothing at all."""
    clip = observations.clip
    if clip.kind is ClipKind.ELEMENT:
        line = next((code.line_of(call) for call in np_clips(code, [])), None)
        return [_each(f"What backward returns stands, element by element, at a bound of {clip.bound:g}.", line)]
    probed = []
    for function in clip_functions(code):
        outcome = _probe(observations, function)
        if outcome is None:
            continue
        probed.append(function)
        if any(_is_each(outcome.before, after) for after in (outcome.returned, outcome.in_place) if after):
            return [
                _each(
                    f"Called with long gradients, {function.name}() cuts off each element by itself.",
                    code.line_of(function),
                )
            ]
        if _nothing(outcome) and rebinds(code, function):
            told = f"Called with gradients far above any bound, {function.name}() leaves all of them as they are."
            return [Remark("clip-rebinds-loop-variable", told, code.line_of(function))]
    calls = np_clips(code, probed)
    if not calls:
        return []
    where = code.where(calls[0].lineno).capitalize()
    return [_each(f"{where} cuts off each element of a gradient by itself.", code.line_of(calls[0]))]


def _each(evidence: str, line: int | None = None) -> Remark:
    return Remark("clipped-per-element", evidence, line)


def _probe(observations: Observations, function: FunctionNode) -> Outcome | None:
    """Call the function with the ten gradients, or with one where it takes but one; None where it takes neither."""
    sizes = np.logspace(SMALLEST, LARGEST, sum(rows * columns for rows, columns in SHAPES))
    values = np.random.default_rng(0).permutation(sizes * np.resize([1.0, -1.0], sizes.size))
    parts = np.split(values, np.cumsum([rows * columns for rows, columns in SHAPES])[:-1])
    before = [part.reshape(shape) for part, shape in zip(parts, SHAPES, strict=True)]
    return _call(observations, function, before) or _call(observations, function, before[:1], alone=True)


def _call(observations: Observations, function: FunctionNode, before: Arrays, *, alone: bool = False) -> Outcome | None:
    names = [f"g{index}" for index in range(len(before))]
    gradients: JSON = {"array": names[0]} if alone else {"arrays": list(names), "as": "list"}
    bound = [{"value": BOUND}] if len(parameters(function)) > 1 else []
    fields: dict[str, JSON] = {"function": function.name, "arguments": [gradients, *bound], "keywords": {}}
    reply = observations.ask(Message("call", fields, dict(zip(names, before, strict=True))))
    if reply.fields.get("failure") is not None:
        return None
    in_place = _like(before, [reply.arrays.get(f"argument.{name}") for name in names])
    results = [reply.arrays.get(f"result.{index}") for index in range(len(before))]
    nothing = reply.fields.get("structure") == "NoneType"
    return None if in_place is None else Outcome(before, in_place, in_place if nothing else _like(before, results))


def _like(before: Arrays, after: Sequence[NDArray[np.generic] | None]) -> Arrays | None:
    """Return `after` as real numbers where it has the shapes of `before`."""
    same = [
        np.asarray(new, dtype=np.float64)
        for old, new in zip(before, after, strict=True)
        if new is not None and new.shape == old.shape and new.dtype.kind == "f"
    ]
    return same if len(same) == len(before) else None


def _is_each(before: Arrays, after: Arrays) -> bool:
    """Whether each element was cut off at one bound, and nothing else was done."""
    old, new = (np.concatenate([one.ravel() for one in many]) for many in (before, after))
    bound = np.max(np.abs(new))
    at_bound = np.count_nonzero(np.abs(new) == bound)
    return bool(
        bound < np.max(np.abs(old)) and at_bound >= AT_BOUND and np.array_equal(new, np.clip(old, -bound, bound))
    )


def _nothing(outcome: Outcome) -> bool:
    return outcome.returned is not None and all(
        np.array_equal(old, new) and np.array_equal(old, same)
        for old, new, same in zip(outcome.before, outcome.returned, outcome.in_place, strict=True)
    )
