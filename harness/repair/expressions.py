"""The expressions of a submission that can be evaluated while it runs, and where they stand."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from harness.diagnosis.statements import SIMPLE, numpy_name
from harness.repair.spans import Text

FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
# Evaluating these once more would change what runs.
CHANGING = frozenset({"append", "extend", "insert", "pop", "remove", "sort", "reverse", "update", "fill", "setdefault"})
# What has variables of its own, or must not be evaluated twice.
CLOSED = (
    ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp | ast.NamedExpr | ast.Yield | ast.Await
)


class Expression(NamedTuple):
    """An expression of a statement, in a function."""

    node: ast.expr
    parents: tuple[ast.AST, ...]  # up to the statement, the nearest last
    function: FUNCTIONS

    @property
    def statement(self) -> ast.stmt:
        """The statement in which it stands."""
        first = self.parents[0]
        assert isinstance(first, ast.stmt)  # noqa: S101  (so they are collected)
        return first

    @property
    def parent(self) -> ast.AST:
        """The node right above."""
        return self.parents[-1]


@dataclass(frozen=True)
class Source:
    """A submission's text and its tree, with all that is looked for in them."""

    text: str
    tree: ast.Module

    @cached_property
    def spans(self) -> Text:
        """Where the nodes stand."""
        return Text(self.text)

    @cached_property
    def functions(self) -> tuple[FUNCTIONS, ...]:
        """All functions, inner ones and methods too."""
        return tuple(node for node in ast.walk(self.tree) if isinstance(node, FUNCTIONS))

    @cached_property
    def statements(self) -> Sequence[tuple[ast.stmt, FUNCTIONS]]:
        """The statements of all functions, each with the innermost function around it."""
        return [(node, function) for function in self.functions for node in own_statements(function)]

    @cached_property
    def expressions(self) -> Sequence[Expression]:
        """The expressions of the simple statements, in the order of the text, outer ones first."""
        return [place for place in self.places if not self._changes(place.node)]

    @cached_property
    def places(self) -> Sequence[Expression]:
        """The expressions, and those that must not be evaluated once more."""
        return [
            expression
            for statement, function in self.statements
            if isinstance(statement, SIMPLE)
            for expression in _expressions(statement, function)
        ]

    @cached_property
    def changing(self) -> frozenset[str]:
        """The functions that may change what they are given, or call one that may."""
        found = {function.name for function in self.functions if any(map(_stores, ast.walk(function)))}
        while more := {f.name for f in self.functions if f.name not in found and _calls(f) & found}:
            found |= more
        return frozenset(found)

    def _changes(self, node: ast.expr) -> bool:
        return any(isinstance(child, CLOSED) or _stores(child) for child in ast.walk(node)) or bool(
            _calls(node) & self.changing
        )

    @cached_property
    def numpy(self) -> str:
        """The name under which NumPy is imported."""
        return numpy_name(self.tree)

    def evaluable(self, node: ast.expr) -> str:
        """Return an expression's text, which may go over several lines, in brackets."""
        return f"({self.spans.of(node)})"

    def by_line(self) -> Mapping[int, list[Expression]]:
        """Return the expressions by the line at whose beginning they are evaluated."""
        lines: dict[int, list[Expression]] = {}
        for expression in self.expressions:
            lines.setdefault(expression.statement.lineno, []).append(expression)
        return lines


def own_statements(function: ast.AST) -> Iterator[ast.stmt]:
    """Yield the statements of a function, in order, without those of functions inside it."""
    for field in ("body", "orelse", "finalbody"):
        for statement in getattr(function, field, None) or []:
            yield statement
            if not isinstance(statement, FUNCTIONS | ast.ClassDef):
                yield from own_statements(statement)


def _expressions(statement: ast.stmt, function: FUNCTIONS) -> Iterator[Expression]:
    value = getattr(statement, "value", None)
    if isinstance(value, ast.expr):
        yield from _below(value, (statement,), function)


def _below(node: ast.expr, parents: tuple[ast.AST, ...], function: FUNCTIONS) -> Iterator[Expression]:
    if not isinstance(node, ast.Constant | ast.Slice | ast.Starred | CLOSED):
        yield Expression(node, parents, function)
    if isinstance(node, CLOSED):
        return
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.keyword):
            yield from _below(child.value, (*parents, node, child), function)
        elif isinstance(child, ast.expr) and not (isinstance(node, ast.Call) and child is node.func):
            yield from _below(child, (*parents, node), function)
        elif isinstance(child, ast.Attribute):
            # A method's object, as in `(a * b).sum(axis=1)`; a module has no value.
            yield from _below(child.value, (*parents, node, child), function)


def _stores(node: ast.AST) -> bool:
    """Whether a node writes into something that was there before."""
    if isinstance(node, ast.Subscript | ast.Attribute):
        return not isinstance(node.ctx, ast.Load)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in CHANGING
    return isinstance(node, ast.AugAssign | ast.Global | ast.Nonlocal)


def _calls(node: ast.AST) -> set[str]:
    called = [child.func for child in ast.walk(node) if isinstance(child, ast.Call)]
    return {function.id for function in called if isinstance(function, ast.Name)} | {
        function.attr for function in called if isinstance(function, ast.Attribute)
    }
