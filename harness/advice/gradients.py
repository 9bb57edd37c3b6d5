"""Which names and expressions stand for gradients of parameters."""

import ast
import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

# grads, dW_f, dparam, W_f_d, gb_o; not dh, dC, dz, which belong to one step.
GRADIENT = re.compile(
    r"^(d|g|grad_?)[WwbB](_?\w{1,3})?$|^d_?(param|theta|weight|bias)\w*$|^[WwbB]_?\w{1,3}_(d|grad)$"
    r"|(^|_)d?grad(ient)?s?\d*(_[A-Za-z]{1,2})?$"
)


def gradient_names(names: Iterable[str], nodes: Sequence[ast.AST]) -> frozenset[str]:
    """Return the names of a scope that stand for gradients, variables of loops over gradients included."""
    found = {name for name in names if GRADIENT.search(name)}
    for node in nodes if found else ():
        if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
            pairs = _pairs(node.target, node.iter)
            found |= {one.id for one, many in pairs if isinstance(one, ast.Name) and is_gradient(many, found)}
    return frozenset(found)


def is_gradient(node: ast.expr, names: AbstractSet[str]) -> bool:
    """Return whether an expression is a gradient, a part of one, something made of one, or several."""
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
