"""Where the code takes a plain step of gradient descent: parameter minus rate times gradient."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from harness.advice.syntax import Code, Scope, mentions

# What gradients of parameters are called: grads, dW_f, dparam, W_f_d, gb_o; not dh, dC, dz, which belong to one step.
GRADIENT = re.compile(
    r"^(d|g|grad_?)[WwbB](_?\w{1,3})?$|^d_?(param|theta|weight|bias)\w*$|^[WwbB]_?\w{1,3}_(d|grad)$"
    r"|(^|_)d?grad(ient)?s?\d*(_[A-Za-z]{1,2})?$"
)
# Update rules that choose the size of the step themselves, or add up steps.
ADAPTIVE = re.compile(r"adam|rms|ada_?(grad|delta)|moment|velocity|nesterov|beta", re.IGNORECASE)

# Whatever may bound a gradient; "normal" and "normalise" are other words.
BOUNDING = re.compile(
    r"clip|norm(?!al)|trunc|thresh|bound|limit|scal(e|ing)|shrink|explod|(^|_)cap(ped)?($|_)|^(max|maximum)_"
    r"|^f?min$|^minimum$|^sign$|^where$|^hypot$|hook",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Update:
    """A step: the node that takes it, and the factor before the gradient (with its sign)."""

    node: ast.AST
    rate: ast.expr
    scope: Scope


def gradient_names(code: Code, scope: Scope) -> frozenset[str]:
    """Return the names that stand for gradients in a scope, variables of loops over gradients included."""
    names = {name for name in code.names[scope] if GRADIENT.search(name)}
    for node in code.scopes[scope]:
        if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
            for target, values in _pairs(node.target, node.iter):
                if isinstance(target, ast.Name) and is_gradient(values, names):
                    names.add(target.id)
    return frozenset(names)


def is_gradient(node: ast.expr, names: frozenset[str] | set[str]) -> bool:
    """Return whether an expression is a gradient, a part of one, or several."""
    match node:
        case ast.Name(id=name):
            return name in names
        case ast.Attribute(attr=name):
            return bool(GRADIENT.search(name))
        case ast.Subscript(value=inner) | ast.Starred(value=inner) | ast.Call(args=[inner, *_]):
            return is_gradient(inner, names)
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            return bool(elements) and all(is_gradient(element, names) for element in elements)
        case ast.Call(func=ast.Attribute(value=inner)):
            return is_gradient(inner, names)
    return False


def updates(code: Code) -> Iterator[Update]:
    """Yield every plain step of gradient descent."""
    for scope, nodes in code.scopes.items():
        names = gradient_names(code, scope)
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


def _pairs(target: ast.expr, values: ast.expr) -> list[tuple[ast.expr, ast.expr]]:
    """Return what each variable of a loop runs over, through zip, enumerate and dictionary views."""
    match target, values:
        case ast.Tuple(elts=targets), ast.Call(func=ast.Name(id="zip"), args=arguments):
            return [pair for one, many in zip(targets, arguments, strict=False) for pair in _pairs(one, many)]
        case ast.Tuple(elts=[_, item]), ast.Call(func=ast.Name(id="enumerate"), args=[many, *_]):
            return _pairs(item, many)
        case ast.Tuple(elts=[_, item]), ast.Call(func=ast.Attribute(attr="items", value=table)):
            return [(item, table)]
    return [(target, values)]
