"""Requests to a submission's worker, each sent once, and the replies, read when they are needed."""

from collections import deque

from harness.client import Worker
from harness.errors import HarnessError, ProtocolError, WorkerError
from harness.wire import JSON, Message


class Requests:
    """Requests go out ahead, and the worker is busy while we think."""

    def __init__(self, worker: Worker) -> None:
        """Ask this worker."""
        self.worker = worker
        self._sent: deque[str] = deque()
        self._replies: dict[str, Message] = {}
        self.decided = False  # from here on no later request can take the verdict away
        self.stopped = ""  # why the worker answers no more

    def start(self, name: str, request: Message) -> None:
        """Send a request under a name, unless it was sent before; `result` waits for its reply."""
        if name not in self._replies and name not in self._sent and not self.stopped:
            try:
                self.worker.send(request)
            except WorkerError as error:
                self._stop(error)
            self._sent.append(name)

    def result(self, name: str) -> Message:
        """Return the reply to the request of this name; raises WorkerError or ProtocolError."""
        while name not in self._replies and not self.stopped:
            try:
                self._replies[self._sent[0]] = self.worker.receive()
                self._sent.popleft()
            except (WorkerError, ProtocolError) as error:
                self._stop(error)
        return self._replies.get(name) or _stopped(self.stopped)

    def _stop(self, error: HarnessError) -> None:
        """Keep what was answered, once that decides."""
        if not self.decided:
            raise error
        self.stopped = str(error)

    def ask(self, request: Message) -> Message:
        """Return the reply to a request that is asked once."""
        name = f"request {len(self._replies) + len(self._sent)}"
        self.start(name, request)
        return self.result(name)


def _stopped(sentence: str) -> Message:
    """Return what stands for a reply that never came."""
    fields: dict[str, JSON] = {"failure": {"stage": "worker", "type": "stopped", "message": sentence}}
    return Message("stopped", fields)
