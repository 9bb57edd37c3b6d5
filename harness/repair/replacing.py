"""Puts an expression into the place of another, with brackets where they are needed."""

import ast

from harness.repair.edit import Edit
from harness.repair.expressions import Expression, Source

# How strongly an operator binds.
STRENGTH = {
    ast.Add: 1, ast.Sub: 1, ast.Mult: 2, ast.MatMult: 2, ast.Div: 2, ast.FloorDiv: 2, ast.Mod: 2, ast.Pow: 5,
}  # fmt: skip
UNARY, ATOM = 4, 9
# Around these an expression stands alone.
LOOSE = ast.stmt | ast.Call | ast.keyword | ast.Tuple | ast.List | ast.Dict


def strength(node: ast.AST) -> int:
    """Return how strongly the outermost operation of an expression binds."""
    if isinstance(node, ast.BinOp):
        return STRENGTH.get(type(node.op), 0)
    if isinstance(node, ast.UnaryOp):
        return UNARY
    return ATOM if isinstance(node, ast.Name | ast.Constant | ast.Subscript | ast.Attribute | ast.Call) else 0


def replaced(source: Source, place: Expression, new: ast.expr, text: str | None = None) -> Edit:
    """Return the edit that puts `new`, spelt as `text`, into the place of an expression."""
    spelt = ast.unparse(new) if text is None else text
    start, end = source.spans.start(place.node), source.spans.end(place.node)
    if _needs_brackets(place, new) and not _has_brackets(source.text, start, end):
        spelt = f"({spelt})"
    return Edit(start, end, spelt)


def joined(source: Source, place: Expression, operation: ast.operator, part: ast.expr) -> tuple[Edit, ...]:
    """Return the edits that add a summand to an expression, or multiply it by a factor; what it is stays untouched."""
    sign = " + " if isinstance(operation, ast.Add) else " * "
    bound = STRENGTH[type(operation)]
    start, end = source.spans.start(place.node), source.spans.end(place.node)
    standing = _has_brackets(source.text, start, end)
    further = ast.unparse(part)
    further = f"({further})" if strength(part) < bound else further
    before, after = "", f"{sign}{further}"
    if strength(place.node) < bound:
        before, after = "(", f"){after}"
    if not standing and _needs_brackets(place, ast.BinOp(place.node, operation, part)):
        before, after = f"({before}", f"{after})"
    return (Edit(end, end, after), *([Edit(start, start, before)] if before else []))


def _needs_brackets(place: Expression, new: ast.expr) -> bool:
    parent, own = place.parent, strength(new)
    if isinstance(parent, LOOSE) or (isinstance(parent, ast.Subscript) and parent.slice is place.node):
        return False
    if isinstance(parent, ast.BinOp):
        bound = strength(parent)
        if isinstance(parent.op, ast.Pow):
            return own <= bound
        if isinstance(new, ast.BinOp) and type(new.op) is type(parent.op) and isinstance(new.op, ast.Mult | ast.Add):
            return False  # a product of products is one
        return own < bound or (own == bound and parent.right is place.node)
    return own < ATOM


def _has_brackets(text: str, start: int, end: int) -> bool:
    return text[:start].rstrip()[-1:] == "(" and text[end:].lstrip()[:1] == ")"
