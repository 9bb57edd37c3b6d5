"""Where a file is written before it takes its place, so that it is there whole or not at all."""

import glob
import os
from functools import partial
from pathlib import Path
from typing import BinaryIO

ENDING = ".part"


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
