"""Executes a submission's statements one by one: imports of its own modules, defaults that nothing has bound yet."""

import __future__

import ast
from collections.abc import Sequence
from types import CodeType

from harness.contracts._blocks import blocks_in
from harness.inside.standins import StandIn

# A default such as `p=params`: more missing names than this in one definition were never seen.
MOST_MISSING = 20


def future_flags(body: Sequence[ast.stmt]) -> int:
    """Return the compiler flags of `from __future__ import …`, which hold for the whole file."""
    flags = 0
    for statement in body:
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
            for alias in statement.names:
                feature = getattr(__future__, alias.name, None)
                flags |= getattr(feature, "compiler_flag", 0)
    return flags


def absolute(tree: ast.Module, depth: int = 0) -> ast.Module:
    """Return the tree, its imports that point above a module of that many packages made absolute, in place.

    `from .utils import x` in a main file, which belongs to no package, means the file beside it.
    """
    for block in blocks_in(tree):
        block[:] = [_absolute(statement, depth) for statement in block]
    return tree


def _absolute(statement: ast.AST, depth: int) -> ast.AST:
    if not isinstance(statement, ast.ImportFrom) or statement.level <= depth:
        return statement
    if statement.module is None:
        return ast.copy_location(ast.Import(statement.names), statement)
    return ast.copy_location(ast.ImportFrom(statement.module, statement.names, 0), statement)


def execute_one(statement: ast.stmt, filename: str, namespace: dict[str, object], flags: int) -> None:
    """Execute a statement; raises whatever it raises.

    A definition whose default names what only the training script would set gets a stand-in for it: it is called with
    a value.
    """
    code = compile(ast.Module([statement], type_ignores=[]), filename, "exec", flags=flags, dont_inherit=True)
    missing: list[str] = []
    try:
        while not _executed(code, namespace, missing, definition=isinstance(statement, ast.FunctionDef | ast.ClassDef)):
            pass
    finally:
        for name in missing:
            namespace.pop(name, None)


def _executed(code: CodeType, namespace: dict[str, object], missing: list[str], *, definition: bool) -> bool:
    try:
        exec(code, namespace)  # noqa: S102  (that is what it is for)
    except NameError as problem:
        name = problem.name
        if not definition or type(name) is not str or name in namespace or len(missing) >= MOST_MISSING:
            raise
        namespace[name] = StandIn(name)
        missing.append(name)
        return False
    return True
