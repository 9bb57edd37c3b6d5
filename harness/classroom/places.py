"""One folder for all temporary files of a run, known to the store: what a killed run leaves, the next one removes."""

import fcntl
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from harness.classroom.executors import end_now
from harness.classroom.holding import held
from harness.classroom.store import Store
from harness.errors import UsageError
from harness.isolation.scratch import remove
from harness.unwritable import told

PREFIX = "harness-class-"
# The store may be anybody's file: it can name nothing but such a folder.
NAME = re.compile(rf"{PREFIX}\w+")

# A process that is killed, and those that end with it, are gone in milliseconds, on a loaded machine in tenths of a
# second.
ENDING = 2.0
PAUSE = 0.02


@contextmanager
def place(kept: Store, within: Path | None = None) -> Iterator[Path]:
    """Give the folder of a run; Ctrl-C, SIGTERM and any fault end the processes that use it, and it is removed.

    Raises UsageError where none can be made.

    It is among the system's temporary files unless it is to be `within` another folder; a submission is told its path,
    so that it has no place beside the marks.
    """
    with ExitStack() as last:
        with held():
            try:
                within = within or Path(tempfile.gettempdir())
                for name in kept.places():
                    if not NAME.fullmatch(name) or _removed(within / name):
                        kept.forget_place(name)
                made = Path(tempfile.mkdtemp(prefix=PREFIX, dir=within))
                lock = _locked(made)
            except OSError as problem:
                raise _without(within, problem) from None
            last.callback(_end, made, lock, kept)
            # Only now, since a run that starts beside us removes what is known and not locked; the kernel gives the
            # lock back however we end.
            kept.add_place(made.name)
        try:
            yield made
        except BaseException:
            end_now()  # nobody reads what they answer: they would never end
            raise


def _end(made: Path, lock: int, kept: Store) -> None:
    """Remove a run's folder, whatever is still written into it for a moment; an impatient Ctrl-C waits for that."""
    with held():
        patience = time.monotonic() + ENDING
        while True:
            remove(str(made))
            if not made.exists() or time.monotonic() > patience:
                break
            time.sleep(PAUSE)
        if not made.exists():
            kept.forget_place(made.name)
        os.close(lock)


def _without(within: Path | None, problem: OSError) -> UsageError:
    """Return the fault that temporary files have no place."""
    if within is None:  # the system's places were all tried, with a file
        return UsageError(
            f"There is no folder that takes temporary files ({problem.strerror}); name one in the variable TMPDIR."
        )
    reason, step = told(within, problem)
    return UsageError(
        f"Temporary files cannot be written to {within}: {reason}; {step}, or name another folder "
        "in the variable TMPDIR."
    )


def _removed(path: Path) -> bool:
    """Remove what a run has left, unless it still runs; tells whether it is gone."""
    with suppress(OSError):  # it is gone, in use, or not ours
        lock = _locked(path)
        remove(str(path))
        os.close(lock)
    return not path.exists()


def _locked(folder: Path) -> int:
    """Return a descriptor that holds the folder's lock; raises OSError where another process has it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor
