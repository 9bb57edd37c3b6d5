"""Which statements may hold both passes of an LSTM outside of any function made for them."""

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from harness.contracts._code import speaks_of_lstm
from harness.submissions.toplevel.effects import FUNCTIONS, effects, several
from harness.submissions.toplevel.names import doubtful, gradients_among, is_parameter, loss_among

DEFINITIONS = FUNCTIONS | ast.ClassDef | ast.Import | ast.ImportFrom
# What makes an LSTM of a loop.
SQUASHES = "tanh"


class Block(NamedTuple):
    """A list of statements that may be the body of the training loop, what it stands in, and how deep."""

    owner: ast.AST
    statements: Sequence[ast.stmt]
    depth: int


def blocks(tree: ast.Module) -> list[Block]:
    """Return the lists of statements that may hold both passes, the innermost first."""
    own = [statement for statement in tree.body[_begin(tree) :] if not isinstance(statement, DEFINITIONS)]
    inside = [block for function in tree.body if isinstance(function, FUNCTIONS)
              for block in _blocks(function, function.body, 1)]  # fmt: skip
    found = [*_blocks(tree, own, 0), *inside]
    return sorted(found, key=lambda block: -block.depth)


def _begin(tree: ast.Module) -> int:
    """Return after how many statements at the top level, the last of which makes a parameter, the passes may begin."""
    passes = [n for n, one in enumerate(tree.body) if not isinstance(one, DEFINITIONS) and squashes([one])]
    if not passes:
        return 0
    gradients = gradients_among(tree.body[passes[0] :])
    made = [n for n in range(passes[0]) for name in effects(tree.body[n]).writes if is_parameter(name, gradients)]
    return max(made, default=-1) + 1


def _blocks(owner: ast.AST, statements: Sequence[ast.stmt], depth: int) -> Iterator[Block]:
    yield Block(owner, statements, depth)
    for statement in statements:
        if isinstance(statement, ast.For | ast.While | ast.With | ast.If | FUNCTIONS):
            yield from _blocks(statement, statement.body, depth + 1)


def is_candidate(block: Block) -> bool:
    """Whether a block computes a loss and whole gradients of an LSTM itself."""
    found = several(block.statements)
    gradients = gradients_among(block.statements)
    written = found.writes - found.reads
    loss = loss_among(written, block.statements) or doubtful(written)
    complete = bool(gradients and loss) and not found.reads & {*gradients}
    return complete and squashes(block.statements) and _is_lstm(block.statements)


def _is_lstm(statements: Sequence[ast.stmt]) -> bool:
    """Whether there are the parameters of three gates, or a cell state."""
    nodes = [node for statement in statements for node in ast.walk(statement)]
    names = {
        getattr(node, "id", getattr(node, "value", "")) for node in nodes if isinstance(node, ast.Name | ast.Constant)
    }
    return speaks_of_lstm(str(name) for name in names)


def squashes(statements: Sequence[ast.stmt]) -> bool:
    """Whether a hyperbolic tangent is taken."""
    nodes = [node for statement in statements for node in ast.walk(statement)]
    return any(getattr(node, "attr", getattr(node, "id", "")) == SQUASHES for node in nodes)
