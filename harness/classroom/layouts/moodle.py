"""A download from Moodle: a folder for each participant, `NAME_1234_assignsubmission_file`; another for a text."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from harness.classroom.entries import Entry

RANK = 1
NAME = re.compile(r"(?P<student>.+)_(?P<identity>\d+)_assignsubmission_(?P<kind>file|onlinetext)_?$")


def fits(there: Sequence[Path]) -> bool:
    """Whether some entry is named as Moodle names them."""
    return any(NAME.match(path.name) for path in there if path.is_dir())


def entries(there: Sequence[Path]) -> Iterator[Entry]:
    """Yield each participant, with the files; with the text where there is nothing else, as somebody handed in that."""
    found: dict[str, Entry] = {}
    for path in there:  # by name: files come before the text
        if (named := NAME.match(path.name)) and path.is_dir():
            found.setdefault(named["identity"], Entry(named["student"], (path,), identity=named["identity"]))
    yield from found.values()
