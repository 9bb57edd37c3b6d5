"""The learning rate of plain gradient descent, followed from the update to the constant."""

import ast
import operator
from collections.abc import Iterable

from harness.advice.gradients import is_gradient
from harness.advice.remark import Remark
from harness.advice.syntax import MOST_NESTED, Code, FunctionNode, Scope, identifiers, mentions, parameters
from harness.advice.updates import ADAPTIVE, BOUNDING, Update, updates

# The article's: ten times what one should start with.
TOO_HIGH = 0.1
# A rate handed on through more functions than these, or at more calls of one, is not followed.
MOST_HANDED_ON = 5
MOST_CALLS = 6
# Following a rate reads the whole file; courses have one update, or one for each of ten parameters.
MOST_UPDATES = 20
OPERATORS = {ast.Mult: operator.mul, ast.Div: operator.truediv, ast.Pow: operator.pow}

Values = frozenset[float] | None  # None: not known


def learning_rate(code: Code) -> list[Remark]:
    """Return the remark where every rate that a plain update is given is known and too high."""
    found = [update for update in updates(code) if update.scope not in code.helpers or update.scope in code.run]
    run = [update for update in found if update.scope is code.tree or update.scope in code.run]
    used = (run or found)[:MOST_UPDATES]
    rates = [_positive(code, update) for update in used]
    if not used or not all(one and min(one) >= TOO_HIGH for one in rates) or _divides_gradients(code):
        return []
    return [Remark("learning-rate-too-high", _told(code, used[0], min(rates[0])), code.line_of(used[0].node))]


def _positive(code: Code, update: Update) -> frozenset[float]:
    """Return the rates at which an update changes something; none where one of them is not known."""
    unsure = _other_branch(code, update.node, MOST_HANDED_ON)
    rates = None if unsure else values(code, update.rate, update.scope)
    return frozenset(rate for rate in rates or () if rate > 0)


def _divides_gradients(code: Code) -> bool:
    """Whether the code takes means of gradients, which are shorter and take a larger rate; clips divide by norms."""
    for scope, nodes in code.scopes.items():
        if mentions(BOUNDING, [getattr(scope, "name", "")]):
            continue
        names = code.gradients[scope]
        for node in nodes:
            match node:
                case ast.BinOp(left=left, op=ast.Div()) | ast.AugAssign(target=left, op=ast.Div()):
                    if is_gradient(left, names):
                        return True
    return False


def values(code: Code, node: ast.expr, scope: Scope, depth: int = MOST_HANDED_ON) -> Values:
    """Return all values that an expression can have, or None where one of them is not known."""
    if not isinstance(node, ast.Name):
        number = _number(node)
        return None if number is None else frozenset({number})
    if depth == 0:
        return None
    bound = code.bindings(scope, node.id)
    taken = not isinstance(scope, ast.Module) and node.id in parameters(scope)
    if bound:
        changed = taken or (isinstance(scope, ast.Module) and node.id in code.changed_globals)
        return None if changed else _union(code, ((one, scope) for one in bound), depth)
    if isinstance(scope, ast.Module):
        return None
    return _handed_on(code, scope, node.id, depth) if taken else values(code, node, code.scope_of(scope), depth)


def _union(code: Code, nodes: Iterable[tuple[ast.expr | None, Scope]], depth: int) -> Values:
    found: frozenset[float] = frozenset()
    for node, scope in nodes:
        one = None if node is None else values(code, node, scope, depth - 1)
        if one is None:
            return None
        found |= one
    return found


def _handed_on(code: Code, function: FunctionNode, name: str, depth: int) -> Values:
    """Return the values that a parameter gets at all calls of its function; its default where there are none."""
    if function.name in code.passed_around or isinstance(code.parents[function], ast.ClassDef):
        return None
    calls = [call for call in code.calls.get(function.name, ()) if code.scope_of(call) is not function]
    if len(calls) > MOST_CALLS or any(_other_branch(code, call, depth - 1) for call in calls):
        return None
    default = (parameters(function)[name], code.scope_of(function))
    return _union(code, [_argument(call, function, name, code) or default for call in calls] or [default], depth)


def _argument(call: ast.Call, function: FunctionNode, name: str, code: Code) -> tuple[ast.expr | None, Scope] | None:
    """Return what a call gives to a parameter, and where that is to be read; None where it leaves the default."""
    scope = code.scope_of(call)
    positional = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    if any(isinstance(one, ast.Starred) for one in call.args) or any(one.arg is None for one in call.keywords):
        return None, scope
    given = dict(zip(positional, call.args, strict=False)) | {str(one.arg): one.value for one in call.keywords}
    return (given[name], scope) if name in given else None


def _other_branch(code: Code, node: ast.AST, depth: int) -> bool:
    """Whether the code may choose another update rule at this place: a flag that is known not to is none."""
    if depth == 0 or len(code.branches_of(node)) > MOST_NESTED:
        return True
    inner = node
    for outer in code.ancestors(node):
        if isinstance(outer, ast.If) and mentions(ADAPTIVE, identifiers(ast.walk(outer))):
            flag, wanted = outer.test, inner in outer.body
            if isinstance(flag, ast.UnaryOp) and isinstance(flag.op, ast.Not):
                flag, wanted = flag.operand, not wanted
            if values(code, flag, code.scope_of(outer), depth) != frozenset({float(wanted)}):
                return True
        inner = outer
    return False


def _number(node: ast.expr) -> float | None:
    match node:
        case ast.Constant(value=bool() | int() | float() as number):
            return float(number)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            inner = _number(operand)
            return None if inner is None else -inner
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in OPERATORS:
            first, second = _number(left), _number(right)
            if first is None or second is None:
                return None
            try:
                result = OPERATORS[type(sign)](first, second)
            except ArithmeticError:
                return None
            return result if isinstance(result, float) else None
    return None


def _told(code: Code, update: Update, rate: float) -> str:
    place = code.where(getattr(update.node, "lineno", 0))
    where = f"in {update.scope.name}()" if not isinstance(update.scope, ast.Module) else f"in {place}"
    return f"The plain gradient step {where} is taken with a learning rate of {rate:g}."
