"""Reads what a submission's backward returned: loss and gradients, in the forms in use."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from harness.contracts._layouts import Array, Arrays, Layout, joined, part_of, wrong_shape
from harness.contracts._names import PARAMETERS, as_parts, covered
from harness.contracts._nested import parts_at
from harness.contracts._results import drained, record, scalars_in
from harness.contracts._stacks import stacked

MOST_NESTED = 3  # gradients by layer, gate and kind
EVERY = frozenset(PARAMETERS)
SCALARS = (float, np.generic, np.ndarray)


def gradients_of(
    results: object, case: Arrays, order: Sequence[str], layout: Layout, names: Sequence[str] = ()
) -> Arrays:
    """Sort what backward returned into `loss` and gradients; raises ValueError where it is something else.

    `names` are those of the results in the code, where they are known. A gradient that is not there is left out.
    """
    arrays: Arrays = {}
    results = _opened(drained(results))
    items = [_opened(drained(item)) for item in results] if isinstance(results, tuple | list) else [results]
    named = _by_name(items, names)
    scalars = [item for item in items if _is_open(item) or scalars_in([item])]
    if not named:
        groups: list[object] = [item for item in items if isinstance(item, dict | tuple | list)]
        if len(items) in (len(order), len(order) + 1) and not groups:
            groups, scalars = [items[-len(order) :]], items[: -len(order)]
        known = [group for group in groups if _of_group(group, order)]
        if len(known) != 1:
            known = _together(groups)
        if not known:
            alone = groups[0] if len(groups) == 1 else None
            if isinstance(alone, tuple | list) and not any(isinstance(one, dict | tuple | list) for one in alone):
                count = len(alone)
                raise ValueError(f"backward returns {count} gradients: expected ten, in the order of the parameters")
            if any(map(_is_open, items)):
                raise NotImplementedError(f"backward returns {_kinds(items)}")
            raise not_read(items)
        named = _of_group(known[0], order)
    if scalars:
        arrays["loss"] = np.asarray(scalars[0]).reshape(())
    return arrays | gradients_from(named, case, layout)


def not_read(items: Sequence[object], *, elsewhere: bool = False) -> Exception:
    """Return what to raise where there are no gradients: a complaint, unless something may hold them that is not read.

    That is a result that is no number, or, `elsewhere`, an object that the submission keeps.
    """
    kind = TypeError if elsewhere or len(scalars_in(items)) < len(items) else ValueError
    return kind(f"backward returns {_kinds(items)}: expected loss and the ten gradients")


def _opened(value: object) -> object:
    """Return a record of gradients, a named tuple or an object, as a dictionary; anything else as it is."""
    held = {} if isinstance(value, dict) else record(value)
    return dict(held) if held and covered(parts_at(dict(_leaves(held))).values()) >= EVERY else value


def _together(groups: Sequence[object]) -> list[object]:
    """Return one dictionary of several that share no key, if it holds all gradients: one of weights, one of biases."""
    named = [group for group in groups if isinstance(group, dict)]
    union = {key: value for group in named for key, value in group.items()}
    alone = len(union) == sum(map(len, named))
    return [union] if alone and covered(parts_at(dict(_leaves(union))).values()) >= EVERY else []


def loss_of(results: object) -> Array | None:
    """Return the loss beside gradients; None where that takes more than a look: none, several, or nothing else."""
    items = list(results) if isinstance(results, tuple | list) else []
    scalars = [item for item in items if isinstance(item, SCALARS) and np.size(item) == 1]
    rest = [item for item in items if isinstance(item, (dict, tuple, list))]
    return np.asarray(scalars[0]).reshape(()) if len(scalars) == len(rest) == 1 else None


def gradients_from(named: Mapping[str, object], case: Arrays, layout: Layout) -> Arrays:
    """Return gradients by parameter or part, `dW_f` … `db_v`, in the shapes of the parameters."""
    parts = as_parts(named.keys())
    pieces = {parts[part]: np.asarray(value) for part, value in named.items() if not _is_open(value)}
    shaped = {
        one: piece for part, value in pieces.items() for one, piece in layout.gradients(case, part, value).items()
    }
    for part, value in shaped.items():
        if ":" in part and value.shape != part_of(case, part).shape:
            raise wrong_shape(part.replace(":", " for "), value)
    return {f"d{name}": value for name, value in joined(shaped).items()}


def _by_name(items: Sequence[object], names: Sequence[str]) -> dict[str, object]:
    """Return gradients by the names that results have in the code, with the keys in them, if they are all there."""
    if len(names) != len(items):
        items = [inner for item in items for inner in (item if isinstance(item, tuple | list) else [item])]
    if len(names) != len(items):
        return {}
    found = dict(_leaves({name: item for name, item in zip(names, items, strict=True) if name}))
    arrays = {path: value for path, leaf in found.items() if isinstance(value := stacked(leaf), np.ndarray)}
    named: dict[str, object] = {part: arrays[tuple(path)] for path, part in parts_at(arrays).items()}
    return named if covered(named) >= EVERY else {}


def _of_group(group: object, order: Sequence[str]) -> dict[str, object]:
    """Return gradients by parameter from a dictionary, or from ten in the order of the parameters."""
    if isinstance(group, dict):
        leaves = dict(_leaves(group))
        return {part: stacked(leaves[tuple(path)]) for path, part in parts_at(leaves).items()}
    if isinstance(group, tuple | list) and len(group) == len(order):
        return dict(zip(order, group, strict=True))
    return {}


def _leaves(group: Mapping[str, object], above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    """Yield what stands in dictionaries and records inside each other, with the keys that lead to it."""
    for key, value in group.items():
        path = (*above, str(key))
        inner = record(value) if len(path) < MOST_NESTED else {}
        if inner:
            yield from _leaves(inner, path)
        else:
            yield path, value


def _is_open(value: object) -> bool:
    """Whether a result is what stands for one that is not written yet."""
    return value is None or value is ...


def _kinds(items: Sequence[object]) -> str:
    return "(" + ", ".join(type(item).__name__ for item in items[:6]) + ")"
