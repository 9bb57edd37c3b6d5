"""A download from Canvas: files `name_1234_5678_original.py`, `_LATE` after the name of a late one.

What was typed in online is `name_1234_text.html`, and an address `name_1234_link.html`.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from harness.classroom.entries import Entry

RANK = 2
NAME = re.compile(
    r"(?P<student>.+?)(?:_LATE)?_(?P<identity>\d+)_(?:\d+_(?P<file>.+)|(?P<typed>(?:text|link)\.html))$", re.IGNORECASE
)
# Canvas counts how often a file of the same name was handed in, before the ending.
AGAIN = re.compile(r"-\d+(?=\.\w+$)")


def fits(there: Sequence[Path]) -> bool:
    """Whether most of what lies there are files named as Canvas names them: a stray one changes no student's name."""
    return 2 * sum(path.is_file() and NAME.match(path.name) is not None for path in there) > len(there)


def entries(there: Sequence[Path]) -> Iterator[Entry]:
    """Yield a student for each name and number, with all files that came together."""
    files: dict[tuple[str, str], list[Path]] = defaultdict(list)
    for path in there:
        if (named := NAME.match(path.name)) and path.is_file():
            files[named["student"], named["identity"]].append(path)
    for (student, identity), paths in files.items():
        yield Entry(student, tuple(paths), identity=identity, names=_names(paths))


def _names(paths: Sequence[Path]) -> tuple[str, ...]:
    """Return what a student called the files, whose modules import each other by these names.

    Of files that were handed in twice under one name the names of the download stay.
    """
    given = [(named["file"] or named["typed"] if (named := NAME.match(path.name)) else path.name) for path in paths]
    names = [AGAIN.sub("", name) for name in given]
    return tuple(names if len(set(map(str.casefold, names))) == len(names) else [path.name for path in paths])
