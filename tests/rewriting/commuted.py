"""Factors and summands the other way round."""

import ast

import numpy as np

from rewriting._blocks import passes

STAGE = 3
SHARE = 0.4


def rewrite(module: ast.Module, rng: np.random.Generator) -> None:
    """Exchange the two sides of some products and sums."""
    for function in passes(module):
        for node in ast.walk(function):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Add) and rng.random() < SHARE:
                node.left, node.right = node.right, node.left
