"""Knows the folders that earlier runs over a class have written, wherever they lie."""

import os
from collections.abc import Collection
from pathlib import Path

from harness.classroom.layouts import plain

# What a run writes first, and last of what it always writes.
CACHE = "cache.sqlite"
RESULTS = "results.jsonl"
# What SQLite's files begin with, and where in them a program puts a mark of its own: ours is "LSTM".
MAGIC = b"SQLite format 3\0"
MARK_AT = 68
MARK = b"LSTM"


def holds_results(folder: Path) -> bool:
    """Whether a folder is one that a run wrote, or holds such folders, and no code.

    The code of a student who keeps results beside it is a submission all the same.
    """
    if folder.is_symlink():
        return False
    found = False
    for place, _, names in os.walk(folder):  # of most folders the first one has code
        if any(Path(name).suffix.lower() in plain.endings() for name in names):
            return False
        found = found or _has_results(Path(place), names)
    return found


def _has_results(folder: Path, names: Collection[str]) -> bool:
    """Whether a run's store lies there; it may be anybody's file, so that its first bytes are all that is read."""
    path = folder / CACHE
    if CACHE not in names or path.is_symlink() or not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            head = file.read(MARK_AT + len(MARK))
    except OSError:
        return False
    # An earlier version made no mark.
    return head.startswith(MAGIC) and (head.endswith(MARK) or RESULTS in names)
