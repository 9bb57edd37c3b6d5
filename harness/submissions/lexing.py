"""A lexer that never fails: text that Python cannot parse, of Python 2 or half written, is still cut into tokens.

The standard library's `tokenize` refuses what is to be mended here (`0777`, a bracket that is never closed), and since
Python 3.12 it refuses more; `lib2to3` is gone, and what it needs, a whole file without a hole, is seldom given.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

OPENING, CLOSING = frozenset("([{"), frozenset(")]}")
# At the left margin these begin a statement, whatever bracket or quote was left open above.
STARTS = re.compile(r"(?:def|class|import|from)\b|@")
_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\n]*)
    | (?P<string>[rRbBuUfF]{0,2}(?:\"{3}(?:\\.|[^\\])*?\"{3}|'{3}(?:\\.|[^\\])*?'{3}
                |"(?:\\.|[^\\\n"])*"|'(?:\\.|[^\\\n'])*'))
    | (?P<open>[rRbBuUfF]{0,2}(?:\"{3}|'{3}).*)
    | (?P<newline>\n)
    | (?P<space>[ \t\f]+|\\\n)
    | (?P<number>\.?\d[\w.]*)
    | (?P<name>[^\W\d]\w*)
    | (?P<operator><>|!=|==|<=|>=|>>|.)
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """A piece of the text; `depth` counts the brackets that are open before it."""

    kind: str
    text: str
    start: int
    line: int
    depth: int

    @property
    def end(self) -> int:
        """Where the token ends in the text."""
        return self.start + len(self.text)


def tokens(text: str, start: int = 0, line: int = 1) -> Iterator[Token]:
    """Yield all tokens but spaces and comments, from a place that begins a line; no newline within brackets."""
    depth = 0
    for match in _TOKEN.finditer(text, start):
        kind, word, place = str(match.lastgroup), match.group(), match.start()
        if depth and text[place - 1 : place] == "\n" and STARTS.match(word):
            depth = 0  # a bracket above was never closed
        if kind not in ("space", "comment") and not (kind == "newline" and depth):
            yield Token(kind, word, place, line, depth)
        line += word.count("\n")
        if kind == "operator":
            depth += (word in OPENING) - (word in CLOSING and depth > 0)


def statements(text: str) -> Iterator[list[Token]]:
    """Yield the tokens of each simple statement or head of a compound one: what a newline, `;` or `:` ends."""
    found: list[Token] = []
    for token in tokens(text):
        ends = token.depth == 0 and (token.kind == "newline" or token.text in (";", ":"))
        if not ends:
            found.append(token)
        elif found:
            yield found
            found = []
    if found:
        yield found


def line_after(text: str, start: int, line: int) -> tuple[int, int]:
    """Return where the line after the statement that begins at `start` begins, and its number."""
    for token in tokens(text, start, line):
        if token.kind == "newline":
            return token.end, token.line + 1
    return len(text), line
