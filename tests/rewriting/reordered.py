"""Statements that do not depend on each other, in another order."""

import ast

import numpy as np

from rewriting._blocks import blocks, passes
from rewriting._effects import Aliases, effects

STAGE = 5


def rewrite(module: ast.Module, rng: np.random.Generator) -> None:
    """Put the statements of every block into a random order that keeps what depends on what."""
    for function in passes(module):
        aliases = Aliases(function)
        for block in blocks(function):
            block[:] = _reordered(block, aliases, rng)


def _reordered(block: list[ast.stmt], aliases: Aliases, rng: np.random.Generator) -> list[ast.stmt]:
    first = [node for node in block[:1] if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)]
    waiting = [(node, effects(node)) for node in block[len(first) :]]
    done: list[ast.stmt] = first
    while waiting:
        ready = [
            n for n in range(len(waiting)) if not any(_must_follow(waiting[k], waiting[n], aliases) for k in range(n))
        ]
        done.append(waiting.pop(ready[int(rng.integers(len(ready)))])[0])
    return done


def _must_follow(earlier: tuple, later: tuple, aliases: Aliases) -> bool:
    if isinstance(later[0], ast.Return | ast.Break | ast.Continue):
        return True
    return aliases.conflict(earlier[1], later[1])
