"""The loop over time with indices that count down, as a while loop, or over the values themselves."""

import ast
import copy

import numpy as np

from rewriting._blocks import blocks, free, functions, names, passes
from rewriting._effects import effects
from rewriting._origins import expression, from_line, statement

STAGE = 5
# Of forward and backward, the lists that have one entry for each step; C and h have one more.
OF_STEPS = ("z", "f", "i", "g", "o", "outputs", "targets", "inputs", "dh_s")


def rewrite(module: ast.Module, rng: np.random.Generator) -> None:
    """Write every loop over time in another style."""
    everywhere = set(functions(module))
    for function in passes(module):
        taken = names(function) | everywhere
        for block in blocks(function):
            for place, node in enumerate(block):
                if isinstance(node, ast.For) and isinstance(node.target, ast.Name):
                    styles = [
                        style
                        for style in (_down, _mirrored, _while, _zip, _enumerate)
                        if style(copy.deepcopy(node), set(taken))
                    ]
                    if styles:
                        made = styles[int(rng.integers(len(styles)))](node, taken)
                        block[place : place + 1] = made


def _bounds(node: ast.For) -> tuple[str, str] | None:
    """Return the bounds of `for t in reversed(range(first, end))`."""
    call = node.iter
    if not (isinstance(call, ast.Call) and ast.unparse(call.func) == "reversed" and isinstance(call.args[0], ast.Call)):
        return None
    inner = call.args[0]
    if ast.unparse(inner.func) != "range":
        return None
    bounds = [ast.unparse(argument) for argument in inner.args]
    return ("0", bounds[0]) if len(bounds) == 1 else (bounds[0], bounds[1])


def _down(node: ast.For, _taken: set[str]) -> list[ast.stmt]:
    """`for t in range(T - 1, -1, -1)`."""
    if (bounds := _bounds(node)) is None:
        return []
    node.iter = expression(f"range({bounds[1]} - 1, {bounds[0]} - 1, -1)", node)
    return [node]


def _mirrored(node: ast.For, taken: set[str]) -> list[ast.stmt]:
    """`for k in range(T): t = T - 1 - k`."""
    if (bounds := _bounds(node)) is None:
        return []
    counter = free("step", taken)
    node.body.insert(0, statement(f"{node.target.id} = {bounds[1]} - 1 - {counter}", node))
    node.target = expression(counter, node)
    node.target.ctx = ast.Store()
    node.iter = expression(f"range({bounds[1]} - ({bounds[0]}))" if bounds[0] != "0" else f"range({bounds[1]})", node)
    return [node]


def _while(node: ast.For, _taken: set[str]) -> list[ast.stmt]:
    """`t = T - 1`, then `while t >= 0:`, or the same forwards."""
    name, bounds = node.target.id, _bounds(node)
    if bounds is not None:
        begin, test, step = f"{name} = {bounds[1]} - 1", f"{name} >= {bounds[0]}", f"{name} -= 1"
    elif isinstance(node.iter, ast.Call) and ast.unparse(node.iter.func) == "range" and len(node.iter.args) == 1:
        begin, test, step = f"{name} = 0", f"{name} < {ast.unparse(node.iter.args[0])}", f"{name} += 1"
    else:
        return []
    loop = from_line(ast.While(expression(test, node), [*node.body, statement(step, node)], []), node)
    return [statement(begin, node), loop]


def _zip(node: ast.For, taken: set[str]) -> list[ast.stmt]:
    """`for t, f_t, i_t in zip(reversed(range(T)), reversed(f), reversed(i))`."""
    whole = _bounds(node) is not None and ast.unparse(node.iter) in {f"reversed(range(len({x})))" for x in OF_STEPS}
    if not whole:
        return []
    lists = _read_only(node)
    if not lists:
        return []
    values = _named_values(node, lists, taken)
    target = expression(f"{node.target.id}, {', '.join(values)}", node)
    for element in (target, *target.elts):
        element.ctx = ast.Store()
    node.iter = expression(f"zip({ast.unparse(node.iter)}, {', '.join(f'reversed({x})' for x in lists)})", node)
    node.target = target
    return [node]


def _enumerate(node: ast.For, taken: set[str]) -> list[ast.stmt]:
    """`for t, y in reversed(list(enumerate(outputs)))`, forwards without reversing."""
    header = ast.unparse(node.iter)
    for one in _read_only(node):
        for around, call in (
            ("reversed(range(len({})))", "reversed(list(enumerate({})))"),
            ("range(len({}))", "enumerate({})"),
        ):
            if header in {around.format(x) for x in OF_STEPS}:
                value = _named_values(node, [one], taken)[0]
                node.target = expression(f"{node.target.id}, {value}", node)
                for element in (node.target, *node.target.elts):
                    element.ctx = ast.Store()
                node.iter = expression(call.format(one), node)
                return [node]
    return []


def _read_only(node: ast.For) -> list[str]:
    """Return the lists of T entries that the body reads at the loop's own index, and never changes."""
    body = ast.Module(node.body, [])
    found = effects(body)
    kept = set()
    for child in ast.walk(body):
        if _entry(child, node.target.id) and isinstance(child.ctx, ast.Load):
            kept.add(child.value.id)
    return [one for one in OF_STEPS if one in kept and one not in found.changes | found.binds]


def _entry(child: ast.AST, index: str) -> bool:
    return (
        isinstance(child, ast.Subscript)
        and isinstance(child.value, ast.Name)
        and isinstance(child.slice, ast.Name)
        and child.slice.id == index
    )


def _named_values(node: ast.For, lists: list[str], taken: set[str]) -> list[str]:
    """Write a name for each of `x[t]` in the body; returns the names."""
    table = {one: free(f"{one}_now", taken) for one in lists}

    class Entries(ast.NodeTransformer):
        def visit_Subscript(self, child: ast.Subscript) -> ast.AST:
            if _entry(child, node.target.id) and child.value.id in table:
                return from_line(ast.Name(table[child.value.id], ast.Load()), child)
            return self.generic_visit(child)

    node.body = [Entries().visit(one) for one in node.body]
    return [table[one] for one in lists]
