"""Colours Python code: each line as markup whose keywords, names, texts, numbers and comments have classes."""

import re
from collections.abc import Collection, Iterator
from functools import cache
from itertools import takewhile

from markupsafe import Markup, escape

from harness.renderers._markup import tag
from harness.renderers._text import clean

# Longer texts are shown plain from there on: the worst that was tried (only `@`) takes 0.4 s for so many characters.
_MOST_LEXED = 40_000
_MOST_COLUMNS = 300
# A text or comment, or, outside of these, the margin at which a function or class begins: there lexing may begin anew.
_BEGINS = re.compile(
    r"""(\"{3}|'{3})(?:\\.|.)*?(?:\1|\Z)|\#[^\n]*|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|^(?P<margin>(?:def|class)\s)""",
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
    last = max(wanted, default=0)
    begin = _beginning(text, min(wanted, default=1))
    above = text.count("\n", 0, begin)
    lines: list[list[Markup]] = [[] for _ in range(above + 1)]
    width = 0
    for _, (css, piece) in takewhile(lambda numbered: numbered[0] <= last, _pieces(text, begin, above + 1)):
        if piece == "\n":
            lines.append([])
            width = 0
        elif width <= _MOST_COLUMNS and len(lines) in wanted:
            shown = clean(piece[: _MOST_COLUMNS - width]) + ("…" if width + len(piece) > _MOST_COLUMNS else "")
            lines[-1].append(tag("span", shown, class_=css) if css else escape(shown))
            width += len(piece) + (width + len(piece) > _MOST_COLUMNS)
    return tuple(Markup("").join(line) for line in lines[:last])


def _beginning(text: str, line: int) -> int:
    """Return where the function or class begins in which a line stands, or the text: lexing takes 0.2 ms a line."""
    end = sum(len(one) + 1 for one in text.split("\n", line)[:line])
    margins = [found.start() for found in _BEGINS.finditer(text, 0, end) if found["margin"]]
    return margins[-1] if margins else 0


def _pieces(text: str, begin: int, number: int) -> Iterator[tuple[int, tuple[str, str]]]:
    """Yield line number, class and text of every token, those of several lines in parts; line ends stand alone."""
    for css, value in _tokens(text, begin):
        for place, part in enumerate(value.split("\n")):
            if place:
                yield number, ("", "\n")
                number += 1
            if part:
                yield number, (css, part)


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
