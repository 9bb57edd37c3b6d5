"""Training loops: where the gradients of backward go, and what becomes of the loss."""

import ast
import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from harness.advice.remark import Remark
from harness.advice.syntax import LOOPS, Code, FunctionNode, Scope, called, identifiers, mentions
from harness.advice.updates import ADAPTIVE, BOUNDING, updates

MEAN = re.compile(r"mean|average", re.IGNORECASE)
ROOT = re.compile(r"^sqrt$|^power$|^pow$")
# Each is followed through the functions it calls; a course has two, for training and validation.
MOST_STEPS = 10
# Helpers in which a bound guards exp or log, not a gradient.
GUARDED = re.compile(r"sigmoid|softmax|tanh|sigma|entropy|loss|nll|forward|one_?hot|encode|predict", re.IGNORECASE)


class Step(NamedTuple):
    """One sequence in a training loop: the call that gives loss and gradients, and the names these get."""

    loop: ast.For | ast.AsyncFor | ast.While
    call: ast.Call
    scope: Scope
    losses: frozenset[str]
    gradients: frozenset[str]


def _sources(code: Code) -> frozenset[FunctionNode]:
    """Return backward and the functions that call it for one sequence, without a loop."""
    found = {code.backward} if code.backward else set()
    for _ in range(2):
        names = {function.name for function in found}
        for function in code.functions.values():
            nodes = code.scopes[function]
            calls = any(isinstance(node, ast.Call) and called(node) in names for node in nodes)
            if calls and not any(isinstance(node, (*LOOPS, ast.comprehension)) for node in nodes):
                found.add(function)
    return frozenset(found)


def steps(code: Code) -> list[Step]:
    """Return the first calls for loss and gradients in a loop whose results get names."""
    return list(islice(_steps(code), MOST_STEPS))


def _steps(code: Code) -> Iterator[Step]:
    names = {function.name for function in _sources(code)}
    for scope, nodes in code.scopes.items():
        for node in nodes:
            match node:
                case ast.Assign(targets=[target], value=ast.Call() as call) if called(call) in names:
                    loop = code.loop_of(node)
                    bound = {one.id for one in ast.walk(target) if isinstance(one, ast.Name)}
                    gradients = bound & code.gradients[scope]
                    if loop is not None:
                        yield Step(loop, call, scope, frozenset(bound - gradients), frozenset(gradients))


def no_clipping(code: Code) -> list[Remark]:
    """Return the remark where gradients go from backward into the update, and nothing on the way bounds them."""
    taken = {update.node for update in updates(code)}
    training = [step for step in steps(code) if step.gradients and _is_used(step)]
    if not training or any(_bounded(code, step, taken) for step in training):
        return []
    where = code.where(training[0].call.lineno)
    evidence = f"The gradients of {where} go into the update as they are: nothing on the way bounds them."
    return [Remark("no-gradient-clipping", evidence, code.line_of(training[0].call))]


def keeps_the_loss(code: Code, step: Step) -> bool:
    """Whether what the step calls hands on backward's loss without dividing it."""
    function = code.functions[called(step.call)]
    if function is code.backward:
        return True
    divided = any(
        isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div) for node in code.scopes[function]
    )
    return not divided and not mentions(MEAN, code.names[function])


def _is_used(step: Step) -> bool:
    return any(
        isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in step.gradients
        for node in ast.walk(step.loop)
    )


def _ways(code: Code, step: Step, taken: set[ast.AST]) -> list[str] | None:
    """Return what the gradients are handed to, "" for an update on the spot; None where something else is done."""
    ways = []
    for node in ast.walk(step.loop):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in step.gradients:
            way = _way(code, node, taken)
            if way is None:
                return None
            ways.append(way)
        elif (
            isinstance(node, ast.Name) and node.id in step.gradients and code.parents[node] not in _targets(step, code)
        ):
            return None  # bound again: changed on the way
    return ways


def _targets(step: Step, code: Code) -> set[ast.AST]:
    assign = code.parents[step.call]
    return {node for node in ast.walk(assign) if isinstance(node, ast.Assign | ast.Tuple | ast.Starred)}


def _way(code: Code, node: ast.Name, taken: set[ast.AST]) -> str | None:
    for outer in code.ancestors(node):
        if outer in taken:
            return ""
        if isinstance(outer, ast.Call) and called(outer) in code.functions:
            return called(outer)
        if isinstance(outer, ast.For):
            return "" if node in set(ast.walk(outer.iter)) and _only_updates(outer, taken) else None
        if isinstance(outer, ast.ListComp | ast.GeneratorExp):
            return "" if outer.elt in taken else None
        if isinstance(outer, ast.stmt):
            return None
    return None


def _only_updates(loop: ast.For, taken: set[ast.AST]) -> bool:
    return all(
        statement in taken
        or (isinstance(statement, ast.Assign) and statement.value in taken)
        or (isinstance(statement, ast.Expr) and statement.value in taken)
        for statement in loop.body
    )


def _bounded(code: Code, step: Step, taken: set[ast.AST]) -> bool:
    """Whether something between backward and update may bound the gradients; False only where surely nothing does."""
    ways = _ways(code, step, taken)
    if not ways or mentions(BOUNDING, identifiers(ast.walk(step.loop))):
        return True
    if any(_compares(code, code.functions[way]) for way in ways if way):
        return True
    reached = code.reached({called(step.call), *ways} - {""})
    return any(_may_bound(code, function) for function in reached if not isinstance(function, ast.Module))


def _may_bound(code: Code, function: FunctionNode) -> bool:
    if GUARDED.search(function.name):
        return False
    words = {function.name, *code.names[function]}
    if any(_compares_gradients(code, function, node) for node in code.scopes[function]):
        return True
    root = mentions(ROOT, words) or any(_is_root(node) for node in code.scopes[function])
    return mentions(BOUNDING, words) or (root and not ADAPTIVE.search(function.name))


def _is_root(node: ast.AST) -> bool:
    match node:
        case ast.BinOp(op=ast.Pow(), right=ast.Constant(value=0.5)):
            return True
    return False


def _compares_gradients(code: Code, function: FunctionNode, node: ast.AST) -> bool:
    return isinstance(node, ast.Compare) and not code.gradients[function].isdisjoint(identifiers(ast.walk(node)))


def _compares(code: Code, function: FunctionNode) -> bool:
    """Whether an update function decides something: it may be whether a gradient is too long."""
    return any(isinstance(node, ast.Compare) for node in code.scopes[function])
