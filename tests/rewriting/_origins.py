"""Every node of a syntax tree knows the line that it came from, through any number of rewritings."""

import ast
from collections.abc import Mapping


def tagged(text: str) -> ast.Module:
    """Parse a text; every node that has a line keeps its number in `origin`."""
    module = ast.parse(text)
    for node in ast.walk(module):
        if hasattr(node, "lineno"):
            node.origin = frozenset({node.lineno})
    return module


def from_line(node: ast.AST, source: ast.AST) -> ast.AST:
    """Give a new node, and all below it that have none, the origin of another."""
    for child in ast.walk(node):
        if not hasattr(child, "origin"):
            child.origin = source.origin
        if not hasattr(child, "lineno"):
            ast.copy_location(child, source)  # some of `ast` wants one
    return node


def statement(code: str, source: ast.AST) -> ast.stmt:
    """Return one new statement that stands for the line of `source`."""
    made = ast.parse(code).body[0]
    from_line(made, source)
    return made


def expression(code: str, source: ast.AST) -> ast.expr:
    """Return one new expression that stands for the line of `source`."""
    made = ast.parse(code, mode="eval").body
    from_line(made, source)
    return made


def rendered(module: ast.Module) -> tuple[str, Mapping[int, frozenset[int]]]:
    """Write a tree as text; returns it, and for each line of the original the lines that came from it."""
    text = ast.unparse(module) + "\n"
    lines: dict[int, set[int]] = {}
    for before, after in zip(ast.walk(module), ast.walk(ast.parse(text)), strict=True):
        assert type(before) is type(after), (ast.dump(before), ast.dump(after))
        if hasattr(after, "lineno") and hasattr(before, "origin"):
            for origin in before.origin:
                lines.setdefault(origin, set()).add(after.lineno)
    return text, {origin: frozenset(found) for origin, found in lines.items()}
