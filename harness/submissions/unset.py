"""Which globals a submission's own text sets somewhere: one that is missing was set by what is not executed."""

import ast
from collections.abc import Iterator

from harness.submissions.submission import Submission

SCOPES = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda


def set_somewhere(submission: Submission, name: str) -> bool:
    """Whether the text binds a global of this name, at the top level or in a function that declares it global."""
    trees = [submission.tree, *([submission.script.tree] if submission.script else [])]
    return any(name in (*_bound(tree), *_declared(tree)) for tree in trees)


def _bound(node: ast.AST) -> Iterator[str]:
    """Yield the names that are bound in a node, but for those in definitions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
            yield child.id
        if not isinstance(child, SCOPES):
            yield from _bound(child)


def _declared(tree: ast.AST) -> Iterator[str]:
    return (name for node in ast.walk(tree) if isinstance(node, ast.Global) for name in node.names)
