"""What stands on a line of a syntax tree, and which values it uses."""

import ast
from collections.abc import Iterator

SIMPLE = ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Return | ast.Expr


def statements(tree: ast.Module, line: int) -> Iterator[ast.stmt]:
    """Yield the simple statements that stand on a line."""
    for node in ast.walk(tree):
        if isinstance(node, SIMPLE) and spans(node, line):
            yield node


def used_names(node: ast.stmt) -> set[str]:
    """Return the names whose values a statement uses; `dC += …` uses dC too."""
    used = {child.id for child in ast.walk(node) if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Load)}
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        used.add(node.target.id)
    return used


def spans(node: ast.stmt, line: int) -> bool:
    """Whether a statement reaches over this line."""
    return node.lineno <= line <= (node.end_lineno or node.lineno)


def numpy_name(tree: ast.AST) -> str:
    """Return the name under which a submission imports NumPy."""
    aliases = (alias for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names)
    return next((alias.asname or alias.name for alias in aliases if alias.name == "numpy"), "np")
