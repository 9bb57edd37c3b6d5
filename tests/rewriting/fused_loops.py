"""The head's loop over time and the cell's become one, where both run backwards over all steps."""

import ast

import numpy as np

from rewriting._blocks import Renaming, passes
from rewriting._effects import Aliases, effects
from rewriting._origins import from_line

STAGE = 2


def rewrite(module: ast.Module, rng: np.random.Generator) -> None:
    """Fuse the two loops of each pass that has two."""
    del rng
    for function in passes(module):
        loops = [node for node in function.body if isinstance(node, ast.For)]
        if len(loops) == 2 and all(_whole(loop) for loop in loops):
            _fuse(function, *loops)


def _whole(loop: ast.For) -> bool:
    return ast.unparse(loop.iter) in {"reversed(range(len(outputs)))", "reversed(range(len(dh_s)))"}


def _fuse(function: ast.FunctionDef, first: ast.For, second: ast.For) -> None:
    start, end = function.body.index(first), function.body.index(second)
    between = function.body[start + 1 : end]
    aliases = Aliases(function)
    if any(aliases.conflict(effects(first), effects(node)) for node in between):
        return
    if ast.unparse(second.target) != ast.unparse(first.target):
        Renaming({second.target.id: first.target.id}).visit(second)
    # The header stands for both.
    first.target = from_line(ast.Name(first.target.id, ast.Store()), second)
    first.body += second.body
    function.body[start : end + 1] = [*between, first]
