"""NumPy's other spellings: np.dot for @, x * x for x ** 2, methods for functions."""

import ast

import numpy as np

from rewriting._blocks import passes
from rewriting._origins import from_line

STAGE = 2
SHARE = 0.7


def rewrite(module: ast.Module, rng: np.random.Generator) -> None:
    """Spell some operations differently."""
    for function in passes(module):
        function.body = [_Spelling(rng).visit(node) for node in function.body]


class _Spelling(ast.NodeTransformer):
    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        if self.rng.random() > SHARE:
            return node
        if isinstance(node.op, ast.MatMult):
            return _call("np.dot", [node.left, node.right], node)
        if isinstance(node.op, ast.Pow) and isinstance(node.right, ast.Constant) and node.right.value == 2:
            return _call("np.square", [node.left], node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        if ast.unparse(node.func) == "np.sum" and self.rng.random() < SHARE:
            made = ast.Call(ast.Attribute(node.args[0], "sum", ast.Load()), node.args[1:], node.keywords)
            return from_line(made, node)
        if ast.unparse(node.func) == "np.zeros_like" and self.rng.random() < SHARE:
            return _call("np.zeros", [ast.Attribute(node.args[0], "shape", ast.Load())], node)
        return node


def _call(name: str, arguments: list[ast.expr], node: ast.expr) -> ast.expr:
    return from_line(ast.Call(ast.parse(name, mode="eval").body, arguments, []), node)
