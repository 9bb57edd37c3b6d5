"""Which names of a program become its gradients, and which lines bind them."""

import ast
from collections.abc import Iterator

from harness.diagnosis.flow import Flow
from harness.diagnosis.signatures import Signature
from reference.arrays import PARAMETER_NAMES

# Names for names: deeper than anybody writes.
DEEPEST = 8


def returned(flow: Flow, name: str = "") -> Iterator[list[ast.expr]]:
    """Yield the ten arrays that a function, of this name perhaps, returns, wherever one returns ten."""
    for function in flow.functions.values():
        for node in flow.inside(function) if name in ("", function.name) else ():
            if isinstance(node, ast.Return) and node.value is not None:
                found = [one for one in _flattened(flow, node.value, 0) if _is_matrix(flow, one)]
                if len(found) == len(PARAMETER_NAMES):
                    yield found


def _flattened(flow: Flow, node: ast.expr, depth: int) -> Iterator[ast.expr]:
    if isinstance(node, ast.Tuple | ast.List):
        for part in node.elts:
            yield from _flattened(flow, part, depth)
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from _flattened(flow, value, depth)
    elif isinstance(node, ast.Call) and node.args and not flow.signature(node):
        yield from _flattened(flow, node.args[0], depth)  # tuple(…), a clip
    elif isinstance(node, ast.Name) and flow.signature(node) is None and depth < DEEPEST:
        for given in flow.definitions(node)[:1]:
            yield from _flattened(flow, given, depth + 1)
    else:
        yield node


def _is_matrix(flow: Flow, node: ast.expr) -> bool:
    signature = flow.signature(node)
    return signature is not None and signature.values[-1].size > 1


def gradient(faulty: Flow, own: Flow, tensor: str, divisor: float) -> ast.expr | None:
    """Return the expression that the submission returns as the gradient of a parameter."""
    place = PARAMETER_NAMES.index(tensor)
    for ours in returned(faulty, "backward"):
        for theirs in returned(own):
            # The order is the course's if every gradient is where it should be.
            if all(
                _equal(faulty.signature(one), own.signature(other), divisor)
                for one, other in zip(ours, theirs, strict=True)
            ):
                return theirs[place]
            fitting = [
                other for other in theirs if _equal(faulty.signature(ours[place]), own.signature(other), divisor)
            ]
            if len(fitting) == 1:
                return fitting[0]
    return None


def _equal(one: Signature | None, other: Signature | None, divisor: float) -> bool:
    return one is not None and other is not None and (one.same(other) or one.scaled(divisor).same(other))


def bindings(flow: Flow, use: ast.expr) -> list[ast.expr]:
    """Return what is given to the name of a gradient, in whatever helper, the sums of `x += y` among it."""
    found: list[ast.expr] = []
    waiting, seen = [use], {id(use)}
    while waiting:
        for one in flow.definitions(waiting.pop()):
            if id(one) not in seen:
                seen.add(id(one))
                copied = isinstance(one, ast.Name) and (flow.handed(one) or isinstance(flow.parent(one), ast.Tuple))
                (waiting if copied or flow.own_call(one) else found).append(one)
    return found
