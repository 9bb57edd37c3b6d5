"""Start the worker's process: a bare interpreter that finds NumPy and nothing installed beside it."""

import fcntl
import importlib.util
import json
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from harness.errors import WorkerError
from harness.isolation.way import Confined, Limits

# The package `harness` is only a path here: the worker must not run the installed one's neighbours. What is imported
# stays: looking for garbage in it takes a tenth of the start.
BOOTSTRAP = (
    "import gc, json, sys, types; gc.disable(); "
    "package = types.ModuleType('harness'); package.__path__ = [sys.argv[1]]; sys.modules['harness'] = package; "
    "from harness.inside import numpy_only; numpy_only.install(sys.argv[2]); "
)
SERVE = "from harness.worker import main; main(json.loads(sys.argv[3]))"
# No user's site, no site packages, no current folder on the path.
OPTIONS = ("-s", "-S", "-P")
ENVIRONMENT = {
    # RLIMIT_AS: each thread of the linear algebra reserves 50 MB; and one thread gives repeatable sums.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    # The order of a set of symbols decides a course script's vocabulary: the same in every run.
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "LANG": "C.UTF-8",
    "PATH": "",
}
# Some interpreters find their own library by these.
PASSED_ON = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
# Above the numbers that the worker uses (0 to 4), so that none is overwritten while they are set up.
FIRST_FREE = 10
CHANNEL_BYTES = 2**20  # several requests fit, so that neither side waits for the other


def spawn(
    way: str,
    limits: Limits,
    enforced: tuple[str, ...],
    not_enforced: tuple[str, ...],
    end: Callable[[Confined], int | None],
    executable: str = sys.executable,
) -> Confined:
    """Start a worker that confines itself in the way named, before it sees a submission; returns at once.

    Raises WorkerError where the process cannot be started.
    """
    scratch = tempfile.mkdtemp(prefix="submission-")
    configuration = configured(way, limits, scratch)
    with pipe() as (their_requests, our_requests), pipe(ours_reads=True) as (their_replies, our_replies):
        try:
            process = launched(SERVE, json.dumps(configuration), scratch, (their_requests, their_replies), executable)
        except WorkerError:
            os.rmdir(scratch)  # noqa: PTH106  (as it was made)
            os.close(our_requests)
            os.close(our_replies)
            raise
    wait = partial(collect, process)
    return Confined(process, our_requests, our_replies, scratch, way, enforced, not_enforced, end, wait)


def configured(way: str, limits: Limits, scratch: str) -> dict[str, object]:
    """Return what the worker is told when it starts."""
    return {"way": way, "scratch": scratch, **limits._asdict(), "parent": _guardian()}


def launched(code: str, argument: str, home: str, descriptors: Sequence[int], executable: str = sys.executable) -> int:
    """Start a bare interpreter with these descriptors as 3, 4, … that runs `code`; returns the process.

    Raises WorkerError where it cannot be started.
    """
    arguments = [executable, *OPTIONS, "-c", BOOTSTRAP + code, _package(), folder_of("numpy"), argument]
    environment = ENVIRONMENT | {"HOME": home, "TMPDIR": home}
    environment |= {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    null = os.open(os.devnull, os.O_RDWR)
    try:
        actions = [
            (os.POSIX_SPAWN_DUP2, source, place) for place, source in enumerate((null, null, null, *descriptors))
        ]
        return os.posix_spawn(executable, arguments, environment, file_actions=actions)
    except OSError as problem:
        raise WorkerError(f"The worker process could not be started: {problem.strerror}.") from None
    finally:
        os.close(null)


def _guardian() -> int | None:
    """Return the process with which a worker started now ends, None where its end must not end the worker."""
    # The kernel ties a child to the thread that started it, and only the main thread lives as long as the harness.
    return os.getpid() if threading.current_thread() is threading.main_thread() else None


def collect(process: int, seconds: float) -> int | None:
    """Wait at most `seconds` for the process to end; returns its wait status, None where it has not ended."""
    event = threading.Event()
    pause = 0.001
    while True:
        try:
            done, status = os.waitpid(process, os.WNOHANG)
        except ChildProcessError:
            return 0  # somebody else has collected it
        if done == process:
            return status
        if seconds <= 0:
            return None
        event.wait(pause)
        seconds -= pause
        pause = min(2 * pause, 0.05)


def kill(process: int, number: signal.Signals, *, group: bool = False) -> None:
    """Send a signal to a process or its group, which may be gone already."""
    try:
        (os.killpg if group else os.kill)(process, number)
    except OSError:
        return


@contextmanager
def pipe(*, ours_reads: bool = False) -> Iterator[tuple[int, int]]:
    """Give (the worker's end, our end), ours without waiting; the worker's is closed here afterwards."""
    ends = [moved(end) for end in os.pipe()]
    ours, theirs = (ends[0], ends[1]) if ours_reads else (ends[1], ends[0])
    os.set_blocking(ours, False)
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        # A user's share of pipe memory may be used up: the usual size serves, more slowly.
        with suppress(OSError):
            fcntl.fcntl(ours, fcntl.F_SETPIPE_SZ, CHANNEL_BYTES)
    try:
        yield theirs, ours
    finally:
        os.close(theirs)


def moved(descriptor: int) -> int:
    """Return the descriptor under a number that the worker does not use, closed for programs that are started."""
    free = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, FIRST_FREE)
    os.close(descriptor)
    return free


def _package() -> str:
    return str(Path(__file__).resolve().parent.parent)


def folder_of(package: str) -> str:
    """Return the folder of a package without importing it, since the worker starts first; raises WorkerError."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise WorkerError(f"{package} is not installed for this Python; install the harness with its dependencies.")
    return str(Path(found.origin).parent)
