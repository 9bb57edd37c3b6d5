"""What a statement reads, binds and changes in place, and which names may stand for one array."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

MUTATING = frozenset({"append", "extend", "insert", "pop", "sort", "fill", "reverse"})
# Calls whose result is, or holds, what they are given.
PASSING = frozenset({"list", "tuple", "reversed", "enumerate", "zip"})
VIEWS = frozenset({"transpose", "reshape", "ravel", "asarray", "T"})


@dataclass(frozen=True)
class Effects:
    """Names that a statement reads, binds anew, and whose objects it changes in place."""

    reads: frozenset[str]
    binds: frozenset[str]
    changes: frozenset[str]


def effects(node: ast.AST) -> Effects:
    """Return the effects of a statement or an expression, with everything inside it."""
    reads: set[str] = set()
    binds: set[str] = set()
    changes: set[str] = set()
    for child in ast.iter_child_nodes(node):
        inner = effects(child)
        reads |= inner.reads
        binds |= inner.binds
        changes |= inner.changes
    if isinstance(node, ast.Name):
        (reads if isinstance(node.ctx, ast.Load) else binds).add(node.id)
    elif isinstance(node, ast.Subscript | ast.Attribute) and not isinstance(node.ctx, ast.Load):
        changes.add(base(node))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MUTATING:
        changes.add(base(node.func))
    elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        reads.add(node.target.id)
        changes.add(node.target.id)
    elif isinstance(node, ast.ListComp | ast.GeneratorExp):
        # Its variables are its own.
        reads -= binds
        binds.clear()
    return Effects(frozenset(reads), frozenset(binds), frozenset(changes))


def base(node: ast.expr) -> str:
    """Return the name at the root of `x[…].y`."""
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


class Aliases:
    """Groups of names of a function that may stand for one object, or for its parts."""

    def __init__(self, function: ast.AST) -> None:
        self._group: dict[str, str] = {}
        for node in ast.walk(function):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    self._bind(target, node.value)
                for other in node.targets[1:]:
                    self._join(_names(node.targets[0]), _names(other))
            elif isinstance(node, ast.For | ast.comprehension):
                self._join(_names(node.target), sources(node.iter))
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MUTATING:
                self._join({base(node.func)}, {name for given in node.args for name in sources(given)})

    def closure(self, names: frozenset[str]) -> frozenset[str]:
        """Return these names and all that may stand for the same objects."""
        return names.union(*(self._groups.get(name, frozenset()) for name in names))

    @cached_property
    def _groups(self) -> dict[str, frozenset[str]]:
        members: dict[str, set[str]] = {}
        for name in list(self._group):
            members.setdefault(self._find(name), set()).add(name)
        return {name: frozenset(group) for group in members.values() for name in group}

    def conflict(self, one: Effects, other: Effects) -> bool:
        """Whether two statements must keep their order."""
        return self._before(one, other) or self._before(other, one)

    def _before(self, one: Effects, other: Effects) -> bool:
        if one.binds & (other.reads | other.binds):
            return True
        return bool(self.closure(one.changes) & (other.reads | other.changes))

    def _bind(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            for one, other in zip(target.elts, value.elts, strict=True):
                self._bind(one, other)
        else:
            self._join(_names(target), sources(value))

    def _join(self, ones: set[str], others: set[str]) -> None:
        for one in ones:
            for other in others:
                self._group[self._find(one)] = self._find(other)

    def _find(self, name: str) -> str:
        while self._group.setdefault(name, name) != name:
            name = self._group[name]
        return name


def _names(target: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(target) if isinstance(node, ast.Name)} - (
        {node.id for child in ast.walk(target) if isinstance(child, ast.Subscript)
         for node in ast.walk(child.slice) if isinstance(node, ast.Name)}
    )  # fmt: skip


def sources(value: ast.expr) -> set[str]:
    """Return the names whose objects, or parts of them, the value of an expression may be."""
    return set(_sources(value))


def _sources(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.Name):
        yield value.id
    elif isinstance(value, ast.Subscript | ast.Starred) or (isinstance(value, ast.Attribute) and value.attr in VIEWS):
        yield from _sources(value.value)
    elif isinstance(value, ast.Tuple | ast.List):
        for element in value.elts:
            yield from _sources(element)
    elif isinstance(value, ast.IfExp):
        yield from _sources(value.body)
        yield from _sources(value.orelse)
    elif isinstance(value, ast.Call) and not _fresh(value.func):
        for argument in value.args:
            yield from _sources(argument)
        if isinstance(value.func, ast.Attribute):
            yield from _sources(value.func.value)


def _fresh(function: ast.expr) -> bool:
    """Whether a call makes a new object: NumPy's functions do, but for the views."""
    if isinstance(function, ast.Attribute):
        return function.attr not in VIEWS
    return isinstance(function, ast.Name) and function.id in {"len", "range", "sum", "sigmoid", "softmax"}
