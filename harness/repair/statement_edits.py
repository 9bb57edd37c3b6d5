"""Edits of whole statements: what is overwritten is added up, what nobody reads gets the name that is read."""

import ast
from collections.abc import Iterator

from harness.repair.edit import Edit
from harness.repair.expressions import FUNCTIONS, Source

Edits = tuple[Edit, ...]


def accumulated(source: Source, statement: ast.stmt, name: str) -> Iterator[Edits]:
    """Yield what makes `x = e` add to x: `x += e`, or through another name where several are bound at once."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return
    target = statement.targets[0]
    if isinstance(target, ast.Name | ast.Subscript | ast.Attribute):
        start = source.text.index("=", source.spans.end(target))
        yield (Edit(start, start, "+"),)
    elif isinstance(target, ast.Tuple):
        element = next((e for e in target.elts if isinstance(e, ast.Name) and e.id == name), None)
        if element is not None:
            new = free_name(source, f"{name}_t")
            yield (_renamed(source, element, new), _after(source, statement, f"{name} += {new}"))


def carried(
    source: Source, statement: ast.stmt, function: FUNCTIONS, name: str, zeros: frozenset[str]
) -> Iterator[Edits]:
    """Yield what gives a value to a name that begins as zeros, is read in the loop, and is bound there by nothing."""
    target = next((node for node in ast.walk(statement) if isinstance(node, ast.Name) and node.id == name
                   and isinstance(node.ctx, ast.Store)), None)  # fmt: skip
    unread = not any(isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
                     for node in ast.walk(function))  # fmt: skip
    for other in _initial_only(function):
        if other != name and other in zeros:
            if unread and target is not None:
                yield (_renamed(source, target, other),)
            yield (_after(source, statement, f"{other} = {name}"),)


def _initial_only(function: FUNCTIONS) -> list[str]:
    """Return the names that are bound outside of loops only, and read inside one."""
    loops = [node for node in ast.walk(function) if isinstance(node, ast.For | ast.While)]
    inside = [node for loop in loops for node in ast.walk(loop) if isinstance(node, ast.Name)]
    bound = {node.id for node in inside if isinstance(node.ctx, ast.Store)}
    read = [node.id for node in inside if isinstance(node.ctx, ast.Load)]
    own = {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return [name for name in dict.fromkeys(read) if name in own - bound]


def unconditional(source: Source) -> Iterator[Edits]:
    """Yield what takes a condition away from the statements below it."""
    for statement, _ in source.statements:
        if isinstance(statement, ast.If) and not statement.orelse:
            first, last = statement.body[0], statement.body[-1]
            start, end = source.spans.start(statement), source.spans.end(last)
            body = source.text[source.spans.start(first) : end]
            deeper = first.col_offset - statement.col_offset
            if first.lineno == statement.lineno:
                yield (Edit(start, end, body.replace("; ", "\n" + " " * statement.col_offset)),)
            else:
                lines = body.split("\n")
                shorter = [line[deeper:] if line[:deeper].isspace() else line for line in lines[1:]]
                yield (Edit(start, end, "\n".join([lines[0], *shorter])),)


def separate(source: Source) -> Iterator[Edits]:
    """Yield what gives each name of `a = b = value` an array of its own."""
    for statement, _ in source.statements:
        if isinstance(statement, ast.Assign) and len(statement.targets) > 1:
            count = len(statement.targets)
            targets = ", ".join(source.spans.of(target) for target in statement.targets)
            value = source.spans.of(statement.value)
            if not isinstance(statement.value, ast.Call):
                value = f"{source.numpy}.copy({value})"
            start, end = source.spans.start(statement), source.spans.end(statement)
            yield (Edit(start, end, f"{targets} = {', '.join([value] * count)}"),)


def _renamed(source: Source, node: ast.Name, new: str) -> Edit:
    return Edit(source.spans.start(node), source.spans.end(node), new)


def _after(source: Source, statement: ast.stmt, code: str) -> Edit:
    end = source.spans.end(statement)
    line_end = source.text.find("\n", end)
    line_end = len(source.text) if line_end < 0 else line_end
    return Edit(line_end, line_end, f"\n{' ' * statement.col_offset}{code}")


def free_name(source: Source, name: str) -> str:
    """Return a name like this that the submission does not have."""
    while name in source.text:
        name += "_"
    return name
