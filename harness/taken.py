"""Which initial states the submission's forward takes as arguments: one that it takes and drops is a bug."""

import ast
from collections.abc import Iterator, Mapping

from harness.contracts._names import ROLES, role_of
from harness.submissions.submission import Submission
from harness.submissions.walking import of_kind

STATES = ("h0", "C0")


def states_taken(submission: Submission, functions: object) -> frozenset[str]:
    """Return those of h0 and C0 that are arguments, by name, of the function that the worker chose as forward.

    `functions` is what its reply to the load says: name and first line by role.
    """
    forward = chosen(submission, functions, "forward")
    return frozenset(role for node in forward for argument in arguments(node) for role in _roles(argument))


def chosen(submission: Submission, functions: object, role: str) -> list[ast.FunctionDef]:
    """Return the definitions that may be the function that the worker chose for a role; one, but for its namesakes."""
    told = functions.get(role) if isinstance(functions, Mapping) else None
    if not isinstance(told, Mapping):
        return []
    named = [node for node in of_kind(submission.tree, ast.FunctionDef) if node.name == told.get("name")]
    return [node for node in named if told.get("line") in _first_lines(node)] or named


def end_of(submission: Submission, functions: object, role: str) -> str:
    """Return where the function of a role gives its last result, "line 12"; "" where nobody can tell."""
    returns = [
        node.lineno
        for function in chosen(submission, functions, role)
        for node in ast.walk(function)
        if isinstance(node, ast.Return) and node.value is not None
    ]
    return submission.where(max(returns)) if returns else ""


def arguments(node: ast.FunctionDef) -> list[ast.arg]:
    """Return the arguments of a function that have a name each."""
    return [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]


def _roles(argument: ast.arg) -> Iterator[str]:
    """Yield the state that an argument is, by its name or as its annotation says."""
    note = argument.annotation.value if isinstance(argument.annotation, ast.Constant) else None
    role = note if note in ROLES else role_of(argument.arg, STATES)
    if role in STATES:
        yield str(role)


def _first_lines(node: ast.FunctionDef) -> set[int]:
    """Return the lines that may count as a function's first: its own, or its first decorator's."""
    return {node.lineno, *(decorator.lineno for decorator in node.decorator_list)}
