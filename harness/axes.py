"""Which axes of inputs and targets a submission's passes read the length of: one of them may be the batch's."""

import ast
from collections.abc import Iterator

from harness.contracts._names import role_of
from harness.submissions.submission import Submission
from harness.taken import arguments, chosen

GIVEN = ("inputs", "targets")
PASSES = ("forward", "backward")


def axes_read(submission: Submission, functions: object) -> frozenset[int]:
    """Return the axes, from 0, of the arrays inputs and targets whose length forward or backward uses.

    `functions` is what the worker's reply to the load says: name and first line by role.
    """
    found: set[int] = set()
    for role in PASSES:
        for function in chosen(submission, functions, role):
            given = {one.arg for one in arguments(function) if role_of(one.arg, GIVEN)}
            used = {one.id for one in ast.walk(function) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)}
            found.update(axis for node in ast.walk(function) for axis in _axes(node, given, used))
    return frozenset(found)


def _axes(node: ast.AST, given: set[str], used: set[str]) -> Iterator[int]:
    """Yield the axes whose length an expression or an assignment reads, and uses."""
    match node:
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Attribute(value=ast.Name(id=name), attr="shape")):
            if name in given:
                yield from (axis for axis, one in enumerate(names) if isinstance(one, ast.Name) and one.id in used)
        case ast.Subscript(value=ast.Attribute(value=array, attr="shape"), slice=ast.Constant(value=int(axis))):
            match array:
                case ast.Name(id=name) if name in given:
                    yield axis
                case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=int())) if name in given:
                    yield axis + 1  # of one step
        case ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)]) if name in given:
            yield 0
