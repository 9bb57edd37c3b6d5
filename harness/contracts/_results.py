"""Reads what a submission's functions return: distributions, states, loss and gradients, in the forms in use."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from harness.contracts._layouts import Array, Arrays, Layout, joined, part_of, restored
from harness.contracts._names import PARAMETERS, as_parts, covered, gradient_of
from harness.contracts._nested import parts_at

PROBABILITY_TOLERANCE = 1e-3  # a column of ŷ sums to 1; a float32 or an eps in the softmax stays far inside
EPSILON = 1e-12  # the article's guard of the logarithm, and the reference's
MOST_NESTED = 3  # a tuple of a list of dictionaries is the deepest seen
SCALARS = (float, np.generic, np.ndarray)
SERIES = (list, tuple, np.ndarray, dict)


def results_in(returned: object) -> list[object]:
    """Return the results of a function one by one; a list with an entry for each step is a single one."""
    if isinstance(returned, list) and returned:
        arrays = {entry.shape if isinstance(entry, np.ndarray) else None for entry in returned}
        by_step = all(isinstance(entry, dict | tuple) for entry in returned)
        return [returned] if by_step or (arrays != {None} and len(arrays) == 1) else list(returned)
    return list(returned) if isinstance(returned, tuple) else [returned]


def series(value: object) -> list[object]:
    """Return the entries over time of a list, an array, or a dictionary with the steps as keys (-1 the first)."""
    if isinstance(value, dict):
        return [value[key] for key in sorted(value)] if all(isinstance(key, int | np.integer) for key in value) else []
    return list(value) if isinstance(value, list | tuple | np.ndarray) else []


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


def outputs_of(items: Sequence[object], inputs: Array, layout: Layout) -> Array:
    """Return the last result whose entries are distributions: T columns that sum to 1; raises ValueError.

    The one-hot `inputs` (T, V, B) are such columns too, and often among the caches.
    """
    T, V, B = inputs.shape
    copies, joint = [], []
    for item in reversed(list(_nested(items, T))):
        try:
            steps = steps_of(item, (V, B), "outputs", (T,), layout)
            if np.all(np.abs(np.sum(steps, axis=1) - 1) < PROBABILITY_TOLERANCE):
                if not np.array_equal(steps, inputs):
                    return steps
                copies.append(steps)
            elif np.all(np.abs(np.sum(steps, axis=(1, 2)) - 1) < PROBABILITY_TOLERANCE) and np.all(steps.real >= 0):
                joint.append(steps)  # one softmax over all sequences of a step
        except (ValueError, TypeError):
            continue
    if joint or copies:
        return [*joint, *copies][0]
    if len(items) == 1 and not isinstance(items[0], SERIES):
        kind = "a string" if isinstance(items[0], str) else f"a value of type {type(items[0]).__name__}"
        raise ValueError(f"forward returned {kind}: expected a list of {T} distributions of shape {(V, B)}")
    raise ValueError(
        f"forward returns no list of {T} distributions of shape {(V, B)}: expected outputs as its last result"
    )


def _nested(items: Sequence[object], T: int, depth: int = 0) -> Iterator[object]:
    """Yield what may be a series: the results, what is inside them, and columns of T tuples, one for each step."""
    for item in items:
        parts = list(item.values()) if isinstance(item, dict) else item if isinstance(item, list | tuple) else []
        if depth < MOST_NESTED and len(parts) < 100:  # noqa: PLR2004  (steps, or kinds of caches)
            yield from _nested([part for part in parts if isinstance(part, list | tuple | dict)], T, depth + 1)
            yield from (part for part in parts if isinstance(part, np.ndarray) and part.ndim > 1)
        yield item
        if len(parts) == T and all(isinstance(part, tuple | dict) for part in parts):
            rows = [list(part.values()) if isinstance(part, dict) else part for part in parts]
            yield from (list(column) for column in zip(*rows, strict=False))


def gradients_of(
    results: object, case: Arrays, order: Sequence[str], layout: Layout, names: Sequence[str] = ()
) -> Arrays:
    """Sort what backward returned into `loss` and gradients; raises ValueError where it is something else.

    `names` are those of the results in the code, where they are known. A gradient that is not there is left out.
    """
    arrays: Arrays = {}
    results = _opened(results)
    items = [_opened(item) for item in results] if isinstance(results, tuple | list) else [results]
    named = _by_name(items, names)
    scalars = [item for item in items if not isinstance(item, dict | tuple | list) and np.size(np.asarray(item)) == 1]
    if not named:
        groups = [item for item in items if isinstance(item, dict | tuple | list)]
        if len(items) in (len(order), len(order) + 1) and not groups:
            groups, scalars = [items[-len(order) :]], items[: -len(order)]
        known = [group for group in groups if _of_group(group, order)]
        if len(known) != 1:
            if not known and len(groups) == 1 and isinstance(groups[0], tuple | list):
                raise ValueError(
                    f"backward returns {len(groups[0])} gradients: expected ten, in the order of the parameters"
                )
            if any(item is None for item in items):
                raise NotImplementedError(f"backward returns {_kinds(items)}")
            raise ValueError(f"backward returns {_kinds(items)}: expected loss and the ten gradients")
        named = _of_group(known[0], order)
    if scalars:
        arrays["loss"] = np.asarray(scalars[0]).reshape(())
    return arrays | gradients_from(named, case, layout)


def _opened(value: object) -> object:
    """Return a record of gradients, a named tuple or dataclass, as a dictionary; anything else as it is."""
    fields = (*getattr(value, "_fields", ()), *getattr(value, "__dataclass_fields__", ()))
    named = {field: getattr(value, field, None) for field in fields}
    return named if covered(filter(None, map(gradient_of, named))) >= set(PARAMETERS) else value


def loss_of(results: object) -> Array | None:
    """Return the loss beside gradients; None where that takes more than a look: none, several, or nothing else."""
    items = list(results) if isinstance(results, tuple | list) else []
    scalars = [item for item in items if isinstance(item, SCALARS) and np.size(item) == 1]
    rest = [item for item in items if isinstance(item, (dict, tuple, list))]
    return np.asarray(scalars[0]).reshape(()) if len(scalars) == len(rest) == 1 else None


def scalars_in(items: Sequence[object]) -> list[object]:
    """Return the single numbers among results."""
    return [item for item in items if isinstance(item, float | int | np.generic | np.ndarray) and np.size(item) == 1]


def left_by(results: Sequence[object]) -> object:
    """Return what backward gets of all that forward returned: the one thing beside its loss, or a list of all."""
    others = [item for item in results if not scalars_in([item])]
    return others[0] if len(others) == 1 and len(results) > 1 else list(results)


def cross_entropy(outputs: Array, targets: Array) -> complex:
    """Return -Σ targets · log(outputs + EPSILON), summed over steps and sequences."""
    value: complex = -np.sum(targets * np.log(outputs + EPSILON))  # type: ignore[operator]  # numbers
    return value


def gradients_from(named: Mapping[str, object], case: Arrays, layout: Layout) -> Arrays:
    """Return gradients by parameter or part, `dW_f` … `db_v`, in the shapes of the parameters."""
    parts = as_parts(named.keys())
    pieces = {parts[part]: np.asarray(value) for part, value in named.items() if value is not None}
    whole = {part: restored(value, layout.whole(case, part), turned=layout.turned) for part, value in pieces.items()}
    shaped = {name: piece for part, value in whole.items() for name, piece in layout.by_gate(part, value).items()}
    for part, value in shaped.items():
        if ":" in part and value.shape != part_of(case, part).shape:
            raise ValueError(
                f"backward returns the gradient of {part.replace(':', ' for ')} with shape {value.shape}: "
                "expected that of its weight"
            )
    return {f"d{name}": value for name, value in joined(shaped).items()}


def _by_name(items: Sequence[object], names: Sequence[str]) -> dict[str, object]:
    """Return the results that are gradients by the names that they have in the code, if they are ten tensors' all."""
    if len(names) != len(items):
        return {}
    named: dict[str, object] = {
        part: item
        for name, item in zip(names, items, strict=True)
        if isinstance(item, np.ndarray) and name and (part := gradient_of(name)) is not None
    }
    return named if covered(named) >= set(PARAMETERS) else {}


def _of_group(group: object, order: Sequence[str]) -> dict[str, object]:
    """Return gradients by parameter from a dictionary, or from ten in the order of the parameters."""
    if isinstance(group, dict):
        leaves = dict(_leaves(group))
        return {part: leaves[tuple(path)] for path, part in parts_at(leaves).items()}
    if isinstance(group, tuple | list) and len(group) == len(order):
        return dict(zip(order, group, strict=True))
    return {}


def _leaves(group: Mapping[object, object], above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    """Yield what stands in dictionaries of dictionaries, with the keys that lead to it."""
    for key, value in group.items():
        path = (*above, str(key))
        if isinstance(value, dict) and len(path) < MOST_NESTED:
            yield from _leaves(value, path)
        else:
            yield path, value


def _kinds(items: Sequence[object]) -> str:
    return "(" + ", ".join(type(item).__name__ for item in items[:6]) + ")"
