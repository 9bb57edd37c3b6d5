"""What can be saved of a text that Python cannot parse: its statements one by one, mended or left out by name."""

import ast
import re
import textwrap
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from harness.submissions import magics, older_python
from harness.submissions.lexing import STARTS, tokens
from harness.submissions.submission import Hole, Mend

# A line at the margin that begins so goes on with the statement above.
_GOES_ON = re.compile(r"(?:else|elif|except|finally)\b|[)\]}]")
# Where a bracket or quote was never closed, a line that begins at the margin still begins something new.
_BEGINS = re.compile(r"[^\s#)\]}]")
# What Python says of lines, which count within the part that it was shown.
_LINES = re.compile(r" on line \d+| \(detected at line \d+\)")


# Twice the longest script seen. Cutting and mending costs 20 µs a character: 3 s for the worst text of this size.
MOST_MENDED = 2**17


class Problem(NamedTuple):
    """Why Python cannot parse a text, and at which of its lines."""

    line: int | None
    message: str


@dataclass
class Saved:
    """The lines that are executed, the holes between them, and the old spellings that were mended."""

    lines: list[str]
    holes: list[Hole] = field(default_factory=list)
    mends: list[Mend] = field(default_factory=list)


def problem(text: str) -> Problem | None:
    """Return why Python cannot parse the text; None where it can."""
    found = parsed(text)
    return found if isinstance(found, Problem) else None


# One: a text that has no holes is asked for again as a whole.
@lru_cache(maxsize=1)
def parsed(text: str) -> ast.Module | Problem:
    """Return the syntax tree of the text, which must not be changed, or why Python cannot parse it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an invalid escape in a student's string is none of our business
            return ast.parse(text)
    except SyntaxError as error:
        return Problem(error.lineno, _LINES.sub("", error.msg))
    except (RecursionError, MemoryError):
        return Problem(None, "an expression is nested too deeply")
    except ValueError as error:
        return Problem(None, str(error))


def saved(text: str) -> Saved:
    """Return what can be executed of the text, line for line; the rest is blank, and so is all of a text too long."""
    if len(text) > MOST_MENDED:
        kept = Saved(text.split("\n"))
        if (why := problem(text)) is not None:
            _leave_out(kept, 0, len(kept.lines), why)
        return kept
    text, renamed = older_python.methods_mended(text)
    lines = text.split("\n")
    kept = Saved(lines, [], renamed)
    if problem(text) is not None:
        for first, last in _blocks(lines, _starts(text)):
            _save(kept, first, last)
        kept.holes = _joined(kept)
    return kept


def _joined(kept: Saved) -> list[Hole]:
    """Return the holes, those with nothing between them as one."""
    found: list[Hole] = []
    for hole in sorted(kept.holes):
        if found and not any(line.strip() for line in kept.lines[found[-1].last : hole.line - 1]):
            found[-1] = found[-1]._replace(last=hole.last)
        else:
            found.append(hole)
    return found


def moved(hole: Hole, lines: int) -> Hole:
    """Return the hole in a text before which so many lines are put."""
    return hole._replace(line=hole.line + lines, last=hole.last + lines, at=hole.at + lines)


def _save(kept: Saved, first: int, last: int) -> None:
    """Mend the lines `first` up to `last` (from 0, excluded) in place, or leave out as little of them as can be."""
    block = kept.lines[first:last]
    text = "\n".join(block)
    why = problem(text)
    if why is None:
        return
    tried = {text}
    for attempt, mends in _attempts(text):
        if attempt not in tried and problem(attempt) is None:
            kept.lines[first:last] = attempt.split("\n")
            kept.mends += [mend._replace(line=mend.line + first) for mend in mends]
            return
        tried.add(attempt)
    parts = list(_blocks(block, [n for n, line in enumerate(block) if _BEGINS.match(line)]))
    if len(parts) > 1:
        for start, end in parts:
            _save(kept, first + start, first + end)
    elif not _save_body(kept, first, last):
        _leave_out(kept, first, last, why)


def _attempts(text: str) -> Iterator[tuple[str, list[Mend]]]:
    """Yield the text as it may be meant: without magics, in Python 3, with spaces for tabs, at the margin."""
    plain = magics.answered(text)
    yield plain, []
    # What a web page puts between words looks like a space.
    newer, mends = older_python.mended(plain.replace("\N{NO-BREAK SPACE}", " "))
    if not mends:
        yield newer, []
    if mends:
        yield newer, mends
    if "\t" in text:
        told = [Mend(text[: text.index("\t")].count("\n") + 1, "tabs mixed with spaces", "spaces"), *mends]
        yield from ((spaced, told) for spaced in older_python.tabs_expanded(newer))
    yield textwrap.dedent(newer), mends


def _save_body(kept: Saved, first: int, last: int) -> bool:
    """Save a class method by method; tells whether any was."""
    head = next((n for n in range(first, last) if re.match(r"class\b.*:\s*(#.*)?$", kept.lines[n])), None)
    if head is None or head + 1 >= last:
        return False
    body = kept.lines[head + 1 : last]
    margin = next((len(line) - len(line.lstrip()) for line in body if line.strip()), 0)
    if margin == 0:
        return False
    inner = saved(textwrap.dedent("\n".join(body)))
    if not any(line.strip() and not line.lstrip().startswith("#") for line in inner.lines):
        return False
    again = [" " * margin + line if line.strip() else "" for line in inner.lines]
    if problem("\n".join([*kept.lines[first : head + 1], *again])) is not None:
        return False
    kept.lines[head + 1 : last] = again
    kept.holes += [moved(hole, head + 1) for hole in inner.holes]
    kept.mends += [mend._replace(line=mend.line + head + 1) for mend in inner.mends]
    return True


def _leave_out(kept: Saved, first: int, last: int, why: Problem) -> None:
    says = [n for n in range(first, last) if kept.lines[n].strip() and not kept.lines[n].startswith("#")]
    start, end = (says[0] + 1, says[-1] + 1) if says else (first + 1, last)
    at = min(max(start, (why.line or 0) + first), end)
    kept.holes.append(Hole(start, end, at, why.message))
    kept.lines[first:last] = [""] * (last - first)


def _starts(text: str) -> list[int]:
    """Return the lines, from 0, at whose margin a statement begins."""
    found, fresh = [], True
    for token in tokens(text):
        at_margin = token.start == 0 or text[token.start - 1] == "\n"
        begins = fresh or STARTS.match(text, token.start) is not None
        if at_margin and begins and token.kind != "newline" and not _GOES_ON.match(text, token.start):
            found.append(token.line - 1)
        fresh = token.kind == "newline"
    return found


def _blocks(lines: list[str], starts: list[int]) -> Iterator[tuple[int, int]]:
    """Yield first and last line (excluded) of each block; a decorator belongs to what it decorates."""
    kept: list[int] = []
    for start in starts:
        above = next((n for n in reversed(kept) if n < start), None)
        decorated = (
            above is not None
            and all(line.startswith(("@", "#")) or not line.strip() for line in lines[above:start])
            and lines[above].startswith("@")
        )
        if not decorated:
            kept.append(start)
    edges = sorted({0, *kept, len(lines)})
    yield from pairwise(edges)
