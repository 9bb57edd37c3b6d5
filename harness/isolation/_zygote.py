"""A way that pays for the start once: strict, but every worker is forked from a process that has NumPy loaded."""

import json
import os
import select
import signal
import socket
import tempfile
import threading
from types import TracebackType
from typing import Self

from harness.errors import WorkerError
from harness.isolation import strict
from harness.isolation.spawn import collect, configured, kill, launched, moved, pipe
from harness.isolation.way import Confined, Limits

SERVE = (
    "from harness.worker import main, operations; operations(); from harness.inside.forking import forks; main(forks())"
)
# It imports NumPy before it answers, on a loaded machine.
PATIENCE = 60.0
GRACE = 2.0
MAX_ANSWER = 64
STATUS_BYTES = 4


class Zygote:
    """The way `strict` for many submissions; use it in `with`, from as many threads as you like."""

    STRENGTH = strict.STRENGTH
    ENFORCED: tuple[str, ...] = strict.ENFORCED
    NOT_ENFORCED: tuple[str, ...] = strict.NOT_ENFORCED

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owner = 0
        self.process: int | None = None
        self._control: socket.socket | None = None

    def __enter__(self) -> Self:
        """Start it at once: it imports NumPy while the caller does. Raises WorkerError."""
        with self._lock:
            self._begin()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def available(self) -> str | None:
        """Return None where the way strict works, else the reason."""
        return strict.available()

    def start(self, limits: Limits) -> Confined:
        """Fork a worker, which confines itself before it sees a submission. Raises WorkerError."""
        scratch = tempfile.mkdtemp(prefix="submission-")
        configuration = json.dumps(configured("strict", limits, scratch)).encode()
        kept: list[int] = []
        try:
            with (
                pipe() as (their_requests, our_requests),
                pipe(ours_reads=True) as (their_replies, our_replies),
                pipe(ours_reads=True) as (their_status, our_status),
            ):
                kept += [our_requests, our_replies, our_status]
                process, watch = self._fork(configuration, [their_requests, their_replies, their_status])
        except WorkerError:
            for descriptor in kept:
                os.close(descriptor)
            os.rmdir(scratch)  # noqa: PTH106  (as it was made)
            raise
        forked = _Forked(watch, our_status)
        return Confined(
            process,
            our_requests,
            our_replies,
            scratch,
            "strict",
            self.ENFORCED,
            self.NOT_ENFORCED,
            forked.end,
            forked.wait,
        )

    def close(self) -> None:
        """End the process; forks that still run end with it."""
        with self._lock:
            if self._control is not None:
                self._control.close()
            if self.process is not None and self._owner == os.getpid():
                kill(self.process, signal.SIGKILL)
                collect(self.process, GRACE)
            self.process = self._control = None

    def _fork(self, configuration: bytes, descriptors: list[int]) -> tuple[int, int]:
        """Return a new worker and a descriptor of its process; a zygote that has died is started again, once."""
        with self._lock:
            for _ in range(2):
                control = self._begin()
                try:
                    socket.send_fds(control, [configuration], descriptors)
                    answer, found, _, _ = socket.recv_fds(control, MAX_ANSWER, 1)
                except OSError:
                    answer, found = b"", []
                if answer and found:
                    return int(answer), moved(found[0])
                self._forget()
        raise WorkerError("The process that starts the workers has ended twice; grade without it.")

    def _begin(self) -> socket.socket:
        """Return the channel to the running process, which is started where there is none, or only another's."""
        if self._control is None or self._owner != os.getpid():
            if self._control is not None:  # the copy that came with a fork; the other process keeps its own
                self._control.close()
            self._control = None
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            # Moved above the places that it takes in the new process.
            place = moved(theirs.detach())
            try:
                self.process = launched(SERVE, "", tempfile.gettempdir(), [place])
            except BaseException:
                ours.close()
                raise
            finally:
                os.close(place)
            ours.settimeout(PATIENCE)
            self._control, self._owner = ours, os.getpid()
        return self._control

    def _forget(self) -> None:
        if self._control is not None:
            self._control.close()
        if self.process is not None:
            kill(self.process, signal.SIGKILL)
            collect(self.process, GRACE)
        self.process = self._control = None


class _Forked:
    """A fork's process, which is another's child: its descriptor, and the pipe through which its status comes."""

    def __init__(self, watch: int, status: int) -> None:
        self._watch = watch
        self._status = status
        self._found: int | None = None
        self._closed = False

    def wait(self, seconds: float) -> int | None:
        """Wait at most `seconds` for the process to end; returns its wait status, None where it has not ended."""
        if self._found is None and not self._closed:
            ready, _, _ = select.select([self._status], [], [], max(seconds, 0.0))
            if ready:
                data = os.read(self._status, STATUS_BYTES)
                # Without a status the zygote was killed, and its forks with it.
                self._found = int.from_bytes(data, "little") if data else int(signal.SIGKILL)
        return self._found

    def end(self, _confined: Confined) -> int | None:
        """End the worker, which can have started nothing; returns its wait status."""
        status = self.wait(0)
        if status is None:
            signal.pidfd_send_signal(self._watch, signal.SIGKILL)
            status = self.wait(GRACE)
        if not self._closed:
            self._closed = True
            os.close(self._watch)
            os.close(self._status)
        return status
