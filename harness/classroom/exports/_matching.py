"""Which line of the instructor's file is which student's: by number, by login, by a name that nobody else has."""

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from harness.classroom.exports._form import File, cell


class Places:
    """Names of lines; one that stands for two lines leads to neither."""

    def __init__(self) -> None:
        self._lines: dict[str, set[int]] = defaultdict(set)

    def add(self, names: Iterable[str], line: int) -> None:
        """Let these names lead to a line."""
        for name in names:
            if name:
                self._lines[name].add(line)

    def find(self, names: Iterable[str]) -> int | None:
        """Return the line to which the first name leads that leads to a single one."""
        for name in names:
            lines = self._lines.get(name, set())
            if len(lines) == 1:
                return next(iter(lines))
        return None


def folded(name: str) -> str:
    """Return a name without case, accents' composition, blanks and marks, as file names of downloads have it."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name)).casefold()


def turned(name: str) -> str:
    """Return `Given Family` for `Family, Given`."""
    family, comma, given = name.partition(",")
    return f"{given} {family}" if comma else name


def not_placed(name: str, left: Sequence[tuple[str, str]]) -> Iterator[File]:
    """Yield a file of the students and marks for whom there is no line, if there are any."""
    if left:
        text = StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(("student", "earned"))
        writer.writerows((cell(student), earned) for student, earned in left)
        yield File(name, [text.getvalue()])
