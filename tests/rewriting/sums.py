"""Sums that were accumulated in steps written as one expression, and += written out."""

import ast

import numpy as np

from rewriting._blocks import blocks, passes
from rewriting._effects import Aliases, effects
from rewriting._origins import from_line

STAGE = 3
SHARE = 0.6


def rewrite(module: ast.Module, rng: np.random.Generator) -> None:
    """Write `x = a`, `x += b` as `x = a + b`, and some of the other `x += b` as `x = x + b`."""
    for function in passes(module):
        for block in blocks(function):
            for node in [node for node in block if _adds(node)]:
                if not _joined(block, node, Aliases(function)) and rng.random() < SHARE:
                    _written_out(block, node, Aliases(function))


def _adds(node: ast.stmt) -> bool:
    return isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add) and isinstance(node.target, ast.Name)


def _joined(block: list[ast.stmt], node: ast.AugAssign, aliases: Aliases) -> bool:
    """Join an addition with the assignment of its name in the same block, if nobody looks in between."""
    name, place = node.target.id, block.index(node)
    first = next(
        (n for n in range(place - 1, -1, -1) if name in effects(block[n]).binds | effects(block[n]).reads), None
    )
    if first is None or not isinstance(block[first], ast.Assign) or len(block[first].targets) != 1:
        return False
    start = block[first]
    if not isinstance(start.targets[0], ast.Name) or start.targets[0].id != name:
        return False
    made = effects(start.value)
    for other in map(effects, block[first + 1 : place]):
        if other.binds & made.reads or aliases.closure(other.changes) & made.reads:
            return False
    value = start.value
    if isinstance(value, ast.Call) and ast.unparse(value.func) == "np.copy":
        value = value.args[0]
    # The name is bound by both lines, and the sum is the second one's.
    block[place] = from_line(
        ast.Assign([start.targets[0]], from_line(ast.BinOp(value, ast.Add(), node.value), node)), node
    )
    del block[first]
    return True


def _written_out(block: list[ast.stmt], node: ast.AugAssign, aliases: Aliases) -> None:
    name = node.target.id
    if aliases.closure(frozenset({name})) != {name}:
        return  # += would change what another name stands for too
    total = ast.BinOp(ast.Name(name, ast.Load()), ast.Add(), node.value)
    block[block.index(node)] = from_line(ast.Assign([node.target], total), node)
