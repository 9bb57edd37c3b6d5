"""One folder for all temporary files of a run, known to the store: what a killed run leaves, the next one removes."""

import fcntl
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from harness.classroom.executors import end_now
from harness.classroom.store import Store
from harness.isolation.scratch import remove

PREFIX = "harness-class-"
# The store may be anybody's file: it can name nothing but such a folder.
NAME = re.compile(rf"{PREFIX}\w+")


@contextmanager
def place(kept: Store) -> Iterator[Path]:
    """Give the folder of a run; Ctrl-C ends the processes that use it.

    It is among the system's temporary files, for a submission is told its path: not beside the marks.
    """
    for name in kept.places():
        _remove_left(kept, name)
    made = Path(tempfile.mkdtemp(prefix=PREFIX))
    # The kernel gives the lock back however we end, so that no other run takes this folder for one that was left.
    lock = _locked(made)
    kept.add_place(made.name)
    try:
        yield made
    except KeyboardInterrupt:
        end_now()
        raise
    finally:
        remove(str(made))
        if not made.exists():
            kept.forget_place(made.name)
        os.close(lock)


def _remove_left(kept: Store, name: str) -> None:
    """Remove what a run has left, unless it still runs."""
    path = Path(tempfile.gettempdir()) / name
    if NAME.fullmatch(name) and path.is_dir():
        with suppress(OSError):  # it is in use, or not ours
            lock = _locked(path)
            remove(str(path))
            os.close(lock)
    if not path.exists():
        kept.forget_place(name)


def _locked(folder: Path) -> int:
    """Return a descriptor that holds the folder's lock; raises OSError where another process has it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor
