"""A folder: the file that defines the LSTM's functions, with the others as its helpers."""

import os
from pathlib import Path, PurePosixPath

from harness.errors import UnreadableError
from harness.submissions.bundle import bundled, check_size, is_code, most_bytes
from harness.submissions.files import data_of, shown
from harness.submissions.submission import Submission

SUFFIXES = ()
# A folder of a course project is listed in milliseconds; a home directory given by mistake is not walked to its end.
MOST_ENTRIES = 10_000
# Deeper nesting is an installed package.
DEEPEST = 6


def matches(path: Path) -> bool:
    """Tell whether the path is a folder."""
    return path.is_dir()


def read(path: Path, main: str | None = "") -> Submission:
    """Return the submission in the folder; raises UnreadableError with one sentence."""
    name = shown(path.name or path.resolve().name or str(path.resolve()))
    contents: dict[PurePosixPath, bytes] = {}
    for relative in _listed(path, name):
        contents[relative] = data_of(path / relative, most_bytes(relative))
        check_size(name, contents)
    return bundled(name, contents, main)


def _listed(path: Path, name: str) -> list[PurePosixPath]:
    """Return the code in the folder, links to folders not followed; raises UnreadableError."""
    found: list[PurePosixPath] = []
    entries = 0
    problems: list[OSError] = []
    for place, folders, files in os.walk(path, onerror=problems.append):
        base = PurePosixPath(Path(place).relative_to(path).as_posix())
        entries += len(folders) + len(files)
        if entries > MOST_ENTRIES:
            raise UnreadableError(f"{name} holds more than {MOST_ENTRIES} files; give the folder of one submission.")
        keep = [folder for folder in sorted(folders) if is_code(base / folder / "it.py")]
        folders[:] = keep if len(base.parts) < DEEPEST else []
        found += [base / file for file in files if is_code(base / file)]
    if problems and not found:
        raise UnreadableError(f"{name} cannot be read: {problems[0].strerror}.")
    return sorted(found)
