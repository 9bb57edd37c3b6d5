"""The cell's passes written into those of the language model: one forward, one backward."""

import ast

import numpy as np

from rewriting._blocks import Renaming, free, functions, local_names, names
from rewriting._effects import effects
from rewriting._origins import from_line

STAGE = 1


def rewrite(module: ast.Module, rng: np.random.Generator) -> None:
    """Replace the call of lstm_forward, lstm_backward or both by the function's body."""
    pairs = [("forward", "lstm_forward"), ("backward", "lstm_backward")]
    chosen = pairs if rng.random() < 0.5 else [pairs[int(rng.integers(2))]]
    for caller, callee in chosen:
        _inline(module, functions(module)[caller], functions(module)[callee])


def _inline(module: ast.Module, caller: ast.FunctionDef, callee: ast.FunctionDef) -> None:
    place = next(n for n, node in enumerate(caller.body) if isinstance(node, ast.Assign) and _calls(node, callee.name))
    call = caller.body[place]
    if ast.get_docstring(callee):
        callee.body.pop(0)
    given = dict(zip((argument.arg for argument in callee.args.args), call.value.args, strict=True))
    taken = names(caller) | names(module)
    # What the caller only binds afterwards, it may bind to the same names.
    before = {name for node in caller.body[: place + 1] for name in names(node)}
    clashing = (local_names(callee) - given.keys() - {"_"}) & before
    table = {name: free(name, taken) for name in sorted(clashing)}
    for argument, value in given.items():
        assert isinstance(value, ast.Name), ast.dump(value)
        table[argument] = value.id
    Renaming(table).visit(callee)
    *body, result = callee.body
    caller.body[place : place + 1] = [*body, *_bound(call.targets[0], result)]
    module.body.remove(callee)
    _drop_round_trip(caller)
    _forget_unread(caller, {node.id for node in result.value.elts if isinstance(node, ast.Name)})


def _drop_round_trip(caller: ast.FunctionDef) -> None:
    """Drop `all = (a, b)` and `a, b = all`, which say nothing."""
    for one, other in zip(caller.body, caller.body[1:], strict=False):
        pair = isinstance(one, ast.Assign) and isinstance(other, ast.Assign)
        if pair and ast.unparse(one).replace("(", "").replace(")", "") == " = ".join(
            reversed(ast.unparse(other).replace("(", "").replace(")", "").split(" = "))
        ):
            caller.body.remove(one)
            caller.body.remove(other)
            return


def _calls(node: ast.Assign, name: str) -> bool:
    return isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name) and node.value.func.id == name


def _bound(target: ast.expr, result: ast.Return) -> list[ast.stmt]:
    """Return the assignments of what the function returned, where the caller wanted it under another name."""
    made = []
    for wanted, found in zip(target.elts, result.value.elts, strict=True):
        if not (isinstance(wanted, ast.Name) and wanted.id == "_") and ast.dump(wanted) != _stored(found):
            made.append(from_line(ast.Assign([wanted], found), result))
    return made


def _stored(found: ast.expr) -> str:
    return f"Name(id='{found.id}', ctx=Store())" if isinstance(found, ast.Name) else ""


def _forget_unread(caller: ast.FunctionDef, returned: set[str]) -> None:
    """Drop what was only computed to be returned, and is no longer."""
    read = {node.id for node in ast.walk(caller) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    stored = effects(caller).changes
    for name in sorted(returned & read & stored):
        uses = [node for node in ast.walk(caller) if isinstance(node, ast.Name) and node.id == name]
        only = [node for node in ast.walk(caller) if isinstance(node, ast.Assign) and _root(node) == name]
        if len(uses) == len(only):
            for parent in ast.walk(caller):
                if isinstance(getattr(parent, "body", None), list):
                    parent.body[:] = [node for node in parent.body if node not in only]


def _root(node: ast.Assign) -> str:
    target = node.targets[0]
    if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
        return target.value.id
    bound = effects(node).binds
    return next(iter(bound)) if len(bound) == 1 and len(node.targets) == 1 and isinstance(target, ast.Name) else ""
