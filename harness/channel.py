"""Frames to and from a worker: written without waiting, read in time, and no more of them than fit our memory."""

import os
import select
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harness.wire import Message

READ_SIZE = 2**20
# How often to look at what the channel cannot tell, while waiting: a death, where a child of the submission holds the
# channel open; a disk that fills.
LOOK_EVERY = 0.05
# Of one reply; requests carry a submission's text.
MAX_HEADER = 4 * 2**20
# What a header of empty lists takes as Python objects, in its own bytes.
HEADER_COST = 32


class Channel:
    """Both directions of a worker's channel; `room` is how many bytes all replies together may take of our memory."""

    def __init__(self, requests: int, replies: int, room: int) -> None:
        self._requests = requests
        self._replies = replies
        self._room = room
        self._outgoing: deque[memoryview] = deque()
        self._incoming = bytearray()
        self._next_look = time.monotonic() + LOOK_EVERY

    def send(self, message: "Message") -> None:
        """Queue a message, and write as much as the channel takes without waiting."""
        from harness.wire import encode  # NumPy is imported after the worker was started

        self._outgoing.append(memoryview(encode(message)))
        self._write()

    def receive(self, deadline: float, look: Callable[[bool], None]) -> "Message":
        """Return the next message, whole before `deadline` (monotonic), and write meanwhile.

        `look` is called now and then, with whether there was nothing to read, and may raise. Raises TimeoutError,
        EOFError where the other end is closed, WireError where the message is malformed.
        """
        from harness.wire import PREFIX_SIZE, WireError, decode, sizes

        self._fill(PREFIX_SIZE, deadline, look)
        header, body = sizes(bytes(self._incoming), header_limit=MAX_HEADER)
        self._room -= HEADER_COST * header + body
        if self._room < 0:
            raise WireError("All frames together are larger than what the submission may use.")
        self._fill(PREFIX_SIZE + header + body, deadline, look)
        # Nothing was read beyond the frame, and its body is not copied.
        frame, self._incoming = memoryview(self._incoming), bytearray()
        return decode(bytes(frame[PREFIX_SIZE : PREFIX_SIZE + header]), frame[PREFIX_SIZE + header :])

    def _fill(self, size: int, deadline: float, look: Callable[[bool], None]) -> None:
        while len(self._incoming) < size:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            writing = [self._requests] if self._outgoing else []
            readable, writable, _ = select.select([self._replies], writing, [], min(left, LOOK_EVERY))
            if writable:
                self._write()
            if readable:
                # Never more than announced: what a flood would fill is the pipe, not our memory.
                data = os.read(self._replies, min(READ_SIZE, size - len(self._incoming)))
                self._incoming += data
                if not data:
                    raise EOFError
            if not readable or time.monotonic() >= self._next_look:
                look(not readable)
                self._next_look = time.monotonic() + LOOK_EVERY

    def _write(self) -> None:
        while self._outgoing:
            try:
                written = os.write(self._requests, self._outgoing[0])
            except BlockingIOError:
                return
            except BrokenPipeError:
                self._outgoing.clear()  # the reader will tell how it died
                return
            if written < len(self._outgoing[0]):
                self._outgoing[0] = self._outgoing[0][written:]
            else:
                self._outgoing.popleft()
