"""Edits whose right expression is not to be had at its place: it comes later, or only the caller has it."""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence

from harness.repair.edit import Edit, applied
from harness.repair.expressions import FUNCTIONS, Expression, Source

Edits = tuple[Edit, ...]


def block_of(source: Source, statement: ast.stmt) -> list[ast.stmt]:
    """Return the list of statements in which a statement stands."""
    for node in ast.walk(source.tree):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list) and statement in block:
                return block
    return [statement]


def last_of_block(source: Source, place: Expression) -> Expression:
    """Return the place at the end of the block around another: all that is bound in the block is known there."""
    block = block_of(source, place.statement)
    return Expression(place.node, (block[-1],), place.function)


def loop_around(place: Expression) -> ast.For | ast.While | None:
    """Return the innermost loop of its function in which an expression stands."""
    loops = [node for node in ast.walk(place.function) if isinstance(node, ast.For | ast.While)]
    around = [loop for loop in loops if any(node is place.statement for node in ast.walk(loop))]
    return around[-1] if around else None


def function_around(source: Source, statement: ast.stmt) -> FUNCTIONS:
    """Return the innermost function around a statement of one."""
    return next(function for own, function in source.statements if own is statement)


def call_of(source: Source, function: FUNCTIONS) -> Expression | None:
    """Return the only call of a function, None where there are several or none."""
    calls = [
        other
        for other in source.places
        if isinstance(other.node, ast.Call)
        and isinstance(other.node.func, ast.Name)
        and other.node.func.id == function.name
    ]
    return calls[0] if len(calls) == 1 else None


def moved(source: Source, place: Expression, edits: Edits) -> Iterator[Edits]:
    """Yield what puts an edited statement, and those that use it, behind the ones that bind what it now reads."""
    block = block_of(source, place.statement)
    at = block.index(place.statement)
    read = {name for edit in edits for name in re.findall(r"[^\W\d]\w*", edit.new)}
    binding = [number for number, other in enumerate(block) if number > at and _bound(other) & read]
    if not binding:
        return
    going, names = [block[at]], _bound(block[at])
    for other in block[at + 1 : binding[-1]]:
        if names & _read(other):
            going.append(other)
            names |= _bound(other)
    texts = []
    removed = []
    for statement in going:
        start, end = _line_start(source, statement), source.spans.end(statement)
        inside = [Edit(edit.start - start, edit.end - start, edit.new) for edit in edits if start <= edit.start <= end]
        texts.append(applied(source.text[start:end], inside))
        removed.append(Edit(start, end + 1, ""))
    after = source.spans.end(block[binding[-1]])
    yield (*removed, Edit(after, after, "".join(f"\n{text}" for text in texts)))


def handed_on(source: Source, function: FUNCTIONS, call: Expression, handed: Mapping[str, str]) -> Edits:
    """Return the edits that give a function further arguments, and its call their values."""
    assert isinstance(call.node, ast.Call)  # noqa: S101  (it was found as one)
    given = [*call.node.args, *(keyword.value for keyword in call.node.keywords)]
    arguments = [*function.args.posonlyargs, *function.args.args]
    if not given or not arguments or function.args.defaults or function.args.vararg or call.node.keywords:
        return ()
    return (
        _inserted(source, ast.copy_location(ast.Name(arguments[-1].arg), arguments[-1]), list(handed)),
        _inserted(source, given[-1], list(handed.values())),
    )


def _line_start(source: Source, statement: ast.stmt) -> int:
    return source.text.rfind("\n", 0, source.spans.start(statement)) + 1


def _inserted(source: Source, last: ast.expr, new: Sequence[str]) -> Edit:
    end = source.spans.end(last)
    return Edit(end, end, "".join(f", {text}" for text in new))


def _bound(statement: ast.stmt) -> set[str]:
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def _read(statement: ast.stmt) -> set[str]:
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
