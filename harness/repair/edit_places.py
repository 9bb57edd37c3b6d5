"""The expressions of a statement with what stands around them, and their text as it may stand elsewhere."""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from harness.repair.spans import Text

LOOSE = ast.BinOp | ast.UnaryOp | ast.BoolOp | ast.IfExp | ast.Compare | ast.Lambda
SQUASHING = frozenset({"sigmoid", "tanh"})
Span = tuple[int, int, str]


class Place(NamedTuple):
    """An expression, what it stands in, and whether that is an index."""

    node: ast.expr
    parent: ast.AST
    in_index: bool

    @property
    def use(self) -> str:
        """How a name is used here: called, indexed, as an index, or plain."""
        return use_of(self.node, self.parent, in_index=self.in_index)

    @property
    def is_operand(self) -> bool:
        """Whether this is a value that is computed with: no index, no function, no target."""
        whole = isinstance(self.node, ast.Name | ast.Subscript) and loads(self.node)
        return whole and not self.in_index and self.use == "plain" and not is_module(self.parent)


def is_module(parent: ast.AST) -> bool:
    """Whether a name below this node is that of a module or an object, as np in np.tanh; x.T is still x."""
    return isinstance(parent, ast.Attribute) and parent.attr != "T"


def use_of(node: ast.AST, parent: ast.AST, *, in_index: bool) -> str:
    """Return how a name is used below its parent."""
    if isinstance(parent, ast.Call) and parent.func is node:
        return "called"
    if isinstance(parent, ast.Subscript) and parent.value is node:
        return "indexed"
    return "index" if in_index else "plain"


def places(statement: ast.AST, *, in_index: bool = False) -> Iterator[Place]:
    """Yield the expressions of a statement's own, from the outside in; not those inside a loop or a branch."""
    for child in ast.iter_child_nodes(statement):
        inside = in_index or (isinstance(statement, ast.Subscript) and child is statement.slice)
        if isinstance(child, ast.expr) and not isinstance(child, ast.Slice):
            yield Place(child, statement, inside)
        if not isinstance(child, ast.stmt):
            yield from places(child, in_index=inside)


def instead(node: ast.expr, source: Text, new: str) -> Span:
    """Return the replacement of a node."""
    return source.start(node), source.end(node), new


def bracketed(node: ast.expr, parent: ast.AST, source: Text) -> str:
    """Return a node's text as it may stand where its parent's child stood."""
    inside = isinstance(parent, LOOSE | ast.Attribute | ast.Subscript)
    return f"({source.of(node)})" if inside and isinstance(node, LOOSE) else source.of(node)


def in_brackets(node: ast.expr, source: Text) -> bool:
    """Whether brackets stand directly around a node."""
    start, end = source.start(node), source.end(node)
    return source.text[max(0, start - 1) : start] == "(" and source.text[end : end + 1] == ")"


def index_parts(node: ast.expr) -> list[ast.expr]:
    """Return the indices between the brackets."""
    return list(node.elts) if isinstance(node, ast.Tuple) else [node]


def shifted(node: ast.expr, source: Text) -> list[Span]:
    """Return an index moved by one either way; `t + 1` becomes `t`."""
    text = source.of(node)
    moved = [f"{text} + 1", f"{text} - 1"]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        moved = [source.of(node.left), f"{source.of(node.left)} - 1"]
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        moved = [str(node.value + 1), str(node.value - 1)]
    return [instead(node, source, new) for new in moved]


def pairs(node: ast.expr) -> list[tuple[ast.expr, ast.expr]]:
    """Return the operands, arguments or elements of a node that could be exchanged."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult | ast.Sub | ast.Div):
        return [(node.left, node.right)]
    items = node.args if isinstance(node, ast.Call) else node.elts if isinstance(node, ast.Tuple | ast.List) else []
    return [(first, second) for place, first in enumerate(items) for second in items[place + 1 : place + 5]]


def is_product(node: ast.expr) -> bool:
    """Whether a node is a product, to which a factor can be joined."""
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.MatMult)


def loads(node: ast.expr) -> bool:
    """Whether a node is read, not bound."""
    return not isinstance(getattr(node, "ctx", ast.Load()), ast.Store)
