"""A CSV file of the instructor's own, filled in: what is not filled keeps its bytes, quotes and line ends."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from harness.errors import UsageError

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
# A cell as it stands in the file, and what ends it.
CELL = {mark: re.compile(rf'("(?:[^"]|"")*"|[^{mark}\r\n]*)({mark}|\r\n|\r|\n|\Z)') for mark in ",;"}


@dataclass
class Line:
    """A line of the file: each cell as it is written there, and what follows it."""

    raw: list[str]
    ends: list[str]

    def cells(self) -> list[str]:
        """Return the values of the cells."""
        return [cell[1:-1].replace('""', '"') if cell.startswith('"') else cell for cell in self.raw]

    def fill(self, column: int, value: str) -> None:
        """Replace one cell, quoted where it must be."""
        self.raw[column] = '"' + value.replace('"', '""') + '"' if re.search(r'[",;\r\n]', value) else value


@dataclass(frozen=True)
class Sheet:
    """A file in memory, its header and the lines below."""

    path: Path
    header: list[str]
    lines: list[Line]  # the header is the first

    def render(self) -> bytes:
        """Return the file's bytes."""
        text = "".join(cell + end for line in self.lines for cell, end in zip(line.raw, line.ends, strict=True))
        return text.encode("utf-8", "surrogateescape")

    def column(self, *names: str) -> int | None:
        """Return the place of the first of these columns that there is."""
        return next((self.header.index(name) for name in names if name in self.header), None)


def opened(path: Path) -> Sheet:
    """Read a CSV file; raises UsageError."""
    try:
        text = path.read_bytes().decode("utf-8", "surrogateescape")
    except OSError as problem:
        raise UsageError(f"{path} cannot be read: {problem.strerror}.") from None
    first = text.partition("\n")[0]
    mark = ";" if first.count(";") > first.count(",") else ","
    lines = list(_lines(text, CELL[mark]))
    header = [cell.removeprefix(BOM).strip() for cell in lines[0].cells()] if lines else []
    if lines and lines[0].raw[0].startswith(f'{BOM}"'):
        header[0] = header[0].strip('"')
    return Sheet(path, header, lines)


def _lines(text: str, cell: re.Pattern[str]) -> Iterator[Line]:
    line, position = Line([], []), 0
    while position < len(text) or line.raw:
        found = cell.match(text, position)
        if found is None:  # a quote that is not closed, or text behind one: the rest is one cell
            line.raw.append(text[position:])
            line.ends.append("")
            yield line
            return
        line.raw.append(found[1])
        line.ends.append(found[2])
        position = found.end()
        if found[2] not in (",", ";"):
            yield line
            line = Line([], [])
