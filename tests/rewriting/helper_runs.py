"""Runs of statements moved into functions."""

import ast

import numpy as np

from rewriting._blocks import SIMPLE, blocks, local_names, names, numbered, passes
from rewriting._effects import effects

STAGE = 7
SHARE = 0.5
LONGEST = 6
NAMES = ("step", "part", "update", "block")


def rewrite(module: ast.Module, rng: np.random.Generator) -> None:
    """Move one run of statements of some blocks into a function."""
    stem = NAMES[int(rng.integers(len(NAMES)))]
    taken = names(module)
    for function in passes(module):
        for block in list(blocks(function)):
            starts = [start for start in range(len(block) - 1) if _movable(block[start : start + 2])]
            if starts and rng.random() < SHARE:
                start = starts[int(rng.integers(len(starts)))]
                run = block[start : start + 2 + int(rng.integers(LONGEST - 1))]
                while not _movable(run):
                    run.pop()
                helper = _move(function, block, start, run, numbered(stem, taken))
                module.body.insert(module.body.index(function), helper)


def _movable(run: list[ast.stmt]) -> bool:
    return all(isinstance(node, SIMPLE) and not isinstance(node.value, ast.Constant) for node in run)


def _move(
    function: ast.FunctionDef, block: list[ast.stmt], start: int, run: list[ast.stmt], name: str
) -> ast.FunctionDef:
    own = local_names(function)
    given: list[str] = []
    bound: set[str] = set()
    for node in run:
        found = effects(node)
        given += [wanted for wanted in sorted(found.reads & own) if wanted not in bound and wanted not in given]
        bound |= found.binds
    del block[start : start + len(run)]
    # What the run is given and binds anew, the next turn of the loop is given.
    needed = sorted(bound & (effects(function).reads | set(given)))
    helper = ast.parse(f"def {name}({', '.join(given)}): pass").body[0]
    call = f"{name}({', '.join(given)})"
    helper.body = run
    if needed:
        helper.body = [*run, ast.parse(f"def _(): return {', '.join(needed)}").body[0].body[0]]
        call = f"{', '.join(needed)} = {call}"
    block.insert(start, ast.parse(call).body[0])
    return helper
