"""Sizes that only a missing file would tell get a number, so that what is made with them shows its form."""

import ast
from collections.abc import Callable, Iterator

from harness.contracts._initialisers import SIZES
from harness.contracts._names import size_of
from harness.contracts._reading import ABSENT

Namespace = dict[str, object]

# What stands for a length under a name that says nothing: the next of these, told by it in the shapes of the weights.
OTHERS = (37, 41, 43, 47, 53, 59, 61, 67)


def stand_in(statement: ast.stmt, namespace: Namespace, execute: Callable[[ast.stmt], None]) -> None:
    """Execute an assignment that failed for want of a name in its parts, with numbers for those that are sizes."""
    for name, value in _parts(statement):
        part = ast.copy_location(ast.Assign([ast.Name(name, ast.Store())], value), statement)
        try:
            execute(ast.fix_missing_locations(part))
        except NameError:
            role = size_of(name)
            if role is not None:
                namespace[name] = SIZES[role]
            elif _is_length(value) and len(known := _known(namespace)) < len(OTHERS):
                namespace[name] = known[name] = OTHERS[len(known)]


def forget(namespace: Namespace) -> None:
    """Take away the numbers under names that say nothing: what they are is not known."""
    for name, number in _known(namespace).items():
        if namespace.get(name) is number:
            del namespace[name]


def _known(namespace: Namespace) -> dict[str, int]:
    found = namespace.setdefault(ABSENT, {})
    return found if isinstance(found, dict) else {}


def _parts(statement: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that an assignment binds, each with its value: `n, V = len(data), len(chars)` binds two."""
    if not isinstance(statement, ast.Assign):
        return
    values = _entries(statement.value)
    for target in statement.targets:
        names = _entries(target)
        pairs = zip(names, values, strict=True) if len(names) == len(values) else [(target, statement.value)]
        yield from ((one.id, part) for one, part in pairs if isinstance(one, ast.Name))


def _entries(value: ast.expr) -> list[ast.expr]:
    return value.elts if isinstance(value, ast.Tuple) else [value]


def _is_length(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "len"
