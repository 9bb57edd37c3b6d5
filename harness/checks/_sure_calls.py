"""Whether a program shows for certain what its loss function is given: what forward returns, and the targets."""

import ast
import builtins
from collections.abc import Iterator, Mapping, Sequence

from harness.contracts._names import names_predictions, role_of
from harness.submissions.submission import Submission
from harness.taken import arguments

BOTH = 2  # predictions and targets
Passes = Mapping[str, Sequence[ast.FunctionDef]]  # forward and backward by role
LIBRARIES = frozenset({"np", "numpy", "math"})
# A function with one of these may take scores, or give a perplexity.
OTHER = frozenset({"exp", "exp2", "expm1", "logaddexp", "power"})
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def stands_alone(function: ast.FunctionDef) -> bool:
    """Whether a function reads its arguments alone, and takes no exponential."""
    nodes = list(ast.walk(function))
    bound = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    bound |= {one.arg for one in arguments(function) if one.arg != "self"} | LIBRARIES | set(dir(builtins))
    read = {node.id for node in nodes if isinstance(node, ast.Name)}
    powers = any(isinstance(node, ast.Pow) for node in nodes) and "e" in _attributes(nodes)
    return read <= bound and not powers and not OTHER & (_attributes(nodes) | read)


def surely_called(submission: Submission, function: ast.FunctionDef, passes: Passes, first: int) -> bool:
    """Whether it is called, and each time with names that nothing else binds: a result of forward, and the targets.

    `first` is the place of the predictions, 0 or 1. The targets are what a pass gets as such in the same function.
    """
    inside = {id(node) for node in ast.walk(function)}
    used = [node for node in ast.walk(submission.tree) if _name(node) == function.name and id(node) not in inside]
    scopes = [submission.tree, *(node for node in ast.walk(submission.tree) if isinstance(node, DEFINITIONS))]
    sure = [call for scope in scopes for call in _sure(list(_own(scope)), function.name, passes, first)]
    return bool(used) and len(sure) == len(used)


def _sure(nodes: Sequence[ast.AST], name: str, passes: Passes, first: int) -> Iterator[ast.Call]:
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    given = {target for one in [*passes["forward"], *passes["backward"]] for target in _targets(calls, one)}
    forward = {one.name for one in passes["forward"]}
    made = {
        one.id
        for node in nodes
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and _name(node.value.func) in forward
        for target in node.targets
        for one in (target.elts if isinstance(target, ast.Tuple) else [target])
        if isinstance(one, ast.Name)
    }
    stored = [node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    written = {
        node.value.id
        for node in nodes
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name)
    }
    for call in calls:
        names = [one.id for one in call.args if isinstance(one, ast.Name)]
        if _name(call.func) != name or call.keywords or len(call.args) != BOTH or len(names) != BOTH:
            continue
        predictions, targets = names[first], names[1 - first]
        once = stored.count(predictions) == 1 and stored.count(targets) < BOTH and not written & {*names}
        if once and names_predictions(predictions) and predictions in made and targets in given - made:
            yield call


def _targets(calls: Sequence[ast.Call], called: ast.FunctionDef) -> Iterator[str]:
    """Yield the names that a function's argument of the targets, the last of such a name, gets in these calls."""
    names = [one.arg for one in arguments(called) if one.arg != "self"]
    places = [place for place, name in enumerate(names) if role_of(name, ("targets",))]
    for call in calls:
        if places and _name(call.func) == called.name and len(call.args) > places[-1]:
            value = call.args[places[-1]]
            if isinstance(value, ast.Name):
                yield value.id


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands in a function or module, without what stands in functions inside it."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, DEFINITIONS):
            yield child
            yield from _own(child)


def _attributes(nodes: Sequence[ast.AST]) -> set[str]:
    return {node.attr for node in nodes if isinstance(node, ast.Attribute)}


def _name(node: ast.AST) -> str | None:
    """Return the name that an expression reads, plain or as an attribute."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else None
