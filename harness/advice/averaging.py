"""How the reported loss is averaged: losses summed over steps belong to tokens, not to sequences."""

import ast
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from harness.advice.remark import Remark
from harness.advice.syntax import Code, Scope, called, parameters
from harness.advice.training_loop import Step, keeps_the_loss, steps

# Each total is looked for in its whole scope; a course has one or two.
MOST_TOTALS = 10
# What turns a data set into as many turns of a loop: itself, or its length.
SAME_LENGTH = frozenset({"enumerate", "zip", "tqdm", "list", "tuple", "reversed", "sorted", "permutation"})
INDEXED = frozenset({"range", "trange", "permutation"})


def averaged_over_sequences(code: Code) -> list[Remark]:
    """Return the remark where losses of whole sequences are added up and divided by the number of sequences.

    True only where backward's loss is a sum over steps.
    """
    totals = ((step, total) for step in steps(code) for total in sorted(set(_totals(code, step))))
    for step, total in islice(totals, MOST_TOTALS):
        for node in code.scopes[step.scope]:
            if _divides(code, step, node, total):
                where = code.where(getattr(node, "lineno", 0)).capitalize()
                evidence = f"{where} divides {total}, a sum over the steps of all sequences, by their number."
                return [Remark("loss-averaged-over-sequences", evidence, code.line_of(node))]
    return []


def _totals(code: Code, step: Step) -> Iterator[str]:
    """Yield the names that the loss of each sequence is added to in the loop, as it is."""
    if not keeps_the_loss(code, step):
        return
    names = (node for node in ast.walk(step.loop) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    stores = Counter(node.id for node in names)
    for node in ast.walk(step.loop):
        match node:
            case ast.AugAssign(target=ast.Name(id=total), op=ast.Add(), value=added):
                loss = _plain(added)
                if loss in step.losses and stores[loss] == 1 and code.loop_of(node) is step.loop:
                    yield total


def _plain(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Call(func=ast.Name(id="float"), args=[inner]):
            return _plain(inner)
    return ""


def _divides(code: Code, step: Step, node: ast.AST, total: str) -> bool:
    match node:
        case ast.BinOp(left=ast.Name(id=name), op=ast.Div(), right=count) if name == total:
            return _counts(code, step, count)
        case ast.AugAssign(target=ast.Name(id=name), op=ast.Div(), value=count) if name == total:
            return _counts(code, step, count)
        case ast.Call(args=[ast.Name(id=name), data]) if name == total and called(node) in code.functions:
            return _same(data, _items(step)) and _is_mean(code, called(node))
    return False


def _counts(code: Code, step: Step, node: ast.expr) -> bool:
    """Whether an expression is the number of turns of the loop: of sequences."""
    match node:
        case ast.Call(func=ast.Name(id="len"), args=[data]):
            return _same(data, _items(step))
        case ast.Name(id=name):
            scope: Scope = step.scope if code.bindings(step.scope, name) else code.tree
            bound = code.bindings(scope, name)
            return bool(bound) and all(isinstance(one, ast.Call) and _counts(code, step, one) for one in bound)
    return False


def _items(step: Step) -> list[ast.expr]:
    """Return what the loop runs over, one sequence a turn."""
    return _unwrapped(step.loop.iter) if isinstance(step.loop, ast.For) else []


def _unwrapped(node: ast.expr) -> list[ast.expr]:
    match node:
        case ast.Call(args=[ast.Call(func=ast.Name(id="len"), args=[data])]) if called(node) in INDEXED:
            return [data]
        case ast.Call(args=[first, *rest]) if called(node) in SAME_LENGTH:
            return [part for one in (first, *(rest if called(node) == "zip" else ())) for part in _unwrapped(one)]
        case ast.Name() | ast.Attribute() | ast.Subscript():
            return [node]
    return []


def _same(node: ast.expr, others: list[ast.expr]) -> bool:
    return any(ast.dump(node) == ast.dump(other) for other in others)


def _is_mean(code: Code, name: str) -> bool:
    """Whether a function of (total, data) returns total / len(data)."""
    function = code.functions[name]
    total, data, *_ = [*parameters(function), "", ""]
    for node in code.scopes[function]:
        match node:
            case ast.Return(value=ast.BinOp(left=ast.Name(id=left), op=ast.Div(), right=count)) if left == total:
                bound = code.bindings(function, count.id) if isinstance(count, ast.Name) else [count]
                return len(bound) == 1 and _is_len(bound[0], data)
    return False


def _is_len(node: ast.expr | None, name: str) -> bool:
    match node:
        case ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=data)]):
            return data == name
    return False
