"""Which numbers of a module are sizes, under names that say nothing: they measure, and are calculated with nowhere."""

import ast
from collections.abc import Iterable
from types import CodeType

from harness.contracts._code import definition_of

# Around a size: z[: H + 1], np.zeros((H, 1)), range(T), x.reshape(-1, V).
SURROUNDINGS = ast.Tuple | ast.List | ast.Slice | ast.UnaryOp | ast.Starred | ast.keyword


def measures(codes: Iterable[CodeType], name: str) -> bool:
    """Whether the code uses a name as a bound or a shape only: a temperature, or a factor of the loss, is no size."""
    return not any(_elsewhere(node, name) for code in codes if (node := definition_of(code)) is not None)


def _elsewhere(node: ast.AST, name: str, *, measuring: bool = False) -> bool:
    """Whether a name stands in a node where it measures nothing."""
    if isinstance(node, ast.Name):
        return node.id == name and not measuring
    if isinstance(node, ast.Subscript):
        return _elsewhere(node.value, name) or _elsewhere(node.slice, name, measuring=True)
    if isinstance(node, ast.Call):
        given = [*node.args, *node.keywords]
        return _elsewhere(node.func, name) or any(_elsewhere(one, name, measuring=True) for one in given)
    sums = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub)
    goes_on = measuring and (sums or isinstance(node, SURROUNDINGS))
    return any(_elsewhere(child, name, measuring=goes_on) for child in ast.iter_child_nodes(node))
