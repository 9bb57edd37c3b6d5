"""Which axes of inputs and targets a submission's passes read the length of: one of them may be the batch's."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Sequence

from harness.contracts._names import role_of
from harness.submissions.followed import bound_again, last_name, loads, seen, start
from harness.submissions.submission import Submission
from harness.taken import arguments, chosen

GIVEN = ("inputs", "targets")
PASSES = ("forward", "backward")


def axes_read(submission: Submission, functions: object) -> frozenset[int]:
    """Return the axes, from 0, of the arrays inputs and targets whose length forward or backward uses.

    `functions` is what the worker's reply to the load says: name and first line by role.
    """
    return frozenset(
        axis
        for role in PASSES
        for function in chosen(submission, functions, role)
        for argument in arguments(function)
        if role_of(argument.arg, GIVEN)
        for axis in _axes(function, argument.arg)
    )


def _axes(function: ast.FunctionDef, array: str) -> Iterator[int]:
    """Yield the axes of an argument whose length is read, while the name stands for it, and used."""
    nodes = list(seen(function, array))
    again = min(bound_again(nodes, array), default=None)
    kept = _targets(nodes)
    dropped = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    zeros = {id(inside) for node in nodes if _makes_zeros(node) for inside in ast.walk(node)}
    for node in nodes:
        if again is not None and start(node) >= again:
            continue
        for axis, name in _lengths(node, array):
            names = [name] if name is not None else kept[id(node)]
            uses = [load for one in names for load in loads(function, one, node)] if names else [node]
            if id(node) in dropped or not uses:
                continue
            # Code for one sequence in columns makes a state that is missing so, too.
            if _of_one_step(node) and (id(node) in zeros or all(id(use) in zeros for use in uses)):
                continue
            yield axis


def _lengths(node: ast.AST, array: str) -> Iterator[tuple[int, ast.Name | None]]:
    """Yield the axes whose length an expression is; or those that an assignment takes apart, each with its name.

    How many axes there are is not known, so that none is counted from the end.
    """
    match node:
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=shape):
            first = _first_of_shape(shape, array)
            for place, one in enumerate(names if first is not None else ()):
                if isinstance(one, ast.Starred):
                    break
                if isinstance(one, ast.Name):
                    yield (first or 0) + place, one
        case ast.Subscript(value=ast.Attribute(value=read, attr="shape"), slice=ast.Constant(value=int(axis))):
            match read:
                case ast.Name(id=name) if name == array:
                    yield axis, None
                case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=int())) if name == array:
                    yield axis + 1, None
        case ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)]) if name == array:
            yield 0, None


def _first_of_shape(node: ast.expr, array: str) -> int | None:
    """Return the axis with which `x.shape`, `x.shape[:2]` or `x.shape[1:]` begins; None for anything else."""
    match node:
        case ast.Attribute(value=ast.Name(id=name), attr="shape") if name == array:
            return 0
        case ast.Subscript(value=ast.Attribute() as shape, slice=ast.Slice(lower=lower, step=None)):
            match lower:
                case None:
                    return _first_of_shape(shape, array)
                case ast.Constant(value=int(first)):
                    return None if _first_of_shape(shape, array) is None else first
    return None


def _of_one_step(node: ast.AST) -> bool:
    """Whether a length is that of `x[0].shape[1]`."""
    return (
        isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Attribute)
        and not isinstance(node.value.value, ast.Name)
    )


def _makes_zeros(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and last_name(node.func) == "zeros"


def _targets(nodes: Sequence[ast.AST]) -> defaultdict[int, list[ast.Name]]:
    """Return the names that what is inside an expression is kept under, if it is, by the id of each node."""
    found: defaultdict[int, list[ast.Name]] = defaultdict(list)
    for node in nodes:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            for outer in node.targets if isinstance(node, ast.Assign) else [node.target]:
                for target, value in _pairs(outer, node.value):
                    if isinstance(target, ast.Name):
                        for inside in ast.walk(value):
                            found[id(inside)].append(target)
    return found


def _pairs(target: ast.expr, value: ast.expr) -> list[tuple[ast.expr, ast.expr]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        return list(zip(target.elts, value.elts, strict=True))
    return [(target, value)]
