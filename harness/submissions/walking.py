"""All nodes of a syntax tree, looked for once: half a dozen readers of a submission want them."""

import ast
from collections.abc import Iterator
from functools import lru_cache

# A submission's tree, and those of the programs that it is compared with.
KEPT = 4


@lru_cache(maxsize=KEPT)
def walked(tree: ast.AST) -> tuple[ast.AST, ...]:
    """Return what `ast.walk` yields, in its order; the tree must not change any more."""
    found = [tree]
    for node in found:
        found += children(node)
    return tuple(found)


def children(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what `ast.iter_child_nodes` does, in half the time."""
    for name in node._fields:
        value = getattr(node, name, None)
        if isinstance(value, ast.AST):
            yield value
        elif isinstance(value, list):
            for one in value:
                if isinstance(one, ast.AST):
                    yield one
