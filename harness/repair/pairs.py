"""What a bug changes: pairs of a wrong expression and the right one, from the smallest part to the whole line."""

import ast
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from mutants._mutant import Mutant


class Pair(NamedTuple):
    """A `wrong` expression, and the `right` one; where it only lacks a part, `lacks` that part and its operation."""

    wrong: ast.expr
    right: ast.expr
    lacks: tuple[ast.operator, ast.expr] | None = None


class Change(NamedTuple):
    """One line of a bug: `number` among the bug's lines, the right statement, the wrong ones."""

    number: int
    right: ast.stmt
    wrong: tuple[ast.stmt, ...]

    @property
    def binds_another(self) -> bool:
        """Whether the wrong line gives its value to another name."""
        right, wrong = self.right, self.wrong[0]
        if not (isinstance(right, ast.Assign) and isinstance(wrong, ast.Assign)):
            return False
        return ast.dump(right.targets[0]) != ast.dump(wrong.targets[0])

    @property
    def pairs(self) -> list[Pair]:
        """The pairs of expressions, the smallest first; none where the change is of another kind."""
        if len(self.wrong) != 1:
            return []
        right, wrong = value_of(self.right), value_of(self.wrong[0])
        if right is None or wrong is None or ast.dump(right) == ast.dump(wrong):
            return []
        return list(_pairs(right, wrong))


@cache
def changes(mutant: Mutant) -> tuple[Change, ...]:
    """Return the lines that a bug changes, in the order in which they stand in the reference."""
    found: list[tuple[str, str]] = []
    for correct, buggy in ((mutant.correct, mutant.buggy), *mutant.also):
        right = correct.splitlines()
        found += zip(right, buggy.splitlines(), strict=True) if len(right) > 1 else [(correct, buggy)]
    made = []
    for number, (correct, buggy) in enumerate(found):
        made.append(Change(number, _statements(correct)[0], tuple(_statements(buggy))))
    return tuple(made)


def _statements(code: str) -> list[ast.stmt]:
    return ast.parse(f"{code}\n    pass" if code.startswith("for ") else code).body


def value_of(statement: ast.stmt) -> ast.expr | None:
    """Return the right side of an assignment, or what a line returns."""
    return statement.value if isinstance(statement, ast.Assign | ast.AugAssign | ast.Return | ast.Expr) else None


def _pairs(right: ast.expr, wrong: ast.expr) -> Iterator[Pair]:
    yield from _inner(right, wrong)
    found = _without_common(right, wrong)
    if found is None:
        yield Pair(wrong, right)
        return
    operation, more, less = found
    if more and less:
        yield Pair(_joined(less, operation), _joined(more, operation))
        yield Pair(wrong, right)
    elif more:
        yield Pair(wrong, right, (operation, _joined(more, operation)))
    else:
        yield Pair(wrong, right)


def _inner(right: ast.expr, wrong: ast.expr) -> Iterator[Pair]:
    """Yield the pairs of the only part in which two expressions of one form differ."""
    if type(right) is not type(wrong) or isinstance(right, ast.Subscript | ast.Name | ast.Constant):
        return
    if isinstance(right, ast.BinOp) and isinstance(wrong, ast.BinOp) and type(right.op) is not type(wrong.op):
        return
    ones, others = _parts(right), _parts(wrong)
    if len(ones) != len(others):
        return
    different = [(one, other) for one, other in zip(ones, others, strict=True) if ast.dump(one) != ast.dump(other)]
    if len(different) == 1:
        yield from _pairs(*different[0])


def _parts(node: ast.expr) -> list[ast.expr]:
    children: list[ast.expr] = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            children.append(child)
        elif isinstance(child, ast.keyword):
            children.append(child.value)
    return children


def _without_common(right: ast.expr, wrong: ast.expr) -> tuple[ast.operator, list[ast.expr], list[ast.expr]] | None:
    """Return what two products, or two sums, do not share: the operation, the right one's part, the wrong one's."""
    for kind in (ast.Mult, ast.Add):
        ones, others = operands(right, kind), operands(wrong, kind)
        texts = [ast.dump(node) for node in others]
        common = []
        for node in ones:
            if ast.dump(node) in texts:
                texts.remove(ast.dump(node))
                common.append(node)
        if common and len(ones) + len(others) > 2:  # noqa: PLR2004  (else both are single)
            kept = [ast.dump(node) for node in common]
            more, less = _rest(ones, kept), _rest(others, kept)
            return kind(), more, less
    return None


def _rest(nodes: Sequence[ast.expr], common: Sequence[str]) -> list[ast.expr]:
    left, rest = list(common), []
    for node in nodes:
        if ast.dump(node) in left:
            left.remove(ast.dump(node))
        else:
            rest.append(node)
    return rest


def operands(node: ast.expr, kind: type[ast.operator]) -> list[ast.expr]:
    """Return the factors of a product, or the summands of a sum."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, kind):
        return [*operands(node.left, kind), *operands(node.right, kind)]
    return [node]


def _joined(nodes: Sequence[ast.expr], operation: ast.operator) -> ast.expr:
    first, *rest = nodes
    for node in rest:
        first = ast.BinOp(first, operation, node)
    return first
