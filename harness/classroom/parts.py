"""How a run over a class writes: for its owner alone, and what cannot be written stops a run that can go on."""

import errno
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from harness import writing
from harness.errors import UsageError
from harness.unwritable import told

# The lower byte is the kind of fault: https://www.sqlite.org/rescode.html
KIND = 0xFF
NUMBERS = {sqlite3.SQLITE_FULL: errno.ENOSPC, sqlite3.SQLITE_IOERR: errno.EIO, sqlite3.SQLITE_READONLY: errno.EACCES}


def write(path: Path, parts: Iterable[str | bytes]) -> None:
    """Write a file of marks, which are for whoever grades and nobody else; raises UsageError."""
    try:
        writing.write(path, parts, private=True)
    except OSError as problem:
        raise unwritable(path, problem) from None


def unwritable(path: Path, problem: OSError) -> UsageError:
    """Return the fault that something of a run cannot be written."""
    reason, step = told(path, problem)
    return UsageError(
        f"{path} cannot be written: {reason}; {step}. What is graded is kept: the same command then goes on."
    )


def unkept(path: Path, problem: OSError) -> UsageError:
    """Return the fault that a run finds no place for its results, before it begins."""
    reason, step = told(path, problem)
    return UsageError(f"The results cannot be kept in {path}: {reason}; {step}, or give another folder with -o.")


def unusable(path: Path, problem: sqlite3.Error) -> UsageError:
    """Return the fault that the file of results cannot be used."""
    number = NUMBERS.get(getattr(problem, "sqlite_errorcode", 0) & KIND)
    if number is not None:
        return unwritable(path, OSError(number, str(problem)))
    return UsageError(f"{path} is damaged or in use ({problem}); remove it, or give another one with -o.")
