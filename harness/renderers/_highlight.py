"""Colours Python code: each line as markup whose keywords, names, texts, numbers and comments have classes."""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from itertools import groupby

from markupsafe import Markup, escape

from harness.renderers._markup import tag
from harness.renderers._text import clean

# Longer texts are shown plain from there on: the worst that was tried (only `@`) takes 0.4 s for so many characters.
_MOST_LEXED = 40_000
_MOST_COLUMNS = 300
# A text or comment, or, outside of these, where a line begins: there lexing may begin anew.
_BEGINS = re.compile(
    r"""(\"{3}|'{3})(?:\\.|.)*?(?:\1|\Z)|\#[^\n]*|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|(?P<line>(?<!\\\n)^)""",
    re.DOTALL | re.MULTILINE,
)
# Ours, for Pygments' kinds of token, by what their names begin with; the first that fits counts.
_CLASSES = (
    ("Token.Comment", "tc"),
    ("Token.Literal.String", "ts"),
    ("Token.Literal.Number", "tn"),
    ("Token.Keyword", "tk"),
    ("Token.Operator.Word", "tk"),
    ("Token.Name.Function", "tf"),
    ("Token.Name.Class", "tf"),
    ("Token.Name.Decorator", "tf"),
    ("Token.Name.Builtin", "tf"),
)


def highlighted(text: str, wanted: Collection[int]) -> tuple[Markup, ...]:
    """Return the lines of a text, whose line ends are LF, up to the last that is wanted; the others are left empty."""
    lines: list[list[Markup]] = [[] for _ in text.split("\n")[: max(wanted, default=0)]]
    begins = _begins(text, len(lines))
    for first, last in _runs(sorted(wanted)):
        width, before = 0, first
        for number, css, piece in _pieces(text, begins, first, last):
            width, before = width if number == before else 0, number
            if width <= _MOST_COLUMNS:
                shown = clean(piece[: _MOST_COLUMNS - width]) + ("…" if width + len(piece) > _MOST_COLUMNS else "")
                lines[number - 1].append(tag("span", shown, class_=css) if css else escape(shown))
                width += len(piece) + (width + len(piece) > _MOST_COLUMNS)
    return tuple(Markup("").join(line) for line in lines)


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last of neighbouring numbers."""
    for _, run in groupby(enumerate(numbers), key=lambda placed: placed[1] - placed[0]):
        members = [number for _, number in run]
        yield members[0], members[-1]


def _begins(text: str, line: int) -> list[int]:
    """Return the places, up to a line, at which lexing may begin: it takes 0.2 ms a line."""
    end = sum(len(one) + 1 for one in text.split("\n", line)[:line])
    return [0, *(found.start() for found in _BEGINS.finditer(text, 0, end) if found["line"] is not None)]


def _pieces(text: str, begins: Sequence[int], first: int, last: int) -> Iterator[tuple[int, str, str]]:
    """Yield line number, class and text of every token of these lines, those of several lines in parts."""
    start = sum(len(one) + 1 for one in text.split("\n", first)[: first - 1])
    begin = begins[bisect_right(begins, start) - 1]
    number = 1 + text.count("\n", 0, begin)
    for css, value in _tokens(text, begin):
        for place, part in enumerate(value.split("\n")):
            number += place > 0
            if number > last:
                return
            if part and number >= first:
                yield number, css, part


def _tokens(text: str, begin: int) -> Iterator[tuple[str, str]]:
    # Late: it takes 35 ms to import, and a report without bugs shows no such code.
    from pygments.lexers.python import PythonLexer

    for _, kind, value in PythonLexer().get_tokens_unprocessed(text[begin:_MOST_LEXED]):
        yield _class_of(kind), value
    yield "", text[max(begin, _MOST_LEXED) :]


@cache
def _class_of(kind: tuple[str, ...]) -> str:
    name = ".".join(("Token", *kind))
    return next((css for beginning, css in _CLASSES if name.startswith(beginning)), "")
