"""What only IPython understands (`%matplotlib`, `%%time`, `!pip`, `?help`): answered without running it."""

import re
from typing import NamedTuple

from harness.submissions.lexing import line_after

# Cells under these hold Python after their first line; under any other they hold something else.
PYTHON_CELLS = frozenset({"time", "timeit", "capture", "prun", "memit", "python", "python3", "pypy", "debug", "px"})
# Line magics before a statement that counts.
TIMED = re.compile(r"%(?:time|timeit|prun|memit)\s+(?!-)(?=\S)")
RUN = re.compile(r"%run\s+(?:\./)?([A-Za-z_]\w*)(?:\.py)?\s*$")
_LINE = re.compile(r"[%!?]|[\w.*()\[\]]+\s?\?{1,2}$")
_ASSIGNED = re.compile(r"[\w.][\w.,\s]*=\s*[%!]")
_CELL = re.compile(r"%%(\w+)\s*(.*)")


class CellMagic(NamedTuple):
    """The magic that a cell begins with: its name, and what follows on the line."""

    name: str
    rest: str


def cell_magic(lines: list[str]) -> CellMagic | None:
    """Return the magic in the first line that says something, if it is one for the whole cell."""
    first = next((line for line in lines if line.strip() and not line.lstrip().startswith("#")), "")
    match = _CELL.match(first.strip())
    return CellMagic(match.group(1), match.group(2)) if match else None


def answered(text: str) -> str:
    """Return the text with the lines of IPython turned into nothing; the number of lines is kept."""
    lines = text.split("\n")
    start, line = 0, 1
    while start < len(text):
        words = lines[line - 1]
        if not _is_magic(words.strip()):
            start, line = line_after(text, start, line)
            continue
        lines[line - 1] = _instead(words)
        while words.endswith("\\") and line < len(lines):  # it goes on
            start, line = start + len(words) + 1, line + 1
            words, lines[line - 1] = lines[line - 1], ""
        start, line = start + len(words) + 1, line + 1
    return "\n".join(lines)


def _is_magic(words: str) -> bool:
    return _LINE.match(words) is not None or _ASSIGNED.match(words) is not None


def _instead(line: str) -> str:
    words = line.strip()
    margin = line[: len(line) - len(line.lstrip())]
    if match := TIMED.match(words):
        return margin + words[match.end() :]
    if match := RUN.match(words):
        return f"{margin}from {match.group(1)} import *"
    if match := _ASSIGNED.match(words):
        return margin + words[: match.end() - 1] + "None"
    return f"{margin}pass" if margin else ""
