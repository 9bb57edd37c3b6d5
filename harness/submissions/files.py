"""Reads a file's bytes without ever waiting on a FIFO, reading a device or following a link out of its folder."""

import os
import stat
from pathlib import Path

from harness.errors import UnreadableError

MEGABYTE = 2**20


def data_of(path: Path, most: int) -> bytes:
    """Return the file's bytes; raises UnreadableError with one sentence, also where there are more than `most`."""
    name = shown(path.name)
    descriptor = _opened(path, name)
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        raise UnreadableError(
            f"{name} is {_kind(mode)}, not a file; give a Python file, a notebook, a folder or a zip."
        )
    try:
        # The descriptor, so that what was checked is what is read.
        with open(descriptor, "rb") as file:  # noqa: PTH123
            data = file.read(most + 1)
    except OSError as problem:
        raise UnreadableError(f"{name} cannot be read: {problem.strerror}.") from None
    if len(data) > most:
        raise too_large(name, most)
    return data


def too_large(name: str, most: int) -> UnreadableError:
    """Return the error of a file of more than `most` bytes."""
    return UnreadableError(
        f"{name} is larger than {most // MEGABYTE} MB; leave out data and pictures, and submit code."
    )


def shown(name: str) -> str:
    """Return a file name fit to be printed: control characters and undecodable bytes are escaped."""
    text = name.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)


def _opened(path: Path, name: str) -> int:
    try:
        if path.is_symlink() and path.resolve().parent != path.parent.resolve():
            raise UnreadableError(f"{name} is a link to a file outside its folder; give that file itself.")
        # O_NONBLOCK: opening a FIFO must not wait for its writer.
        return os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        raise UnreadableError(f"There is no file {name}; check the path.") from None
    except (OSError, ValueError, RuntimeError) as problem:
        reason = getattr(problem, "strerror", None) or problem
        raise UnreadableError(f"{name} cannot be opened: {reason}.") from None


def _kind(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "a folder"
    if stat.S_ISFIFO(mode):
        return "a FIFO"
    return "a device or socket"
