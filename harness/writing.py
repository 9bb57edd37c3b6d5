"""How everything that people keep is written: a file is there whole or not at all, and an earlier one until then."""

import glob
import os
import time
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

ENDING = ".part"
# Of the name that is being written: four bytes each at most, and file systems take 255 with what stands behind.
MOST_CHARACTERS = 50
# Behind the process's number, so that nobody can put a file or a link there before.
RANDOM_BYTES = 4
# Seconds: a process that does not run here may run on another machine, which has the same folder.
LEFT_ALONE = 3600
# Where the system keeps what processes have open: a link of such a folder leads to no place of its own.
OPEN_FILES = ("/proc", "/dev/fd")
OUR_OPEN_FILES = ("/proc/self/fd", "/dev/fd")
MOST_LINKS = 40  # in a row: as many as Linux follows
PRIVATE, PUBLIC = 0o600, 0o666


def write(path: Path, parts: Iterable[str | bytes], *, private: bool = False) -> None:
    """Write a file and the folders above it; what UTF-8 cannot hold becomes a question mark.

    A `private` file, and folders made for it, can be read by their owner alone; another keeps the mode that it had, and
    a link stays one. Raises OSError, with what was there before as it was; what is no file, such as a pipe or
    /dev/stdout, is written as it is.
    """
    make_folder(path.parent, private=private)
    data = (part if isinstance(part, bytes) else part.encode("utf-8", "replace") for part in parts)
    place = _followed(path)
    if not _can_be_replaced(place):
        with _opened(place) as file:
            file.writelines(data)
        return
    part = part_of(place, PRIVATE if private else PUBLIC)
    new = Path(part.name)
    try:
        with part:
            if not private and place.exists():
                new.chmod(place.stat().st_mode)
            part.writelines(data)
        new.replace(place)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def make_folder(path: Path, *, private: bool = False) -> None:
    """Make a folder and those above it, `private` ones for their owner alone; one that is there stays as it is."""
    if not path.is_dir():
        make_folder(path.parent, private=private)
        path.mkdir(0o700 if private else 0o777, exist_ok=True)


def part_of(path: Path, mode: int) -> BinaryIO:
    """Return a new file beside `path`, which is another one each time; what ended processes left of it is removed.

    Raises OSError; what stands at its place already, a link too, is never written.
    """
    start = f".{path.name[:MOST_CHARACTERS]}."
    for left in path.parent.glob(f"{glob.escape(start)}*{ENDING}"):
        process, _, _ = left.name.removeprefix(start).removesuffix(ENDING).partition("-")
        with suppress(OSError):  # it is gone, or another account's
            if not _runs(process) and time.time() - left.lstat().st_mtime > LEFT_ALONE:
                left.unlink()
    part = path.with_name(f"{start}{os.getpid()}-{token_hex(RANDOM_BYTES)}{ENDING}")
    return open(part, "xb", opener=partial(os.open, mode=mode))


def _followed(path: Path) -> Path:
    """Return where links lead, but for those to what is open."""
    for _ in range(MOST_LINKS):
        if not path.is_symlink() or _is_open(path):
            break
        path = path.parent / path.readlink()
    return path


def _is_open(path: Path) -> bool:
    return any(path.parent.resolve().is_relative_to(folder) for folder in OPEN_FILES)


def _can_be_replaced(path: Path) -> bool:
    """Whether another file may take a place: there is none yet, or a regular one in a folder that we may change."""
    return not path.exists() or (path.is_file() and not _is_open(path) and os.access(path.parent, os.W_OK))


def _opened(path: Path) -> BinaryIO:
    """Open what stands there already; what is open in this process goes on where it is."""
    ours = path.name.isdecimal() and any(path.parent.resolve() == Path(one).resolve() for one in OUR_OPEN_FILES)
    return os.fdopen(os.dup(int(path.name)), "wb") if ours else path.open("wb")


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
