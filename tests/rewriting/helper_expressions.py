"""Expressions moved into small functions."""

import ast

import numpy as np

from rewriting._blocks import SIMPLE, blocks, local_names, names, numbered, passes
from rewriting._origins import from_line

STAGE = 6
SHARE = 0.15
NAMES = ("helper", "compute", "_f", "calc")


def rewrite(module: ast.Module, rng: np.random.Generator) -> None:
    """Move the right sides of some assignments into functions."""
    stem = NAMES[int(rng.integers(len(NAMES)))]
    taken = names(module)
    for function in passes(module):
        own = local_names(function)
        for block in blocks(function):
            for node in block:
                if isinstance(node, SIMPLE) and isinstance(node.value, ast.BinOp) and rng.random() < SHARE:
                    helper = _helper(node.value, numbered(stem, taken), own)
                    node.value = from_line(
                        ast.Call(
                            ast.Name(helper.name, ast.Load()),
                            [ast.Name(argument.arg, ast.Load()) for argument in helper.args.args],
                            [],
                        ),
                        node,
                    )
                    module.body.insert(module.body.index(function), helper)


def _helper(value: ast.expr, name: str, own: set[str]) -> ast.FunctionDef:
    used = sorted({node.id for node in ast.walk(value) if isinstance(node, ast.Name)} & own)
    result = from_line(ast.Return(value), value)
    helper = ast.parse(f"def {name}({', '.join(used)}): pass").body[0]
    helper.body = [result]
    return helper
