"""Where the statements of a syntax tree stand: in a twentieth of its nodes, as the others are expressions."""

import ast
from collections.abc import Iterator

# In the order in which ast.walk meets them.
BLOCKS = ("body", "handlers", "orelse", "finalbody", "cases")


def blocks_in(node: ast.AST, closed: tuple[type[ast.AST], ...] = ()) -> Iterator[list[ast.AST]]:
    """Yield the blocks in a node, those outside before those inside; handlers and cases count as statements.

    What is inside a statement of a type in `closed` is left out.
    """
    waiting = [node]
    for one in waiting:
        if one is node or not isinstance(one, closed):
            for name in BLOCKS:
                block = getattr(one, name, None)
                if isinstance(block, list):  # the body of a lambda is none
                    yield block
                    waiting += block
