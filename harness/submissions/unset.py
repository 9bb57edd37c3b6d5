"""Which globals a submission's own text sets somewhere: one that is missing was set by what is not executed."""

import ast
from collections.abc import Iterator

from harness.submissions.submission import Submission

SCOPES = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda
# Their variables are a loop's own: who reads one elsewhere has more likely taken one name for another.
LOOPS = ast.For | ast.AsyncFor | ast.comprehension


def set_somewhere(submission: Submission, name: str) -> bool:
    """Whether the text binds a global of this name, at the top level or in a function that declares it global."""
    trees = [submission.tree, *([submission.script.tree] if submission.script else [])]
    return any(name in (*_bound(tree), *_declared(tree)) for tree in trees)


def made_tuples(submission: Submission) -> Iterator[str]:
    """Yield the names to which the text itself gives a tuple: `norms = ()`."""
    for node in ast.walk(submission.tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _bound(node: ast.AST) -> Iterator[str]:
    """Yield the names that are bound in a node, but for those in definitions, and variables of loops."""
    for child in ast.iter_child_nodes(node):
        if isinstance(node, LOOPS) and child is node.target:
            continue
        if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
            yield child.id
        if not isinstance(child, SCOPES):
            yield from _bound(child)


def _declared(tree: ast.AST) -> Iterator[str]:
    return (name for node in ast.walk(tree) if isinstance(node, ast.Global) for name in node.names)
