"""Takes a training loop's body apart: which of its statements loss and gradients need, and what these are fed."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from harness.submissions.toplevel.blocks import Block
from harness.submissions.toplevel.effects import FUNCTIONS, Effects, aliases, several
from harness.submissions.toplevel.feeding import TakingError, arguments, is_constant
from harness.submissions.toplevel.names import (
    REQUIRED,
    doubtful,
    fed_role,
    gradients_among,
    is_parameter,
    loss_among,
)

# Memory that is filled later, and no data.
MEMORY = frozenset({"zeros", "zeros_like", "empty", "empty_like", "ones", "ones_like", "dict", "list", "array", "copy"})


class Taken(NamedTuple):
    """The groups of statements to keep, and the function's arguments with their roles, its loss and its gradients."""

    kept: list[list[ast.stmt]]
    arguments: dict[str, str]
    loss: str
    gradients: list[str]


def taken(block: Block, outside: Mapping[str, list[ast.stmt]]) -> Taken:
    """Take a candidate apart; `outside` are the statements at the top level by the names that they bind.

    Raises TakingError with the end of a sentence where what it is fed cannot be told.
    """
    whole = several(block.statements)
    gradients, written = gradients_among(block.statements), whole.writes - whole.reads
    loss = loss_among(written, block.statements)
    if loss is None:
        raise TakingError(f"no name in it surely is its loss ({', '.join(doubtful(written))} may be): call it loss")
    groups = [_Group(group, several(group), aliases(block.statements)) for group in _lines(block.statements)]
    constants = {name for name in whole.reads if is_constant(outside.get(name, []))}
    parameters = {name for name in whole.reads - constants if is_parameter(name, gradients)}
    goal = {loss, *gradients}
    # What is carried from one turn of the loop to the next, and what only the next turn sees.
    carried = {name for name in whole.reads & whole.writes if name not in goal}
    first = next((n for n, group in enumerate(groups) if group.own.reads & parameters), 0)
    needed, kept, cut = set(goal), list[list[ast.stmt]](), set[str]()
    for number in reversed(range(len(groups))):
        group = groups[number]
        if not group.writes & needed:
            continue
        if group.writes & parameters:
            if group.own.writes & needed - {*gradients}:
                raise TakingError(f"line {group.line} changes the parameters before the gradients are complete")
            continue  # the update
        memory = [one.own.binds for one in groups[:number] if _is_memory(one.statements)]
        if number < first and _feeds(group, needed, cut, made=set().union(*memory)):
            continue
        if group.own.writes & needed <= carried and number > first:
            continue  # the states of the next turn
        for node in (one for statement in group.statements for one in _leaving(statement)):
            how = type(node).__name__.lower()
            raise TakingError(f"line {node.lineno} has a {how}, which has no place in a function for one turn")
        kept.insert(0, group.statements)
        needed = (needed - group.own.binds) | group.own.reads
    return Taken(kept, arguments(needed | cut, kept, outside, gradients), loss, gradients)


class _Group:
    """Statements that share lines, and their effects."""

    def __init__(self, statements: list[ast.stmt], own: Effects, same: Mapping[str, set[str]]) -> None:
        self.statements, self.own, self.line = statements, own, statements[0].lineno
        changed = own.writes - own.binds
        self.writes = own.writes.union(*(same.get(name, set()) for name in changed))


def _lines(statements: Sequence[ast.stmt]) -> list[list[ast.stmt]]:
    found: list[list[ast.stmt]] = []
    for statement in statements:
        if found and statement.lineno <= (found[-1][-1].end_lineno or 0):
            found[-1].append(statement)
        else:
            found.append([statement])
    return found


def _leaving(node: ast.AST, loop: ast.AST | None = None) -> Iterator[ast.stmt | ast.expr]:
    """Yield what leaves the code that a node stands in, or waits there, but for what leaves a `loop` of its own."""
    if isinstance(node, FUNCTIONS | ast.Lambda | ast.ClassDef):
        return
    if isinstance(node, ast.Return | ast.Await | ast.Yield | ast.YieldFrom) or (
        isinstance(node, ast.Break | ast.Continue) and loop is None
    ):
        yield node
    own = node.body if isinstance(node, ast.For | ast.While) else []
    for child in ast.iter_child_nodes(node):
        yield from _leaving(child, node if child in own else loop)


def _feeds(group: _Group, needed: set[str], cut: set[str], made: set[str]) -> bool:
    """Whether a group only chooses what the loop is fed, or sets the states back now and then; then it is left out.

    What is put into memory `made` in the loop (`h[-1] = h_prev`) is neither, whatever its name.
    """
    wanted = group.own.writes & needed
    roles = {name: fed_role(name) for name in wanted}
    if roles and all(role in REQUIRED for role in roles.values()) and not _is_memory(group.statements):
        needed -= wanted
        cut |= wanted
        return True
    return all(role in ("h0", "C0") for role in roles.values()) and not wanted & (group.own.binds | made)


def _is_memory(statements: Sequence[ast.stmt]) -> bool:
    """Whether what is bound is only memory, to be filled later."""
    values = [one.value for one in statements if isinstance(one, ast.Assign)]
    parts = [part for value in values for part in (value.elts if isinstance(value, ast.Tuple) else [value])]
    return bool(parts) and all(_is_empty(part) for part in parts)


def _is_empty(value: ast.expr) -> bool:
    if isinstance(value, ast.Dict | ast.List):
        return True
    function = value.func if isinstance(value, ast.Call) else None
    return getattr(function, "attr", getattr(function, "id", "")) in MEMORY
