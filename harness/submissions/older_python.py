"""Python 2 in memory: print and exec statements, `except X, e`, `<>`, backticks, 0777, 10L, mixed tabs.

Every edit stays on its line, so that lines keep their numbers.  Names that Python 3 lacks (`xrange`, `unicode`) need no
edit: the worker defines them.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from harness.submissions.lexing import Token, statements, tokens
from harness.submissions.submission import Mend

# Methods of dictionaries that are gone, and those that take the same arguments.
METHODS = {"iteritems": "items", "itervalues": "values", "iterkeys": "keys", "has_key": "__contains__"}
_OLD_METHOD = re.compile(r"\.\s*(iteritems|itervalues|iterkeys|has_key)\b")
_OCTAL = re.compile(r"0[0-7]*[1-7][0-7]*[lL]?")
_LONG = re.compile(r"(?:\d+|0[xX][\da-fA-F]+)[lL]")
# Python 2 stopped at every eighth column; editors of students at every fourth.
TABS = (8, 4)


class Edit(NamedTuple):
    """Characters `start` to `end` become `text`."""

    start: int
    end: int
    text: str


Found = tuple[Mend, list[Edit]]


def mended(text: str) -> tuple[str, list[Mend]]:
    """Return the text with Python 2's syntax written as Python 3's, and what was changed."""
    found = [*_statements(text), *_spellings(text)]
    return _applied(text, [edit for _, edits in found for edit in edits]), [mend for mend, _ in found]


def methods_mended(text: str) -> tuple[str, list[Mend]]:
    """Return the text with calls of dictionary methods that are gone renamed; one that it defines itself is left."""
    if not _OLD_METHOD.search(text):
        return text, []
    found: list[Found] = []
    before: Token | None = None
    for token in tokens(text):
        if before is not None and before.text == "." and token.text in METHODS:
            name = METHODS[token.text]
            better = "key in d" if token.text == "has_key" else f"d.{name}()"
            found.append((Mend(token.line, f"d.{token.text}()", better), [Edit(token.start, token.end, name)]))
        if before is not None and before.text == "def" and token.text in METHODS:
            return text, []
        before = token
    return _applied(text, [edit for _, edits in found for edit in edits]), [mend for mend, _ in found]


def tabs_expanded(text: str) -> Iterator[str]:
    """Yield the text with the tabs of its margins as spaces, in the widths that were in use."""
    for width in TABS:
        lines = text.split("\n")
        margins = [len(line) - len(line.lstrip(" \t")) for line in lines]
        pairs = zip(lines, margins, strict=True)
        yield "\n".join(line[:margin].expandtabs(width) + line[margin:] for line, margin in pairs)


def _applied(text: str, edits: list[Edit]) -> str:
    pieces, place = [], 0
    for edit in sorted(edits):
        pieces += [text[place : edit.start], edit.text]
        place = edit.end
    return "".join([*pieces, text[place:]])


def _statements(text: str) -> Iterator[Found]:
    for found in statements(text):
        first = found[0]
        if first.text == "print":
            edits = _print(found)
            if edits:
                yield Mend(first.line, "print x", "print(x)"), edits
        elif first.text == "exec" and len(found) > 1 and found[1].text != "(":
            yield Mend(first.line, "exec x", "exec(x)"), _wrapped(found)
        elif first.text == "except" and (comma := _comma(found, 1)) is not None:
            yield Mend(first.line, "except X, e", "except X as e"), [Edit(comma.start, comma.end, " as")]
        elif first.text == "raise" and (comma := _comma(found, 1)) is not None:
            end = found[-1].end
            edits = [Edit(comma.start, comma.end + (text[comma.end : comma.end + 1] == " "), "("), Edit(end, end, ")")]
            yield Mend(first.line, "raise X, text", "raise X(text)"), edits


def _print(found: list[Token]) -> list[Edit]:
    """Return the edits that make a call of a print statement; none where it is a call already."""
    if len(found) == 1:
        return [Edit(found[0].end, found[0].end, "()")]
    second, last = found[1], found[-1]
    # A call, an attribute, a name that is bound.
    if second.text in ("=", ".") or (second.text == "(" and _closed_at(found, 1) == len(found) - 1):
        return []
    if second.text == ">>":
        comma = _comma(found, 2)
        # `print >>file, x` where the file is one name
        if comma is None or comma is not found[3] or last is comma:
            return []
        return [Edit(found[0].end, found[4].start, "("), Edit(last.end, last.end, f", file={found[2].text})")]
    if last.text == ",":
        return _wrapped(found[:-1], ", end=' '", until=last.end)
    return _wrapped(found)


def _wrapped(found: list[Token], after: str = "", *, until: int | None = None) -> list[Edit]:
    """Return the edits that put brackets around all that follows the first word."""
    end = found[-1].end
    return [Edit(found[0].end, found[1].start, "("), Edit(end, until or end, f"{after})")]


def _closed_at(found: list[Token], opening: int) -> int:
    """Return the place of the token that closes the bracket at `opening`, or -1."""
    depth = found[opening].depth + 1
    closing = (n for n, one in enumerate(found) if n > opening and one.depth == depth and one.text in ")]}")
    return next(closing, -1)


def _comma(found: list[Token], start: int) -> Token | None:
    return next((one for one in found[start:] if one.depth == 0 and one.text == ","), None)


def _spellings(text: str) -> Iterator[Found]:
    quote: Token | None = None
    for token in tokens(text):
        edit = Edit(token.start, token.end, "")
        if token.text == "<>":
            yield Mend(token.line, "a <> b", "a != b"), [edit._replace(text="!=")]
        elif token.text == "`" and quote is not None and quote.line == token.line:
            yield Mend(token.line, "`x`", "repr(x)"), [Edit(quote.start, quote.end, "repr("), edit._replace(text=")")]
            quote = None
        elif token.text == "`":
            quote = token
        elif token.kind == "number" and _OCTAL.fullmatch(token.text):
            digits = token.text.rstrip("lL").lstrip("0")
            yield Mend(token.line, token.text, f"0o{digits}"), [edit._replace(text=f"0o{digits}")]
        elif token.kind == "number" and _LONG.fullmatch(token.text):
            yield Mend(token.line, token.text, token.text[:-1]), [edit._replace(text=token.text[:-1])]
        elif token.kind == "string" and token.text[:2].lower() == "ur":
            yield Mend(token.line, 'ur""', 'r""'), [edit._replace(text=token.text[1:])]
