"""Which initial states the submission's forward takes as arguments: one that it takes and drops is a bug."""

import ast
from collections.abc import Iterator, Mapping

from harness.contracts._names import ROLES, role_of
from harness.submissions.submission import Submission
from harness.submissions.walking import walked

STATES = ("h0", "C0")


def states_taken(submission: Submission, functions: object) -> frozenset[str]:
    """Return those of h0 and C0 that are arguments, by name, of the function that the worker chose as forward.

    `functions` is what its reply to the load says: name and first line by role.
    """
    chosen = functions.get("forward") if isinstance(functions, Mapping) else None
    if not isinstance(chosen, Mapping):
        return frozenset()
    named = [node for node in _functions(submission.tree) if node.name == chosen.get("name")]
    there = [node for node in named if chosen.get("line") in _first_lines(node)]
    roles = {role for node in there or named for argument in _arguments(node) for role in _roles(argument)}
    return frozenset(roles)


def _roles(argument: ast.arg) -> Iterator[str]:
    """Yield the state that an argument is, by its name or as its annotation says."""
    note = argument.annotation.value if isinstance(argument.annotation, ast.Constant) else None
    role = note if note in ROLES else role_of(argument.arg, STATES)
    if role in STATES:
        yield str(role)


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    return (node for node in walked(tree) if isinstance(node, ast.FunctionDef))


def _first_lines(node: ast.FunctionDef) -> set[int]:
    """Return the lines that may count as a function's first: its own, or its first decorator's."""
    return {node.lineno, *(decorator.lineno for decorator in node.decorator_list)}


def _arguments(node: ast.FunctionDef) -> list[ast.arg]:
    return [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
