"""Where the nodes of a syntax tree stand in the text, in characters."""

import ast
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Text:
    """A submission's text, whose lines end with one character."""

    text: str

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for line in self.text.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        return starts

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.split("\n")

    def start(self, node: ast.expr | ast.stmt) -> int:
        """Return where a node begins."""
        return self._offset(node.lineno, node.col_offset)

    def end(self, node: ast.expr | ast.stmt) -> int:
        """Return where a node ends."""
        return self._offset(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)

    def of(self, node: ast.expr | ast.stmt) -> str:
        """Return a node's text, without the brackets around it."""
        return self.text[self.start(node) : self.end(node)]

    def _offset(self, line: int, column: int) -> int:
        # Python counts columns in bytes of UTF-8, and a student's line may hold a σ.
        own = self._lines[line - 1]
        characters = column if own.isascii() else len(own.encode()[:column].decode(errors="ignore"))
        return self._starts[line - 1] + characters
