"""What holds values by name, whatever it is: dictionaries, objects, records, pairs of a weight and a bias, closures."""

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import suppress
from types import CellType, FunctionType, SimpleNamespace

import numpy as np

from harness.contracts._names import ATTRIBUTE, ENTRY, SEPARATOR

Holder = MutableMapping[str, object]

PAIR = ("W", "b")
MATRIX = 2
BARE = (np.ndarray, str, int, float, list, tuple, dict, type(None))  # most values, and quick to tell
MOST_NESTED = 2  # a model that holds a cell that holds its weights
MOST_KEYS = 100  # a table of words is no model


class Slots(Holder):
    """The attributes of an object that has slots for them."""

    def __init__(self, owner: object, names: tuple[str, ...]) -> None:
        self._owner, self._names = owner, names

    def __getitem__(self, name: str) -> object:
        if name not in self._names or not hasattr(self._owner, name):
            raise KeyError(name)
        return getattr(self._owner, name)

    def __setitem__(self, name: str, value: object) -> None:
        setattr(self._owner, name, value)

    def __delitem__(self, name: str) -> None:
        delattr(self._owner, name)

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._names if hasattr(self._owner, name))

    def __len__(self) -> int:
        return len([*iter(self)])


class Entries(Holder):
    """The entries of a tuple by name; as none of them can be set, the tuple is replaced where it is held."""

    def __init__(self, holder: Holder, key: str, names: tuple[str, ...]) -> None:
        self._holder, self._key, self._names = holder, key, names

    def _entries(self) -> tuple[object, ...]:
        found = self._holder[self._key]
        return found if isinstance(found, tuple) else ()

    def __getitem__(self, name: str) -> object:
        return dict(zip(self._names, self._entries(), strict=False))[name]

    def __setitem__(self, name: str, value: object) -> None:
        new = [value if one == name else old for one, old in zip(self._names, self._entries(), strict=True)]
        kind: Callable[..., object] = type(self._entries())
        self._holder[self._key] = tuple(new) if kind is tuple else kind(*new)

    def __delitem__(self, name: str) -> None:
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class Closure(Holder):
    """The names of the functions around them that functions read; one name is one value."""

    def __init__(self, cells: Mapping[str, Sequence[CellType]]) -> None:
        self._cells = cells

    def __getitem__(self, name: str) -> object:
        try:
            return self._cells[name][0].cell_contents
        except ValueError:  # nothing is there yet
            raise KeyError(name) from None

    def __setitem__(self, name: str, value: object) -> None:
        for cell in self._cells[name]:
            cell.cell_contents = value

    def __delitem__(self, name: str) -> None:
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._cells if name in self)

    def __len__(self) -> int:
        return len([*iter(self)])


def closure_of(*functions: object) -> Holder:
    """Return what functions, and those that they find around them, read of the functions around them."""
    cells: dict[str, list[CellType]] = {}
    waiting, seen = [*functions], set[int]()
    for function in waiting:
        if not isinstance(function, FunctionType) or id(function) in seen:
            continue
        seen.add(id(function))
        for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
            with suppress(ValueError):  # nothing is there yet
                waiting.append(cell.cell_contents)
                if not (known := cells.get(name)) or known[0].cell_contents is cell.cell_contents:
                    cells.setdefault(name, []).append(cell)
    return Closure(cells) if cells else {}


def built(values: Iterable[tuple[str, object]], record: type | None = None) -> object:
    """Return what holds values at the ends of paths: "f/W" in dictionaries, ".f/.W" in records, "f/#0" in tuples.

    The outermost record is an instance of `record`, where it has just these fields.
    """
    tree: dict[str, object] = {}
    for path, value in values:
        *outer, key = path.split(SEPARATOR)
        holder = tree
        for one in outer:
            holder = holder.setdefault(one, {})  # type: ignore[assignment]  # dictionaries alone, made here
        holder[key] = value
    return _built(tree, record)


def _built(tree: object, record: type | None = None) -> object:
    if not isinstance(tree, dict):
        return tree
    held = {key: _built(value) for key, value in tree.items()}
    if all(key.startswith(ENTRY) for key in held):
        return tuple(held[key] for key in sorted(held))
    if not all(key.startswith(ATTRIBUTE) for key in held):
        return held
    fields = {key.removeprefix(ATTRIBUTE): value for key, value in held.items()}
    known = record and {*getattr(record, "_fields", ()), *getattr(record, "__dataclass_fields__", ())}
    return record(**fields) if record and known == {*fields} else SimpleNamespace(**fields)


def attributes(value: object) -> Holder:
    """Return an object's own attributes, to be read and set; none for classes, functions and modules."""
    if isinstance(value, BARE):
        return {}
    found = getattr(value, "__dict__", None)  # of a class it is no dict
    if isinstance(found, dict):
        return found if not inspect.ismodule(value) and not inspect.isroutine(value) else {}
    return Slots(value, _slots(type(value))) if _slots(type(value)) else {}


def _slots(kind: type) -> tuple[str, ...]:
    """Return the slots of a class of the submission's own."""
    if kind.__module__ != "submission":
        return ()
    found = [getattr(one, "__slots__", ()) for one in kind.__mro__]
    return tuple(name for names in found for name in ((names,) if isinstance(names, str) else names))


def inside(holder: Holder, key: str) -> Holder:
    """Return what the value under a key holds by name; nothing where it is an array, or another thing."""
    value = holder.get(key)
    if isinstance(value, Closure):
        return value
    if isinstance(value, dict):
        return value if len(value) <= MOST_KEYS and all(isinstance(one, str) for one in value) else {}
    if isinstance(value, tuple):
        fields = getattr(value, "_fields", PAIR if _is_pair(value) else ())
        return Entries(holder, key, tuple(fields)) if fields else {}
    return attributes(value)


def _is_pair(value: tuple[object, ...]) -> bool:
    """Whether these are a matrix and a vector."""
    if len(value) != len(PAIR) or not all(isinstance(one, np.ndarray) for one in value):
        return False
    weight, bias = (np.asarray(one).shape for one in value)
    return len(weight) == MATRIX and (len(bias) == 1 or 1 in bias)


def holders(containers: Iterable[object], depth: int = 0) -> Iterator[Holder]:
    """Yield the dictionaries among the containers, the attributes of objects, and what these hold."""
    for container in containers:
        holder = container if isinstance(container, MutableMapping) else attributes(container)
        if 0 < len(holder) <= MOST_KEYS:
            yield holder
            if depth < MOST_NESTED:
                keys = [key for key in holder if isinstance(key, str)]
                yield from holders(filter(None, (inside(holder, key) for key in keys)), depth + 1)


def leaves(holder: Holder, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Holder]]:
    """Yield the keys that lead to each value that holds nothing itself, with the holder of the last of them."""
    for key in [key for key in holder if isinstance(key, str)]:
        inner = inside(holder, key) if len(above) < MOST_NESTED else {}
        if inner:
            yield from leaves(inner, (*above, key))
        else:
            yield (*above, key), holder
