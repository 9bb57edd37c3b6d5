"""A download from Moodle: a folder for each participant, `NAME_1234_assignsubmission_file`."""

import re
from collections.abc import Iterator
from pathlib import Path

from harness.classroom.entries import Entry

RANK = 1
NAME = re.compile(r"(?P<student>.+)_(?P<identity>\d+)_assignsubmission_file_?$")


def fits(folder: Path) -> bool:
    """Whether some entry is named as Moodle names them."""
    return any(NAME.match(path.name) for path in folder.iterdir() if path.is_dir())


def entries(folder: Path) -> Iterator[Entry]:
    """Yield a participant for each folder of this form."""
    for path in folder.iterdir():
        named = NAME.match(path.name)
        if named and path.is_dir():
            yield Entry(named["student"], (path,), identity=named["identity"])
