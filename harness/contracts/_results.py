"""Reads what a submission's functions return, one by one, and the distributions and states of its forward."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import numpy as np

from harness.contracts._holders import BARE, inside
from harness.contracts._layouts import Array, Layout

PROBABILITY_TOLERANCE = 1e-3  # a column of ŷ sums to 1; a float32 or an eps in the softmax stays far inside
EPSILON = 1e-12  # the article's guard of the logarithm, and the reference's
# Another guard of the logarithm, and single precision, move the loss by less.
TOLERANCE = 1e-3
MOST_NESTED = 3  # a tuple of a list of dictionaries is the deepest seen
MOST_YIELDED = 10_000  # a case has ten steps
LISTS = (list, tuple, deque)
SERIES = (*LISTS, np.ndarray, dict)


class Yielded(list[object]):
    """What an iterator gave; whoever takes it is handed an iterator again."""


def drained(value: object) -> object:
    """Return what an iterator yields, a generator or a zip; another value as it is. Raises ValueError without end."""
    if isinstance(value, BARE) or not isinstance(value, Iterator):
        return value
    found = Yielded(islice(value, MOST_YIELDED + 1))
    if len(found) > MOST_YIELDED:
        raise ValueError(f"an iterator was returned that goes on after {MOST_YIELDED} entries: expected one a step")
    return found


def handed(value: object) -> object:
    """Return a result of forward as backward takes it."""
    return iter(value) if isinstance(value, Yielded) else value


def results_in(returned: object) -> list[object]:
    """Return the results of a function one by one; a list with an entry for each step is a single one."""
    returned = drained(returned)
    if isinstance(returned, Yielded):
        return [returned]
    if isinstance(returned, list) and returned:
        arrays = {entry.shape if isinstance(entry, np.ndarray) else None for entry in returned}
        by_step = all(isinstance(entry, dict | tuple) for entry in returned)
        return [returned] if by_step or (arrays != {None} and len(arrays) == 1) else list(returned)
    return [drained(one) for one in returned] if isinstance(returned, tuple) else [returned]


def series(value: object) -> list[object]:
    """Return the entries over time of a list, an array, or a dictionary with the steps as keys (-1 the first)."""
    if isinstance(value, dict):
        return [value[key] for key in sorted(value)] if all(isinstance(key, int | np.integer) for key in value) else []
    return list(value) if isinstance(value, (*LISTS, np.ndarray)) else []


def steps_of(
    value: object, shape: tuple[int, int], name: str, lengths: tuple[int, ...], layout: Layout | None = None
) -> Array:
    """Return entries over time as one array (steps, *shape); raises ValueError where it is something else."""
    layout = layout or Layout()
    wanted = f"expected {' or '.join(map(str, lengths))} arrays of shape {shape}"
    if not isinstance(value, SERIES):
        raise ValueError(f"forward returns {name} as {type(value).__name__}: {wanted}")  # noqa: TRY004
    if isinstance(value, np.ndarray) and layout.batch_first and value.ndim == 3:  # noqa: PLR2004  (B, T, n)
        value = value.transpose(1, 0, 2)
    found = series(value)
    if len(found) in lengths and all(type(entry) is np.ndarray and entry.shape == shape for entry in found):
        return np.stack([np.asarray(entry) for entry in found])
    entries = [np.asarray(entry) for entry in found]
    if len(entries) not in lengths:
        raise ValueError(f"forward returns {name} with {len(entries)} entries: {wanted}")
    if layout.rows:
        entries = [entry.T if entry.shape == shape[::-1] else entry for entry in entries]
    # An initial state may be broadcast; every other entry has its full size.
    entries = [_column(entry, shape) for entry in entries]
    if any(entry.shape != shape for entry in entries):
        raise ValueError(f"forward returns {name} with shapes {sorted({entry.shape for entry in entries})}: {wanted}")
    return np.stack(entries)


def _column(entry: Array, shape: tuple[int, int]) -> Array:
    if entry.size == 1 or entry.shape == shape:
        return np.broadcast_to(entry, shape)
    return entry if entry.size % shape[1] else entry.reshape(-1, shape[1])


def outputs_of(items: Sequence[object], inputs: Array, layout: Layout, *, proven: bool = False) -> Array:
    """Return the last result whose entries are distributions: T columns that sum to 1; raises ValueError.

    The one-hot `inputs` (T, V, B) are such columns too, and often among the caches. Where the layout is `proven`,
    columns that are not finite are those that were distributions before.
    """
    T, V, B = inputs.shape
    copies, joint, others = [], [], []
    # Where the caches begin with the initial state they have one entry more.
    for item in (item for first in (0, 1) for item in reversed([*_nested(items, T, first=first)])):
        try:
            steps = steps_of(item, (V, B), "outputs", (T,), layout)
            if np.all(np.abs(np.sum(steps, axis=1) - 1) < PROBABILITY_TOLERANCE):
                if not np.array_equal(steps, inputs):
                    return steps
                copies.append(steps)
            elif np.all(np.abs(np.sum(steps, axis=(1, 2)) - 1) < PROBABILITY_TOLERANCE) and np.all(steps.real >= 0):
                joint.append(steps)  # one softmax over all sequences of a step
            elif any(item is one for one in items):
                others.append(steps)
        except (ValueError, TypeError):
            continue
    # Predictions may be the inputs, as extreme numbers make them one-hot; not where others have their shape.
    found = joint or ([] if others else copies)
    found = found or [steps for steps in others if proven and not np.all(np.isfinite(steps))]
    if not found:
        raise _no_distributions(items, others, (T, V, B))
    return found[0]


def _no_distributions(items: Sequence[object], others: Sequence[Array], shape: tuple[int, int, int]) -> Exception:
    """Return what to raise where no result holds distributions; `others` have their shape."""
    T, V, B = shape
    if others:
        sums = np.sum(others[0], axis=1).ravel()
        total = complex(sums[np.argmax(np.abs(sums - 1))]).real
        return ValueError(
            f"forward returns arrays of shape {(V, B)} whose {V} entries sum to {total:.4g}: expected probabilities, "
            "which sum to 1, as from a softmax over the symbols"
        )
    if len(items) == 1 and not isinstance(items[0], SERIES):
        kind = "a string" if isinstance(items[0], str) else f"a value of type {type(items[0]).__name__}"
        # Of an object nobody knows what it holds.
        known = ValueError if isinstance(items[0], str | bytes | int | float | complex | np.generic) else TypeError
        return known(f"forward returned {kind}: expected a list of {T} distributions of shape {(V, B)}")
    return ValueError(
        f"forward returns no list of {T} distributions of shape {(V, B)}: expected outputs as its last result"
    )


def _nested(items: Sequence[object], T: int, depth: int = 0, first: int = 0) -> Iterator[object]:
    """Yield what may be a series: the results, what is inside them, and columns of a tuple or record for each step.

    The `first` of these are no steps.
    """
    for item in items:
        parts = list(item.values()) if isinstance(item, dict) else item if isinstance(item, LISTS) else []
        if depth < MOST_NESTED and len(parts) < 100:  # noqa: PLR2004  (steps, or kinds of caches)
            yield from _nested([part for part in parts if isinstance(part, (*LISTS, dict))], T, depth + 1, first)
            yield from (part for part in parts if isinstance(part, np.ndarray) and part.ndim > 1)
        yield item
        if len(parts) != T + first:
            continue
        rows = [[*part] if isinstance(part, tuple) else [*record(part).values()] for part in parts]
        if all(rows):
            yield from (list(column)[first:] for column in zip(*rows, strict=False))


def record(value: object) -> Mapping[str, object]:
    """Return what a dictionary, an object, a record or a pair of weight and bias holds, by name."""
    return value if isinstance(value, dict) else inside({"": value}, "")


def scalars_in(items: Sequence[object]) -> list[object]:
    """Return the single numbers among results."""
    numbers = float | int | complex | np.generic | np.ndarray
    return [item for item in items if isinstance(item, numbers) and np.size(item) == 1]


def left_by(results: Sequence[object]) -> object:
    """Return what backward gets of all that forward returned: the one thing beside its loss, or a list of all."""
    others = [item for item in results if not scalars_in([item])]
    return others[0] if len(others) == 1 and len(results) > 1 else list(results)


def cross_entropy(outputs: Array, targets: Array) -> complex:
    """Return -Σ targets · log(outputs + EPSILON), summed over steps and sequences."""
    value: complex = -np.sum(targets * np.log(outputs + EPSILON))  # type: ignore[operator]  # numbers
    return value


def is_cross_entropy(loss: Array, outputs: Array, targets: Array) -> bool:
    """Whether a loss is -Σ targets · log outputs, or its mean over steps, sequences or both."""
    T, _, B = targets.shape
    with np.errstate(all="ignore"):
        exact = cross_entropy(np.asarray(outputs, float), targets)
    off = [abs(complex(loss.item()) * by - exact) for by in (1, T, B, T * B)] if loss.size == 1 else []
    return any(distance <= TOLERANCE * abs(exact) for distance in off)
