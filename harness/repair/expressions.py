"""The expressions of a submission that can be evaluated while it runs, and where they stand."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from harness.diagnosis.statements import SIMPLE
from harness.repair.spans import Text

FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
# Evaluating these once more would change what runs.
CHANGING = frozenset({"append", "extend", "insert", "pop", "remove", "sort", "reverse", "update", "fill", "setdefault"})
# What has variables of its own, or must not be evaluated twice.
CLOSED = (
    ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp | ast.NamedExpr | ast.Yield | ast.Await
)


@dataclass(frozen=True)
class Expression:
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
        return [
            expression
            for statement, function in self.statements
            if isinstance(statement, SIMPLE)
            for expression in _expressions(statement, function)
        ]

    @cached_property
    def numpy(self) -> str:
        """The name under which NumPy is imported."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.name == "numpy":
                        return alias.asname or alias.name
        return "np"

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
    if not isinstance(node, ast.Constant | ast.Slice | ast.Starred | CLOSED) and not _changes(node):
        yield Expression(node, parents, function)
    if isinstance(node, CLOSED):
        return
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.keyword):
            yield from _below(child.value, (*parents, node, child), function)
        elif isinstance(child, ast.expr) and not (isinstance(node, ast.Call) and child is node.func):
            yield from _below(child, (*parents, node), function)
        elif isinstance(child, ast.Attribute) and not isinstance(child.value, ast.Name):
            # A method's object: `(a * b).sum(axis=1)`.
            yield from _below(child.value, (*parents, node, child), function)


def _changes(node: ast.expr) -> bool:
    return any(
        isinstance(child, CLOSED)
        or (isinstance(child, ast.Call) and isinstance(child.func, ast.Attribute) and child.func.attr in CHANGING)
        for child in ast.walk(node)
    )
