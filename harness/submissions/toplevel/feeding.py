"""What a function made of a loop's body is given: inputs, targets, states and sizes; the rest must be in the file."""

import ast
import builtins
from collections.abc import Mapping, Sequence

from harness.submissions.toplevel.blocks import DEFINITIONS, squashes
from harness.submissions.toplevel.effects import effects
from harness.submissions.toplevel.names import REQUIRED, is_parameter, one_each, size_role

BUILT_IN = frozenset(dir(builtins))
# What numbers that stand in the file are made of.
NUMBERS = (ast.Constant, ast.Tuple, ast.Load, ast.UnaryOp, ast.BinOp, ast.unaryop, ast.operator)
SPOKEN = {"inputs": "inputs", "targets": "targets", "h0": "first hidden state", "C0": "first cell state"}


class TakingError(Exception):
    """Why a loop's body cannot be made a function: the end of a sentence."""


def arguments(
    needed: set[str], kept: list[list[ast.stmt]], outside: Mapping[str, list[ast.stmt]], gradients: list[str]
) -> dict[str, str]:
    """Return what the function is given, by name; raises TakingError where something can be neither given nor found."""
    statements = [statement for group in kept for statement in group]
    through_time = _through_time(statements)
    found: dict[str, str] = {}
    constants = {name for name in needed if is_constant(outside.get(name, []))}
    other = {name for name in needed if is_parameter(name, gradients) or _is_defined(outside.get(name, []))}
    for role, names in one_each(needed - constants - other).items():
        if len(names) > 1:
            raise TakingError(f"{' and '.join(names)} may each be its {SPOKEN[role]}")
        if not names and role in REQUIRED:
            raise TakingError(f"no name in it tells its {SPOKEN[role]}: call them {role}")
        found |= dict.fromkeys(names, role)
    unknown = []
    for name in sorted(needed - {*found} - BUILT_IN):
        size = size_role(name, through_time if name in constants else statements)
        if size is not None and name not in other:
            found[name] = size
        elif name not in constants | other:
            unknown.append(name)
    if unknown:
        raise TakingError(f"it also needs {', '.join(unknown[:6])}, which only the rest of the file makes")
    return found


def _through_time(statements: list[ast.stmt]) -> list[ast.expr]:
    """Return what the loop of the forward pass goes through; nothing where several loops might be it.

    Other ranges may be counted by constants of the file, which are no steps: layers, passes, a batch of one.
    """
    loops = [node for one in statements for node in ast.walk(one) if isinstance(node, ast.For) and squashes(node.body)]
    forward = [loop for loop in loops if not _runs_back(loop.iter)]
    return [forward[0].iter] if len(forward) == 1 else []


def _runs_back(through: ast.expr) -> bool:
    """Whether a loop goes backward: `reversed(range(T))`, `range(T)[::-1]`, `range(T - 1, -1, -1)`."""
    return any(isinstance(node, ast.USub) or getattr(node, "id", "") == "reversed" for node in ast.walk(through))


def _is_defined(bindings: list[ast.stmt]) -> bool:
    """Whether a name is bound by an import or a definition, a lambda included."""
    return any(
        isinstance(one, DEFINITIONS)
        or (isinstance(one, ast.Assign) and isinstance(one.value, ast.Lambda | ast.Attribute))
        for one in bindings
    )


def is_constant(bindings: list[ast.stmt]) -> bool:
    """Whether a name is bound to numbers that stand in the file."""
    return bool(bindings) and all(
        isinstance(one, ast.Assign) and all(isinstance(node, NUMBERS) for node in ast.walk(one.value))
        for one in bindings
    )


def bindings(tree: ast.Module, without: Sequence[ast.stmt]) -> dict[str, list[ast.stmt]]:
    """Return the statements at the top level that bind each name, but for those of the block, or around it."""
    found: dict[str, list[ast.stmt]] = {}
    left_out = {id(statement) for statement in without}
    for statement in tree.body:
        if id(statement) in left_out:
            continue
        names = effects(statement).writes
        if isinstance(statement, ast.Import | ast.ImportFrom):
            names = frozenset(alias.asname or alias.name.partition(".")[0] for alias in statement.names)
        for name in names:
            found.setdefault(name, []).append(statement)
    return found
