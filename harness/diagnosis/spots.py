"""Where a bug stands in the faulty reference: the smallest expression that differs from the right line's."""

import ast
import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from harness.diagnosis.flow import Flow
from harness.diagnosis.runs import Program
from mutants._bundle import reference_source
from mutants._mutant import Mutant

GRADIENT = re.compile(r"^d([Wb]_[figov])$")
# What the reference hands from one step to the one before, and how it makes zeros of a shape.
CARRIES = ("dh_next", "dC_next")
ZEROS = "np.zeros_like"


class Kind(StrEnum):
    """How a spot can be found again."""

    VALUE = "value"  # by what it computes
    GRADIENT = "gradient"  # as the line that adds up a gradient
    BUFFER = "buffer"  # as the line that allocates gradients
    LOOP = "loop"  # as the header of a loop
    UNREAD = "unread"  # as a right value under a name that nobody reads


class Spot(NamedTuple):
    """One wrong place of a bug: a node of the faulty reference's tree."""

    kind: Kind
    node: ast.AST
    tensors: tuple[str, ...] = ()  # whose gradients the line binds
    taken: bool = False  # its value is right elsewhere, as in tanh(tanh(C)): that it is taken here is wrong
    drops: bool = False  # what it lacks is the carry: that may be added, and be zero
    operand: ast.expr | None = None  # what the operation at `node` takes
    instead: str = ""  # of this expression


def spots(program: Program, flow: Flow, mutant: Mutant) -> list[Spot]:
    """Return the wrong places of a bug, in the order of the lines."""
    right = reference_source().splitlines()
    lines = iter(program.lines[mutant.id])
    found: list[Spot] = []
    for number, text in sorted(mutant.edits.items()):
        numbers = [next(lines) for _ in text.splitlines()]
        correct = _statement(right[number - 1])
        found += [spot for line in numbers for node in _at(flow, line) if (spot := _spot(flow, correct, node))]
    return found


def _statement(line: str) -> ast.stmt:
    code = line.strip()
    return ast.parse(f"{code} pass" if code.startswith("for ") else code).body[0]


def _at(flow: Flow, line: int) -> Iterator[ast.stmt]:
    for node in flow.statements:
        if isinstance(node, ast.Assign | ast.AugAssign | ast.For) and node.lineno == line:
            yield node


def _spot(flow: Flow, correct: ast.stmt, wrong: ast.stmt) -> Spot | None:
    if isinstance(wrong, ast.For):
        return Spot(Kind.LOOP, wrong)
    if not isinstance(wrong, ast.Assign | ast.AugAssign) or not isinstance(correct, ast.Assign | ast.AugAssign):
        return None
    tensors = tuple(_tensors(wrong))
    if isinstance(wrong, ast.Assign) and len(wrong.targets) > 1:
        return Spot(Kind.BUFFER, wrong, tensors)
    if tensors and type(correct) is not type(wrong):
        return Spot(Kind.GRADIENT, wrong, tensors)
    if _targets(correct) != _targets(wrong):
        return Spot(Kind.UNREAD, wrong.value)
    right, node = _differing(correct.value, wrong.value)
    taken = isinstance(node, ast.Call) and any(ast.dump(right) == ast.dump(argument) for argument in node.args)
    while node is not wrong and flow.signature(node) is None:
        node = flow.parent(node) or wrong
    operand = None
    if isinstance(node, ast.Name | ast.Subscript | ast.Attribute) and (user := flow.user(node)):
        node, operand = user, node  # the operation is wrong that has this operand
    drops = bool(_carries(correct.value) - _carries(wrong.value))
    node = wrong.value if node is wrong else node
    return Spot(Kind.VALUE, node, tensors, taken, drops, operand, ast.unparse(right) if operand else "")


def _carries(node: ast.AST) -> set[str]:
    """Return the carries whose values an expression reads; zeros like one have its shape alone."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) == ZEROS:
        return set()
    own = {node.id} if isinstance(node, ast.Name) and node.id in CARRIES else set()
    return own.union(*map(_carries, ast.iter_child_nodes(node)))


def _targets(node: ast.Assign | ast.AugAssign) -> list[str]:
    return [ast.unparse(target) for target in (node.targets if isinstance(node, ast.Assign) else [node.target])]


def _tensors(node: ast.Assign | ast.AugAssign) -> Iterator[str]:
    for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
        if isinstance(target, ast.Name) and (match := GRADIENT.match(target.id)):
            yield match[1]


def _differing(correct: ast.AST, wrong: ast.AST) -> tuple[ast.AST, ast.AST]:
    """Return the smallest node of `wrong` that holds all its differences from `correct`, after what stands there."""
    if type(correct) is not type(wrong):
        return correct, wrong
    ones, others = list(ast.iter_child_nodes(correct)), list(ast.iter_child_nodes(wrong))
    different = [(a, b) for a, b in zip(ones, others, strict=False) if ast.dump(a) != ast.dump(b)]
    if len(ones) != len(others) or len(different) != 1 or not isinstance(different[0][1], ast.expr):
        return correct, wrong
    return _differing(*different[0])
