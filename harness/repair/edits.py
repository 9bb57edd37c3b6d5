"""Single small edits of a submission's own text: what a bug of one expression is mended by."""

import ast
from collections.abc import Iterator, Mapping, Sequence

from harness.diagnosis.statements import SIMPLE, spans
from harness.repair.edit import Edit
from harness.repair.edit_kinds import KINDS
from harness.repair.scope import Scope, scopes
from harness.repair.spans import Text


def edits(
    text: str, tree: ast.Module, lines: Sequence[int], shapes: Mapping[str, tuple[int, ...]] | None = None
) -> Iterator[Edit]:
    """Yield edits of the statements that reach over these lines, the likeliest first and each once.

    Where the `shapes` of names are known, a name is only replaced by one of the same shape.
    """
    source = Text(text)
    found: list[tuple[float, int, Edit]] = []
    statements: set[ast.stmt] = set()
    everywhere = scopes(tree, source, shapes or {})
    for place, line in enumerate(lines):
        for scope in everywhere:
            for statement in scope.statements:
                if statement not in statements and spans(statement, line) and _is_edited(statement, line):
                    statements.add(statement)
                    found += [(rank, place, edit) for rank, edit in _of_statement(statement, scope, source)]
    seen: set[Edit] = set()
    for _, _, edit in sorted(found, key=lambda entry: entry[:2]):
        if edit not in seen and text[edit.start : edit.end] != edit.new:
            seen.add(edit)
            yield edit


def _is_edited(statement: ast.stmt, line: int) -> bool:
    """Whether a line is the statement's own: all lines of a simple one, the header of a loop or a branch."""
    return isinstance(statement, SIMPLE) or statement.lineno == line


def _of_statement(statement: ast.stmt, scope: Scope, source: Text) -> Iterator[tuple[float, Edit]]:
    for rank, kind in enumerate(KINDS):
        for further, (start, end, new) in kind(statement, scope, source):
            yield rank + further, Edit(start, end, new)
