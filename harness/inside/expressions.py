"""Follows a call expression by expression: a program whose every arithmetic expression hands its value over."""

import ast
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import cast

import numpy as np
from numpy.typing import NDArray

from harness.contracts._blocks import blocks_in

# The name under which the program finds what takes the values.
NOTE = "__note__"
# The largest weight of the course, 50 by 54, fits; a training set does not.
MAX_SIZE = 4096
# Six steps make some 2500; a loop that runs away is cut off.
MAX_EVENTS = 12_000
FLOATS = "f"
PLANE = 2
Array = NDArray[np.float64]
NOTED = (ast.BinOp, ast.UnaryOp, ast.Call, ast.Subscript, ast.Attribute, ast.Name, ast.IfExp)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
# Functions inside are visited for themselves.
PASSED_OVER = (*FUNCTIONS, ast.ClassDef, ast.JoinedStr, ast.Global, ast.Nonlocal)
LEAVES = (ast.Name, ast.Constant)
# Fields in which nothing is noted: indices, annotations, and what holds no expression.
PASSED_FIELDS = frozenset({"slice", "annotation", "ctx", "op", "ops"})
LOAD = ast.Load()


def noted(tree: ast.AST) -> list[ast.expr]:
    """Return the expressions whose values are noted; the place in this list is an expression's number.

    They are what functions compute: neither what is called, nor an index, nor a default.  The target of `x += y` stands
    for the sum.
    """
    found: list[ast.expr] = []
    for function in _functions(tree):
        for statement in function.body:
            _add(statement, found)
    return found


def _functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for block in blocks_in(tree) for node in block if isinstance(node, FUNCTIONS)]


def _add(node: ast.AST, found: list[ast.expr]) -> None:
    """Add the expressions inside a node that are noted."""
    if isinstance(node, PASSED_OVER):
        return
    if isinstance(node, ast.AugAssign):
        found.append(node.target)
        _add(node.value, found)
        return
    if isinstance(node, NOTED) and isinstance(getattr(node, "ctx", LOAD), ast.Load):
        found.append(node)
    if not isinstance(node, LEAVES):
        for part in _operands(node):
            _add(part, found)


def _operands(node: ast.AST) -> list[ast.AST]:
    """Return what a node is computed from: neither what is called, nor an index, nor an annotation."""
    parts: list[object] = []
    for name in _computed(node._fields):
        child = getattr(node, name, None)
        if name == "func":
            parts.append(child.value if isinstance(child, ast.Attribute) else None)  # the x of x.sum()
        elif isinstance(child, list):
            parts += child
        else:
            parts.append(child)
    return [part for part in parts if isinstance(part, ast.AST)]


@cache
def _computed(fields: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of a node's fields in which something may be noted."""
    return tuple(name for name in fields if name not in PASSED_FIELDS)


@dataclass
class Notes:
    """What was noted: the numbers of expressions, and their values, in the order of evaluation."""

    numbers: list[int] = field(default_factory=list)
    values: list[Array] = field(default_factory=list)

    def __call__(self, number: int, value: object) -> object:
        """Note the value if it is an array of numbers, and hand it on."""
        if len(self.numbers) < MAX_EVENTS and _is_array(value):
            self.numbers.append(number)
            self.values.append(np.array(value, dtype=np.float64))
        return value


def _is_array(value: object) -> bool:
    if type(value) in (np.float64, np.float32):
        return True
    return (
        type(value) is np.ndarray and value.dtype.kind in FLOATS and 0 < value.size <= MAX_SIZE and value.ndim <= PLANE
    )


def instrumented(tree: ast.Module, follows: Callable[[str], bool] = lambda _: True) -> ast.Module:
    """Change a tree in place, so that the functions that `follows` accepts by name call NOTE(number, value)."""
    found = noted(tree)  # held, so that the ids stay theirs
    numbers = {id(node): number for number, node in enumerate(found)}
    handing = _Handing(numbers)
    for function in _functions(tree):
        if follows(function.name):
            function.body = [cast("ast.stmt", one) for statement in function.body for one in handing.several(statement)]
    return tree


class _Handing(ast.NodeTransformer):
    """Wraps the noted expressions of one function."""

    def __init__(self, numbers: dict[int, int]) -> None:
        self.numbers = numbers

    def visit(self, node: ast.AST) -> ast.AST | list[ast.AST]:
        """Wrap a node if it is noted, after what is inside it."""
        if not node._fields or isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            return node
        number = self.numbers.get(id(node))
        if isinstance(node, ast.AugAssign):
            node.value = self._expression(node.value)
            number = self.numbers.get(id(node.target))
            return [node, ast.copy_location(ast.Expr(_call(number, _loaded(node.target))), node)]
        if not isinstance(node, LEAVES):
            self.generic_visit(node)
        return _call(number, node) if number is not None and isinstance(node, ast.expr) else node

    def several(self, node: ast.stmt) -> list[ast.AST]:
        """Return what stands for a statement."""
        found = self.visit(node)
        return found if isinstance(found, list) else [found]

    def _expression(self, node: ast.expr) -> ast.expr:
        found = self.visit(node)
        return found if isinstance(found, ast.expr) else node


def _loaded(target: ast.expr) -> ast.expr:
    return type(target)(**{**vars(target), "ctx": LOAD})


def _call(number: int | None, value: ast.expr) -> ast.expr:
    # Set here, as ast.fix_missing_locations looks through the whole tree.
    place = {name: getattr(value, name) for name in ("lineno", "col_offset", "end_lineno", "end_col_offset")}
    return ast.Call(ast.Name(NOTE, LOAD, **place), [ast.Constant(number, **place), value], [], **place)
