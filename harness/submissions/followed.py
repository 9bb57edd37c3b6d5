"""Where in a function a name stands for what it was given, and where it is read."""

import ast
from collections.abc import Iterator, Sequence

COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
ARRAYS_OF = ("array", "asarray")  # what they return has the axes of what they are given

Position = tuple[int, int]  # line and column


def seen(node: ast.AST, name: str) -> Iterator[ast.AST]:
    """Yield what is inside a function, but for inner functions and comprehensions to which a name is something else."""
    for child in ast.iter_child_nodes(node):
        if not _has_own(child, name):
            yield child
            yield from seen(child, name)


def bound_again(nodes: Sequence[ast.AST], name: str) -> Iterator[Position]:
    """Yield where a name begins to stand for something else; an array made of it has its axes."""
    whole = {
        id(target): node
        for node in nodes
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.NamedExpr)
        for outer in (node.targets if isinstance(node, ast.Assign) else [node.target])
        for target in ast.walk(outer)
    }
    for node in nodes:
        if isinstance(node, ast.Name) and node.id == name and _is_bound(node):
            statement = whole.get(id(node), node)
            if not _is_array_of(statement, name):
                yield _end(statement)


def loads(function: ast.FunctionDef, name: ast.Name, after: ast.AST) -> list[ast.Name]:
    """Return where a name is read behind a place."""
    names = [node for node in seen(function, name.id) if isinstance(node, ast.Name) and node.id == name.id]
    return [one for one in names if not _is_bound(one) and start(one) > _end(after)]


def start(node: ast.AST) -> Position:
    """Return where a node begins."""
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def last_name(node: ast.expr) -> str:
    """Return `zeros` of `np.zeros` and of `zeros`; "" of what has no name."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _has_own(node: ast.AST, name: str) -> bool:
    if isinstance(node, FUNCTIONS):
        return any(isinstance(one, ast.arg) and one.arg == name for one in ast.walk(node.args))
    return isinstance(node, COMPREHENSIONS) and any(_binds(one.target, name) for one in node.generators)


def _binds(target: ast.AST, name: str) -> bool:
    return any(isinstance(one, ast.Name) and one.id == name and _is_bound(one) for one in ast.walk(target))


def _is_bound(name: ast.Name) -> bool:
    return not isinstance(name.ctx, ast.Load)


def _is_array_of(node: ast.AST, name: str) -> bool:
    match node:
        case ast.Assign(targets=[ast.Name()], value=ast.Call(func=function, args=[ast.Name(id=given), *_])):
            return given == name and last_name(function) in ARRAYS_OF
    return False


def _end(node: ast.AST) -> Position:
    return getattr(node, "end_lineno", 0), getattr(node, "end_col_offset", 0)
