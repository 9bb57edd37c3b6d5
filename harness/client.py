"""The harness's side of the channel: start a worker, send requests ahead, receive validated replies in time."""

import os
import time
from collections import deque
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Self

from harness.channel import Channel
from harness.endings import cause, doing
from harness.errors import HarnessError, ProtocolError, WorkerError
from harness.isolation.choose import AUTO
from harness.isolation.choose import select as select_way
from harness.isolation.scratch import overfull, remove
from harness.isolation.way import Confined, Limits, Way

if TYPE_CHECKING:
    from harness.records import Isolation
    from harness.wire import JSON, Message

__all__ = ["Limits", "Worker"]

# What a submission prints before anybody looks at it, over all replies.
MAX_PRINTED = 4_000
# NumPy's import on a loaded machine; nothing of the submission runs in it.
START_SECONDS = 60.0
MEGABYTE = 2**20


class Worker:
    """A worker process and its channel; use it in `with`. Requests are answered in order and may be sent ahead."""

    def __init__(self, confined: Confined, limits: Limits) -> None:
        self._confined = confined
        self._limits = limits
        # What it sends may take as much of our memory as it has itself.
        self._channel = Channel(confined.requests, confined.replies, limits.memory_mb * MEGABYTE)
        self._left = limits.all_seconds
        self._waiting: deque[str] = deque()  # kinds of the requests that are not answered
        self._status: int | None = None
        self._closed = False
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
        self._check_open()
        self._waiting.append(message.kind)
        self._channel.send(message)

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
        try:
            return self._reply(kind, seconds)
        except HarnessError:
            self.close()
            raise

    def _reply(self, kind: str, seconds: float) -> "Message":
        from harness.wire import WireError

        began = time.monotonic()
        allowed = min(seconds, self._left)
        try:
            reply = self._channel.receive(began + allowed, partial(self._look, kind))
        except WireError as problem:
            raise ProtocolError(f"The submission's process sent a malformed reply to {kind!r}: {problem}") from None
        except TimeoutError:
            raise WorkerError(self._late(kind, seconds, allowed)) from None
        except EOFError:
            raise WorkerError(self._death(kind)) from None
        finally:
            self._left -= time.monotonic() - began
        if reply.kind != kind:
            raise ProtocolError(f"The submission's process answered {reply.kind[:40]!r} where {kind!r} was asked.")
        return reply

    def _look(self, kind: str, silent: bool) -> None:
        """End a submission that died without a word, or fills the disk; what the kernel limits stays empty for us."""
        if silent and self._dead():
            raise WorkerError(self._death(kind))
        if overfull(self._confined.scratch, self._limits.scratch_mb):
            raise WorkerError(f"{doing(kind)} wrote more than {self._limits.scratch_mb} MB, or too many files.")

    def _late(self, kind: str, seconds: float, allowed: float) -> str:
        if allowed < seconds:
            return f"{doing(kind)} was not done when all requests had taken {self._limits.all_seconds:g} s together."
        return f"{doing(kind)} took longer than {seconds:g} s; look for a loop that does not end."

    def _dead(self) -> bool:
        if self._status is None:
            self._status = self._confined.wait(0)
        return self._status is not None

    def _death(self, kind: str) -> str:
        if self._status is None:
            self._status = self._confined.wait(1.0)
        return f"{doing(kind)} ended the process: {cause(self._status)}."
