"""The harness's side of the channel: start a worker, send requests ahead, receive validated replies in time."""

import os
import select
import signal
import time
from collections import deque
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Self

from harness.errors import ProtocolError, WorkerError
from harness.isolation.choose import AUTO
from harness.isolation.choose import select as select_way
from harness.isolation.spawn import overfull, remove
from harness.isolation.way import Confined, Limits, Way

if TYPE_CHECKING:
    from harness.records import Isolation
    from harness.wire import JSON, Message

__all__ = ["Limits", "Worker", "cause"]

# What a submission prints before anybody looks at it, over all replies.
MAX_PRINTED = 4_000
# NumPy's import on a loaded machine; nothing of the submission runs in it.
START_SECONDS = 60.0
READ_SIZE = 2**20
# A death is noticed by the end of the channel; where a child of the submission holds it open, by looking this often.
LOOK_EVERY = 0.05


class Worker:
    """A worker process and its channel; use it in `with`. Requests are answered in order and may be sent ahead."""

    def __init__(self, confined: Confined, limits: Limits) -> None:
        self._confined = confined
        self._limits = limits
        self._outgoing: deque[memoryview] = deque()
        self._incoming = bytearray()
        self._waiting: deque[str] = deque()  # kinds of the requests that are not answered
        self._status: int | None = None
        self._closed = False
        self._next_look = time.monotonic() + LOOK_EVERY
        self._isolation: Isolation | None = None
        self.printed = ""

    @classmethod
    def start(cls, way: Way | None = None, limits: Limits | None = None) -> "Worker":
        """Start a process and return at once: it imports NumPy while the caller does. Raises WorkerError."""
        limits = limits or Limits()
        return cls((way or select_way(AUTO)).start(limits), limits)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def isolation(self) -> "Isolation":
        """How the process is confined; waits until it is. Raises WorkerError."""
        from harness.records import Isolation  # after the worker was started

        if self._isolation is None:
            reply = self._receive("ready", START_SECONDS)
            if reply.fields.get("failure") is not None:
                self.close()
                way = self._confined.way
                raise WorkerError(f"The isolation {way} failed: {reply.fields['failure']}; try --isolation basic.")
            lacking = reply.fields.get("not_enforced")
            extra = tuple(str(item) for item in lacking) if isinstance(lacking, list) else ()
            used = self._confined
            self._isolation = Isolation(used.way, used.enforced, used.not_enforced + extra)
        return self._isolation

    def load(
        self,
        text: str,
        filename: str,
        statements: Sequence[int],
        contract: str,
        modules: Mapping[str, str],
    ) -> None:
        """Send the submission; the reply, of kind "load", is the first to be received."""
        from harness.wire import Message  # NumPy is imported after the worker was started

        fields: dict[str, JSON] = {
            "text": text,
            "filename": filename,
            "statements": list(statements),
            "contract": contract,
            "modules": dict(modules),
        }
        self.send(Message("load", fields))

    def send(self, message: "Message") -> None:
        """Queue a request, and write as much as the channel takes without waiting; raises WorkerError."""
        from harness.wire import encode

        self._check_open()
        self._waiting.append(message.kind)
        self._outgoing.append(memoryview(encode(message)))
        self._write()

    def receive(self, timeout: float | None = None) -> "Message":
        """Return the reply to the oldest request that is not answered, within `timeout` seconds from now.

        Raises WorkerError where the worker died or was too slow, ProtocolError where its reply is malformed; the worker
        is ended by both.
        """
        self._check_open()
        if not self._waiting:
            raise WorkerError("No request is waiting for a reply.")
        _ = self.isolation
        reply = self._receive(self._waiting[0], self._limits.seconds if timeout is None else timeout)
        self._waiting.popleft()
        printed = reply.fields.get("printed")
        if isinstance(printed, str):
            self.printed = (self.printed + printed)[:MAX_PRINTED]
        return reply

    def request(self, message: "Message", timeout: float | None = None) -> "Message":
        """Send one request and return its reply; nothing else may be waiting."""
        self.send(message)
        return self.receive(timeout)

    @property
    def waiting(self) -> int:
        """The number of requests that are not answered yet."""
        return len(self._waiting)

    def close(self) -> None:
        """End the process, everything it started, and its scratch folder."""
        if self._closed:
            return
        self._closed = True
        status = self._confined.end(self._confined)
        if self._status is None:
            self._status = status
        os.close(self._confined.requests)
        os.close(self._confined.replies)
        remove(self._confined.scratch)

    def _check_open(self) -> None:
        if self._closed:
            raise WorkerError("The worker has ended; start another one.")

    def _receive(self, kind: str, seconds: float) -> "Message":
        from harness.wire import PREFIX_SIZE, WireError, decode, sizes

        deadline = time.monotonic() + seconds
        try:
            self._fill(PREFIX_SIZE, kind, deadline, seconds)
            header, body = sizes(bytes(self._incoming[:PREFIX_SIZE]))
            end = PREFIX_SIZE + header + body
            self._fill(end, kind, deadline, seconds)
            frame = bytes(self._incoming[:end])
            del self._incoming[:end]
            reply = decode(frame[PREFIX_SIZE : PREFIX_SIZE + header], frame[PREFIX_SIZE + header :])
        except WireError as problem:
            self.close()
            raise ProtocolError(f"The submission's process sent a malformed reply to {kind!r}: {problem}") from None
        except WorkerError:
            self.close()
            raise
        if reply.kind != kind:
            self.close()
            raise ProtocolError(f"The submission's process answered {reply.kind[:40]!r} where {kind!r} was asked.")
        return reply

    def _fill(self, size: int, kind: str, deadline: float, seconds: float) -> None:
        """Read until `size` bytes are there, and write meanwhile; raises WorkerError."""
        replies, requests = self._confined.replies, self._confined.requests
        while len(self._incoming) < size:
            left = deadline - time.monotonic()
            if left <= 0:
                raise WorkerError(f"{_doing(kind)} took longer than {seconds:g} s; look for a loop that does not end.")
            writing = [requests] if self._outgoing else []
            readable, writable, _ = select.select([replies], writing, [], min(left, LOOK_EVERY))
            if writable:
                self._write()
            if readable:
                # Never more than announced: what a flood would fill is the pipe, not our memory.
                data = os.read(replies, min(READ_SIZE, size - len(self._incoming)))
                self._incoming += data
                if not data:
                    raise WorkerError(self._death(kind))
            elif self._dead():
                raise WorkerError(self._death(kind))
            self._look(kind)

    def _look(self, kind: str) -> None:
        """End a submission that fills the disk; a folder that the kernel limits stays empty for us."""
        now = time.monotonic()
        if now < self._next_look:
            return
        self._next_look = now + LOOK_EVERY
        if overfull(self._confined.scratch, self._limits.scratch_mb):
            raise WorkerError(f"{_doing(kind)} wrote more than {self._limits.scratch_mb} MB, or too many files.")

    def _write(self) -> None:
        while self._outgoing:
            try:
                written = os.write(self._confined.requests, self._outgoing[0])
            except BlockingIOError:
                return
            except BrokenPipeError:
                self._outgoing.clear()  # the reader will tell how it died
                return
            if written < len(self._outgoing[0]):
                self._outgoing[0] = self._outgoing[0][written:]
            else:
                self._outgoing.popleft()

    def _dead(self) -> bool:
        if self._status is None:
            self._status = self._confined.wait(0)
        return self._status is not None

    def _death(self, kind: str) -> str:
        if self._status is None:
            self._status = self._confined.wait(1.0)
        return f"{_doing(kind)} ended the process: {cause(self._status)}."


def _doing(kind: str) -> str:
    names = {
        "ready": "Starting the worker",
        "load": "Executing the submission's definitions",
        "answer": "The submission's forward and backward",
        "losses": "The submission's loss",
        "train": "Training with the submission's functions",
        "call": "Calling one of the submission's functions",
    }
    return names.get(kind, f"The request {kind!r}")


def cause(status: int | None) -> str:
    """Return in words how a process ended, from its wait status."""
    if status is None:
        return "it closed its channel and went on"
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return f"it left with status {code} (os._exit, or it closed its channel)"
    known: dict[int, str] = {
        signal.SIGSEGV: "it crashed (segmentation fault: endless recursion in C, or ctypes)",
        signal.SIGABRT: "it crashed (abort)",
        signal.SIGKILL: "it was killed (too many processes, the CPU limit, or by itself)",
        signal.SIGXCPU: "it used up its CPU time",
        signal.SIGXFSZ: "it wrote too large a file",
    }
    return known.get(-code, f"it was ended by signal {-code}")
