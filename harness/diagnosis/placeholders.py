"""Values that somebody still has to write: names bound to None or ..., and what functions without a body return."""

import ast
from collections.abc import Iterator

from harness.diagnosis.statements import SIMPLE, statements

FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


def uses_placeholder(tree: ast.Module, line: int | None) -> bool:
    """Whether a line, or where none is known some `return`, uses a value that is still open.

    None alone tells nothing: finished code gets it too, from `list.append` or a helper that forgets its `return`.
    """
    returns = (node for node in ast.walk(tree) if isinstance(node, ast.Return))
    nodes: list[ast.AST] = list(returns if line is None else statements(tree, line))
    empty = {node.name for node in ast.walk(tree) if isinstance(node, FUNCTIONS) and _is_empty(node)}
    opened = _opened(tree, empty)
    return any(_is_open(child, opened, empty) for node in nodes for child in ast.walk(node))


def _opened(tree: ast.Module, empty: set[str]) -> set[str]:
    """Return the names that are bound to what is open, directly, by another name, or as an argument."""
    bindings = list(_bindings(tree))
    opened: set[str] = set()
    while more := {name for name, value in bindings if name not in opened and _is_open(value, opened, empty)}:
        opened |= more
    return opened


def _bindings(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    arguments = {
        node.name: [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
        for node in ast.walk(tree)
        if isinstance(node, FUNCTIONS)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            pairs = [pair for target in node.targets for pair in _bound(target, node.value)]
            yield from ((name, value) for target, value in pairs if (name := _name(target)))
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            yield _name(node.target), node.value
        elif isinstance(node, ast.Call) and (own := arguments.get(_name(node.func))) is not None:
            yield from zip(own, node.args, strict=False)
            yield from ((keyword.arg, keyword.value) for keyword in node.keywords if keyword.arg is not None)


def _bound(target: ast.expr, value: ast.expr) -> list[tuple[ast.expr, ast.expr]]:
    """Return the pairs of an assignment: those of `loss, gradients = None, None` are two."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        return list(zip(target.elts, value.elts, strict=True))
    return [(target, value)]


def unwritten(tree: ast.Module) -> list[FUNCTIONS]:
    """Return the functions that take arguments and read none of them, nor anything else: nobody wrote them yet."""
    return [node for node in ast.walk(tree) if isinstance(node, FUNCTIONS) and node.args.args and not _reads(node)]


def _reads(function: FUNCTIONS) -> bool:
    names = [node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
    annotations = [*(a.annotation for a in function.args.args), function.returns, *function.args.defaults]
    outside = [node.id for one in annotations if one for node in ast.walk(one) if isinstance(node, ast.Name)]
    bound = {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return any(name not in bound and name != "NotImplementedError" for name in names if name not in outside)


def _is_open(node: ast.AST, opened: set[str], empty: set[str]) -> bool:
    if isinstance(node, ast.Constant):
        return node.value is None or node.value is ...
    if isinstance(node, ast.Call):
        return _name(node.func) in empty
    return isinstance(node, ast.Name | ast.Attribute) and _name(node) in opened


def _is_empty(function: FUNCTIONS) -> bool:
    return all(
        isinstance(node, ast.Pass)
        or (isinstance(node, SIMPLE) and isinstance(getattr(node, "value", None), ast.Constant | None))
        for node in function.body
    )


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
