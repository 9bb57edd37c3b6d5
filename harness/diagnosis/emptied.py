"""A carry that is added, and is zero: the sum is right, and the line that gives the carry its zeros is wrong."""

import ast
import re
from collections.abc import Iterator

from harness.diagnosis.flow import Flow
from harness.diagnosis.places import LEAF, Search
from harness.diagnosis.tree import DEEPEST

# Calls that hand on a value; zeros made in the shape of one do not, though their values are the same.
COPY = re.compile(r"\b(copy|array|asarray)$")


def zeros_added(search: Search, spot: ast.expr) -> list[ast.expr]:
    """Return the carried zeros that the submission adds where the reference, at `spot`, adds no carry."""
    found: dict[int, ast.expr] = {}
    for node in _sums(search.faulty, spot):
        for divisor in {1.0, search.divisor}:
            signature = search.faulty.signature(node)
            for same in search.own.nodes_of(signature.scaled(divisor)) if signature else ():
                found |= {id(one): one for one in _zero_summands(search.own, same)}
    return list(found.values())


def emptied(own: Flow, carried: list[ast.expr]) -> list[ast.expr | ast.stmt]:
    """Return the one place inside the loop that gives the carry its zeros; none where it is never given anything."""
    found = {id(one): one for use in carried for one in _zeros_given(own, use, 0)}
    return list(found.values()) if len(found) == 1 else []


def _sums(faulty: Flow, spot: ast.expr) -> list[ast.expr]:
    """Return the spot, or what is made of it first that is not zero."""
    signature = faulty.signature(spot)
    if signature is not None and not signature.zero:
        return [spot]
    user = faulty.user(spot)
    return [user] if user is not None else faulty.uses(spot)


def _zero_summands(own: Flow, node: ast.expr) -> Iterator[ast.expr]:
    """Yield the summands of a sum that are zero at every step, and were handed on by the step before."""
    around = own.parent(node)
    if own.is_sum(node) and isinstance(around, ast.AugAssign) and isinstance(around.op, ast.Add):
        parts = [around.value, *own.definitions(node)]
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        parts = [node.left, node.right]
    else:
        return
    for part in parts:
        yield from _handed_on(own, part, 0)


def _handed_on(own: Flow, node: ast.expr, depth: int) -> Iterator[ast.expr]:
    """Yield what is zero and was handed on by the step before, where a summand is that or a copy of it."""
    signature = own.signature(node)
    if signature is None or not signature.zero or depth > DEEPEST:
        return
    if isinstance(node, LEAF):
        if _carried(own, node):
            yield node
            return
        sources = own.definitions(node)
    else:
        sources = own.operands(node) if isinstance(node, ast.Call) and COPY.search(ast.unparse(node.func)) else []
    for one in sources:
        yield from _handed_on(own, one, depth + 1)


def _carried(own: Flow, use: ast.expr) -> bool:
    """Whether a name has a value from before the loop: a temporary of one step has none."""
    return any(_before(own, given, use) for given in own.definitions(use))


def _before(own: Flow, given: ast.expr, use: ast.expr) -> bool:
    loops = {id(loop) for loop in own.loops_around(use)}
    return not loops & {id(loop) for loop in own.loops_around(given)}


def _zeros_given(own: Flow, use: ast.expr, depth: int) -> Iterator[ast.expr]:
    """Yield what makes the zeros that a name is given inside the loop."""
    for given in own.definitions(use):
        signature = own.signature(given)
        if signature is None or not signature.zero or depth > DEEPEST or _before(own, given, use):
            continue
        if isinstance(given, LEAF):
            yield from _zeros_given(own, given, depth + 1)
        else:
            yield given
