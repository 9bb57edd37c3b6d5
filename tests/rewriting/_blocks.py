"""The functions that are rewritten, their blocks of statements, and names that are still free."""

import ast
from collections.abc import Iterator

PASSES = ("forward", "backward", "lstm_forward", "lstm_backward")
SIMPLE = ast.Assign | ast.AugAssign | ast.Expr


def functions(module: ast.Module) -> dict[str, ast.FunctionDef]:
    """Return the functions of a module by name."""
    return {node.name: node for node in module.body if isinstance(node, ast.FunctionDef)}


def passes(module: ast.Module) -> list[ast.FunctionDef]:
    """Return the functions of the two passes."""
    return [function for name, function in functions(module).items() if name in PASSES]


def keep_passes(module: ast.Module) -> None:
    """Drop what the two passes do not need: many submissions are no more than these."""
    wanted, found = {"forward", "backward"}, set()
    while wanted - found:
        found |= wanted
        wanted = {name for node in module.body if _defines(node) & found for name in names(node)}
    module.body = [node for node in module.body if _defines(node) & found]


def _defines(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {alias.asname or alias.name for alias in node.names}
    if isinstance(node, ast.FunctionDef):
        return {node.name}
    return {child.id for child in ast.walk(node) if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store)}


def blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    """Yield every list of statements inside a node, outer ones first."""
    for child in ast.walk(node):
        for field in ("body", "orelse"):
            block = getattr(child, field, None)
            if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                yield block


def names(node: ast.AST) -> set[str]:
    """Return every name that occurs in a node, arguments and functions too."""
    found = set()
    for child in ast.walk(node):
        if isinstance(child, ast.Name):
            found.add(child.id)
        elif isinstance(child, ast.arg):
            found.add(child.arg)
        elif isinstance(child, ast.FunctionDef):
            found.add(child.name)
    return found


def free(wanted: str, taken: set[str]) -> str:
    """Return the wanted name, or one like it, that is not taken; it then is."""
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}{number}", number + 1
    taken.add(name)
    return name


def numbered(stem: str, taken: set[str]) -> str:
    """Return the stem with the first number that makes it free; it then is taken."""
    number = 1
    while f"{stem}_{number}" in taken:
        number += 1
    taken.add(f"{stem}_{number}")
    return f"{stem}_{number}"


def local_names(function: ast.FunctionDef) -> set[str]:
    """Return the names that a function binds: its arguments, its variables, those of its comprehensions."""
    bound = {
        node.id for node in ast.walk(function) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
    }
    return bound | {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}


class Renaming(ast.NodeTransformer):
    """Renames variables and arguments by a table."""

    def __init__(self, table: dict[str, str]) -> None:
        self.table = table

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self.table.get(node.id, node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.arg = self.table.get(node.arg, node.arg)
        return node
