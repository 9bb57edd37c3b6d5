"""No docstrings and no annotations, as students write."""

import ast

import numpy as np

from rewriting._blocks import functions

STAGE = 0


def rewrite(module: ast.Module, rng: np.random.Generator) -> None:
    """Take docstrings, annotations and the call at the end out."""
    del rng
    for function in functions(module).values():
        if ast.get_docstring(function) and len(function.body) > 1:
            function.body.pop(0)
        function.returns = None
        for argument in (*function.args.args, *function.args.kwonlyargs):
            argument.annotation = None
        for parent in ast.walk(function):
            body = getattr(parent, "body", None)
            if isinstance(body, list):
                body[:] = [_bare(node) for node in body]


def _bare(node: ast.stmt) -> ast.stmt:
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        plain = ast.Assign([node.target], node.value)
        plain.origin = node.origin
        return plain
    return node
