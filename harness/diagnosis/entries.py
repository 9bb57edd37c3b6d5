"""The line that overwrites a gradient in an entry or attribute: `grads["b_v"] = dv`, `grads["W" + gate] = …`."""

import ast
from collections.abc import Iterator

from harness.contracts._names import gradient_of
from harness.diagnosis.flow import Flow
from harness.diagnosis.places import Search
from harness.diagnosis.signatures import Signature
from harness.diagnosis.spots import Kind, Spot
from harness.diagnosis.tree import named

# Keys that are made when the line runs.
MADE = (ast.BinOp, ast.JoinedStr, ast.Name)


def overwritten(search: Search, spot: Spot) -> list[ast.expr | ast.stmt]:
    """Return what the one assignment in a loop gives an entry that is the gradient, at each step; else nothing.

    Its values are those that the wrong line of the reference binds; where it fills the entries of all gates in turn,
    those of one gate are.
    """
    if spot.kind is not Kind.GRADIENT or not isinstance(spot.node, ast.Assign) or len(spot.tensors) != 1:
        return []
    wanted = search.faulty.signature(spot.node.value)
    if wanted is None or wanted.zero:
        return []
    either = [wanted, wanted.scaled(search.divisor)]
    found = [
        (key, statement)
        for statement, target, key in _entries(search.own)
        if gradient_of(key) in (None, spot.tensors[0])
        and search.own.loops_around(statement)
        and any(_gives(search.own, statement, target, one) for one in either)
    ]
    sure = [pair for pair in found if gradient_of(pair[0])] or found
    return [statement.value for _, statement in sure] if len(sure) == 1 else []


def _entries(own: Flow) -> Iterator[tuple[ast.Assign, ast.expr, str]]:
    """Yield what may assign a gradient, with the target and its key or name, "" where it is made as the line runs."""
    for statement in own.statements:
        match statement:
            case ast.Assign(targets=[ast.Attribute(attr=name) as target]):
                if gradient_of(name):
                    yield statement, target, name
            case ast.Assign(targets=[ast.Subscript(value=holder, slice=key) as target]) if _handed_out(own, holder):
                match key:
                    case ast.Constant(value=str(name)):
                        yield statement, target, name
                    case ast.BinOp() | ast.JoinedStr() | ast.Name():
                        yield statement, target, ""


def _handed_out(own: Flow, holder: ast.expr) -> bool:
    """Whether a function returns what holds the entry, or an object keeps it."""
    name, function = named(holder), own.function(holder)
    if not name or function is None:
        return isinstance(holder, ast.Attribute)
    returns = (node for node in own.statements_in(function) if isinstance(node, ast.Return))
    return any(isinstance(one, ast.Name) and one.id == name for node in returns for one in own.inside(node))


def _gives(own: Flow, statement: ast.Assign, target: ast.expr, wanted: Signature) -> bool:
    """Whether these values are what is given; or, under a key that is made, those of every second, third, … time."""
    given = own.signature(statement.value)
    if given is None:
        return False
    times, rest = divmod(len(given.values), len(wanted.values))
    if rest or times < 1:
        return False
    if times == 1:
        # The entry of a list at each step has a name for its key, too.
        return given.same(wanted) and not (isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Name))
    if not (isinstance(target, ast.Subscript) and isinstance(target.slice, MADE)):
        return False
    turns = (Signature(given.values[turn::times], given.sizes[turn::times]) for turn in range(times))
    return any(one.same(wanted) for one in turns)
