"""Where the code takes a plain step of gradient descent: parameter minus rate times gradient."""

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from harness.advice.gradients import is_gradient
from harness.advice.syntax import Code, Scope, mentions

# Update rules that choose the size of the step themselves, or add up steps.
ADAPTIVE = re.compile(r"adam|rms|ada_?(grad|delta)|moment|velocity|nesterov|beta", re.IGNORECASE)

# Whatever may bound a gradient; "normal" and "normalise" are other words.
BOUNDING = re.compile(
    r"clip|norm(?!al)|trunc|thresh|bound|limit|scal(e|ing)|shrink|explod|(^|_)cap(ped)?($|_)|^(max|maximum)_"
    r"|^f?min$|^minimum$|^sign$|^where$|^hypot$|hook",
    re.IGNORECASE,
)


class Update(NamedTuple):
    """A step: the node that takes it, and the factor before the gradient (with its sign)."""

    node: ast.AST
    rate: ast.expr
    scope: Scope


def updates(code: Code) -> Iterator[Update]:
    """Yield every plain step of gradient descent."""
    for scope, nodes in code.scopes.items():
        names = code.gradients[scope]
        if not names or mentions(ADAPTIVE, code.names[scope]) or mentions(ADAPTIVE, [getattr(scope, "name", "")]):
            continue
        for node in nodes:
            rate = _rate(node, names)
            if rate is not None:
                yield Update(node, rate, scope)


def _rate(node: ast.AST, names: frozenset[str]) -> ast.expr | None:
    match node:
        case ast.AugAssign(target=target, op=ast.Sub(), value=step):
            return None if is_gradient(target, names) else _factor(step, names)
        case ast.AugAssign(target=target, op=ast.Add(), value=ast.BinOp(left=ast.UnaryOp(op=ast.USub())) as step):
            factor = None if is_gradient(target, names) else _factor(step, names)
            return factor.operand if isinstance(factor, ast.UnaryOp) else None
        case ast.BinOp(left=ast.Name() | ast.Subscript() | ast.Attribute() as left, op=ast.Sub(), right=step):
            return None if is_gradient(left, names) else _factor(step, names)
        case ast.Call(func=ast.Attribute(attr="subtract"), args=[_, step]):
            return _factor(step, names)
    return None


def _factor(step: ast.expr, names: frozenset[str]) -> ast.expr | None:
    """Return the other factor of a product with a gradient, where it is a name or a number."""
    match step:
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            rate = left if is_gradient(right, names) else right if is_gradient(left, names) else None
            return rate if isinstance(rate, ast.Name | ast.Constant | ast.UnaryOp) else None
    return None
