"""Expressions in several lines: parts get a name of their own."""

import ast

import numpy as np

from rewriting._blocks import SIMPLE, blocks, functions, names, numbered, passes
from rewriting._origins import from_line

STAGE = 4
SHARE = 0.4
NAMES = ("tmp", "part", "a", "term")
OPERATIONS = ast.BinOp | ast.Call | ast.Subscript


def rewrite(module: ast.Module, rng: np.random.Generator) -> None:
    """Give a part of some expressions a name."""
    stem = NAMES[int(rng.integers(len(NAMES)))]
    everywhere = set(functions(module))
    for function in passes(module):
        taken = names(function) | everywhere
        for block in blocks(function):
            for node in [node for node in block if isinstance(node, SIMPLE)]:
                if rng.random() < SHARE:
                    _split(block, node, numbered(stem, taken), rng)


def _split(block: list[ast.stmt], node: ast.stmt, name: str, rng: np.random.Generator) -> None:
    places = list(_parts(node.value))
    if not places:
        return
    parent, field, place = places[int(rng.integers(len(places)))]
    owner = getattr(parent, field)
    part = owner if place is None else owner[place]
    named = from_line(ast.Name(name, ast.Load()), part)
    if place is None:
        setattr(parent, field, named)
    else:
        owner[place] = named
    block.insert(block.index(node), from_line(ast.Assign([ast.Name(name, ast.Store())], part), part))


def _parts(value: ast.expr):  # noqa: ANN202  (parent, field, place)
    """Yield where the operations strictly inside an expression stand; not in comprehensions."""
    if isinstance(value, ast.ListComp | ast.GeneratorExp | ast.IfExp | ast.Lambda):
        return
    for field, child in ast.iter_fields(value):
        if field in ("func", "slice"):
            continue
        for place, node in enumerate(child) if isinstance(child, list) else ((None, child),):
            if isinstance(node, ast.keyword) or not isinstance(node, ast.expr):
                continue
            if isinstance(node, OPERATIONS):
                yield value, field, place
            yield from _parts(node)
