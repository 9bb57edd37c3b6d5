"""Temporaries written into the expression that uses them."""

import ast
import copy

import numpy as np

from rewriting._blocks import SIMPLE, blocks, passes
from rewriting._effects import Aliases, effects

STAGE = 3
SHARE = 0.5


def rewrite(module: ast.Module, rng: np.random.Generator) -> None:
    """Inline some names that are bound once: used once, or short."""
    for function in passes(module):
        for block in blocks(function):
            for node in list(block):
                if rng.random() < SHARE and _is_temporary(node, function):
                    _inline(block, node, function)


def _is_temporary(node: ast.stmt, function: ast.FunctionDef) -> bool:
    if not (isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)):
        return False
    name = node.targets[0].id
    bound = [n for n in ast.walk(function) if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Store)]
    return len(bound) == 1 and name not in effects(function).changes


def _inline(block: list[ast.stmt], node: ast.Assign, function: ast.FunctionDef) -> None:
    name = node.targets[0].id
    used = [n for n in ast.walk(function) if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load)]
    short = isinstance(node.value, ast.Subscript | ast.Name)
    if not used or not (len(used) == 1 or short):
        return
    place, aliases, made = block.index(node), Aliases(function), effects(node.value)
    users = [n for n in range(place + 1, len(block)) if name in effects(block[n]).reads]
    simple = all(isinstance(block[n], SIMPLE) and not _has_scope(block[n]) for n in users)
    count = sum(sum(1 for child in ast.walk(block[n]) if child in used) for n in users)
    if not simple or count != len(used):
        return
    # The last user may change what the expression reads: it has been read by then.
    between = block[place + 1 : users[-1]]
    if any(_disturbs(effects(other), made, aliases) for other in between):
        return
    last = block[users[-1]]
    if isinstance(last, ast.AugAssign) and _disturbs(effects(last), made, aliases):
        return
    if isinstance(node.value, ast.Name):
        _shared(function, node)
    for n in users:
        block[n] = _Replacing(name, node.value).visit(block[n])
    block.remove(node)


def _shared(function: ast.FunctionDef, copied: ast.Assign) -> None:
    """Let what a copy stood for be on the line that makes the value, too: there is no other left to hold it."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and any(ast.unparse(target) == copied.value.id for target in node.targets):
            node.origin |= copied.origin


def _disturbs(other, made, aliases: Aliases) -> bool:  # noqa: ANN001
    return bool(other.binds & made.reads or aliases.closure(other.changes) & made.reads)


def _has_scope(node: ast.stmt) -> bool:
    return any(isinstance(child, ast.ListComp | ast.GeneratorExp | ast.Lambda) for child in ast.walk(node))


class _Replacing(ast.NodeTransformer):
    def __init__(self, name: str, value: ast.expr) -> None:
        self.name = name
        self.value = value

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id != self.name or not isinstance(node.ctx, ast.Load):
            return node
        value = copy.deepcopy(self.value)
        value.origin |= node.origin  # it stands for the use, too
        return value
