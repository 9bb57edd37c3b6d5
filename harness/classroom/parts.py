"""How a run writes: a file is there whole or not at all, and only its owner may read it."""

import errno
import glob
import os
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO

from harness.errors import UsageError

ENDING = ".part"
FULL = "the disk is full"
# The lower byte is the kind of fault: https://www.sqlite.org/rescode.html
KIND = 0xFF


def write(path: Path, parts: Iterable[str | bytes]) -> None:
    """Write a file so that it is there whole or not at all; what UTF-8 cannot hold becomes a question mark.

    Raises UsageError where it cannot be written.
    """
    try:
        own_folder(path.parent)
        with part_of(path) as file:
            file.writelines(part if isinstance(part, bytes) else part.encode("utf-8", "replace") for part in parts)
        Path(file.name).replace(path)
    except OSError as problem:
        with suppress(OSError, UnboundLocalError):
            Path(file.name).unlink()
        raise unwritable(path, FULL if problem.errno == errno.ENOSPC else problem.strerror or str(problem)) from None


def own_folder(path: Path) -> None:
    """Make a folder that only its owner may read, and so those above it; one that is there stays as it is."""
    if not path.is_dir():
        own_folder(path.parent)
        path.mkdir(0o700, exist_ok=True)


def unwritable(path: Path, reason: str) -> UsageError:
    """Return the fault that something of a run cannot be written, for this reason."""
    return UsageError(
        f"{path} cannot be written: {reason}. What is graded is kept: once there is room, the same command goes on."
    )


def unusable(path: Path, problem: sqlite3.Error) -> UsageError:
    """Return the fault that the file of results cannot be used."""
    kind = getattr(problem, "sqlite_errorcode", 0) & KIND
    if kind == sqlite3.SQLITE_FULL:
        return unwritable(path, FULL)
    if kind == sqlite3.SQLITE_IOERR:
        return unwritable(path, str(problem))
    return UsageError(f"{path} is damaged or in use ({problem}); remove it, or give another one with -o.")


def part_of(path: Path) -> BinaryIO:
    """Return a new file beside `path` that only its owner may read: two runs have two of them.

    What killed runs left of it is removed.
    """
    for left in path.parent.glob(f".{glob.escape(path.name)}.*{ENDING}"):
        if not _runs(left.name.removesuffix(ENDING).rpartition(".")[2]):
            left.unlink(missing_ok=True)
    new = path.with_name(f".{path.name}.{os.getpid()}{ENDING}")
    return open(new, "wb", opener=partial(os.open, mode=0o600))  # marks are for whoever grades, and nobody else


def _runs(process: str) -> bool:
    """Whether there is such a process on this machine; where that cannot be asked, it is taken to be there."""
    if os.name != "posix" or not process.isdecimal():
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
