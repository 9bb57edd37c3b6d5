"""The submission's own functions that clip gradients, and what their code says."""

import ast
import re
from collections.abc import Collection

from harness.advice.gradients import is_gradient
from harness.advice.syntax import MOST_NESTED, Code, FunctionNode, Scope, called, identifiers, mentions, parameters

BOUND = re.compile(r"norm|max|clip|thresh|bound|limit|value|^c$|^theta$", re.IGNORECASE)
LOWER = re.compile(r"min|low", re.IGNORECASE)
CLIP = re.compile("clip", re.IGNORECASE)
GRADIENTS = re.compile(r"grad|^d[WwbB]|^dparam", re.IGNORECASE)
# A course has one or two of them; each is called, and its place looked at.
MOST_FUNCTIONS = 5
MOST_CALLS = 50
# What may take long is not called.
LONG = re.compile(r"backward|train|epoch|^input$|sleep", re.IGNORECASE)


def clip_functions(code: Code) -> list[FunctionNode]:
    """Return the functions that take gradients and at most a bound, and that the code uses."""
    named = [code.functions[name] for name in sorted(code.own & code.functions.keys()) if CLIP.search(name)]
    run = code.run | (code.reached([code.backward.name]) if code.backward else frozenset())
    called_at_all = [
        (one, call) for one in named for call in code.calls.get(one.name, ())[:MOST_CALLS] if _counts(code, call)
    ]
    used = {
        one for one, call in called_at_all if isinstance(code.scope_of(call), ast.Module) or code.scope_of(call) in run
    }
    # What nobody calls here is meant for use where there is no other.
    chosen = [one for one in named if one in used] or (named if len(named) == 1 else [])
    return [one for one in chosen[:MOST_FUNCTIONS] if _takes_gradients(code, one) and _is_short(code, one)]


def rebinds(code: Code, function: FunctionNode) -> bool:
    """Whether a loop of the function assigns a product to its own variable."""
    for node in code.scopes[function]:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            loops = [outer for outer in code.ancestors(node) if isinstance(outer, ast.For)]
            variables = {one.id for loop in loops for one in ast.walk(loop.target) if isinstance(one, ast.Name)}
            products = (one.op for one in ast.walk(node.value) if isinstance(one, ast.BinOp))
            if node.targets[0].id in variables and any(isinstance(one, ast.Mult | ast.Div) for one in products):
                return True
    return False


def np_clips(code: Code, known: Collection[FunctionNode]) -> list[ast.Call]:
    """Return the calls that surely cut each element of a gradient at ± one bound; `known` functions were called."""
    found = []
    for call in code.calls.get("clip", ())[:MOST_CALLS]:
        scope = code.scope_of(call)
        if scope not in known and _is_run(code, scope) and _counts(code, call) and not _is_conditional(code, call):
            match call:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="np" | "numpy")), args=[values, low, high]):
                    pass
                case ast.Call(func=ast.Attribute(value=values), args=[low, high]):
                    pass
                case _:
                    continue
            if is_gradient(values, code.gradients[scope]) and _is_negative(low, high):
                found.append(call)
    return sorted(found, key=lambda call: call.lineno)


def _counts(code: Code, call: ast.Call) -> bool:
    """Whether a call is no alternative to another clip."""
    branches = code.branches_of(call)
    if len(branches) > MOST_NESTED:
        return False
    names = {one for outer in branches for one in identifiers(ast.walk(outer)) if CLIP.search(one)}
    return not (names & code.functions.keys()) - {called(call)}


def _is_conditional(code: Code, call: ast.Call) -> bool:
    """Whether a call stands under a condition, the main guard apart."""
    names = [set(identifiers(ast.walk(outer.test))) for outer in code.branches_of(call)]
    return any("__name__" not in one for one in names)


def _is_run(code: Code, scope: Scope) -> bool:
    return isinstance(scope, ast.Module) or scope in code.run or not (code.run or CLIP.search(scope.name))


def _is_negative(low: ast.expr, high: ast.expr) -> bool:
    match low:
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return ast.dump(operand) == ast.dump(high)
    return False


def _takes_gradients(code: Code, function: FunctionNode) -> bool:
    names = list(parameters(function).items())
    if not names or function.args.vararg or function.args.kwonlyargs or function.args.kwarg:
        return False
    if len(names) > 1 and (not BOUND.search(names[1][0]) or LOWER.search(names[1][0])):
        return False
    if any(default is None or BOUND.search(name) for name, default in names[2:]):
        return False
    given = (call for call in code.calls.get(function.name, ()) if call.args)
    return bool(GRADIENTS.search(names[0][0])) or any(
        is_gradient(call.args[0], code.gradients[code.scope_of(call)]) for call in given
    )


def _is_short(code: Code, function: FunctionNode) -> bool:
    reached = code.reached([function.name])
    return not any(
        mentions(LONG, code.names[one]) or any(isinstance(node, ast.While) for node in code.scopes[one])
        for one in reached
    )
