"""The channel to a worker: what comes in is bounded in time and in size."""

import os
import struct
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from harness.channel import MAX_HEADER, Channel
from harness.client import Limits, Worker
from harness.errors import ProtocolError, WorkerError
from harness.isolation.choose import select
from harness.wire import Message, WireError, encode

SOON = 20.0
TEXT = "import time\ndef forward(case): time.sleep(0.3)\nbackward = forward\n"
FLOOD = "import os\nos.write(4, b'LSTM' + b'\\xff' * 12)\n"
CONTRACT = "find = lambda n: {}\nforward = lambda n, case: None\nbackward = lambda n, case, cache: None\n"


def never(silent: bool) -> None:
    """Find nothing to complain of."""


@contextmanager
def channel(*frames: bytes, room: int = 2**20, pause: float = 0.0) -> Iterator[Channel]:
    """Give a channel to which these frames are written by somebody else, with a pause after each."""
    (requests, ours), (theirs, replies) = os.pipe(), os.pipe()
    os.set_blocking(ours, False)

    def write() -> None:
        for frame in frames:
            os.write(replies, frame)
            time.sleep(pause)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield Channel(ours, theirs, room)
    finally:
        writer.join()
        for descriptor in (requests, ours, theirs, replies):
            os.close(descriptor)


def test_frames_arrive_one_after_the_other() -> None:
    with channel(encode(Message("one", {"a": 1})), encode(Message("two", {}, {"x": np.eye(2)}))) as ours:
        assert ours.receive(time.monotonic() + SOON, never) == Message("one", {"a": 1})
        second = ours.receive(time.monotonic() + SOON, never)
    assert second.arrays["x"].tolist() == [[1.0, 0.0], [0.0, 1.0]]
    assert second.arrays["x"].flags.writeable


def test_all_frames_together_have_a_limit() -> None:
    frame = encode(Message("answer", {}, {"x": np.zeros(4000)}))
    with channel(frame, frame, room=60_000) as ours:
        assert ours.receive(time.monotonic() + SOON, never).kind == "answer"
        with pytest.raises(WireError, match="All frames together"):
            ours.receive(time.monotonic() + SOON, never)


def test_a_header_counts_for_the_objects_that_it_becomes() -> None:
    header = b'{"kind":"x","fields":{"a":[' + b"[]," * 3000 + b'0]},"arrays":[]}'
    frame = struct.pack("<4sIQ", b"LSTM", len(header), 0) + header
    with channel(frame, room=10 * len(frame)) as ours, pytest.raises(WireError, match="All frames together"):
        ours.receive(time.monotonic() + SOON, never)


def test_a_header_is_shorter_than_a_request_may_be() -> None:
    frame = struct.pack("<4sIQ", b"LSTM", MAX_HEADER + 1, 0)
    with channel(frame) as ours, pytest.raises(WireError, match="announces a header"):
        ours.receive(time.monotonic() + SOON, never)


def test_the_time_is_that_of_the_whole_frame_not_of_each_byte() -> None:
    frame = encode(Message("answer"))
    with channel(*(frame[place : place + 1] for place in range(len(frame))), pause=0.02) as ours:
        began = time.monotonic()
        with pytest.raises(TimeoutError):
            ours.receive(began + 0.2, never)
        assert time.monotonic() - began < 1.0


def test_a_closed_end_is_told() -> None:
    reading, writing = os.pipe()
    os.close(writing)
    with pytest.raises(EOFError):
        Channel(writing, reading, 0).receive(time.monotonic() + SOON, never)
    os.close(reading)


def test_all_requests_together_have_a_limit_of_time() -> None:
    contract = "find = lambda n: {'forward': n['forward']}\n" + "".join(
        f"def {name}: n['forward'](case)\n" for name in ("forward(n, case)", "backward(n, case, cache)")
    )
    with Worker.start(select("auto"), Limits(seconds=10.0, all_seconds=2.0)) as worker:
        worker.load(TEXT, "it.py", range(3), contract, {})
        worker.receive()
        for _ in range(20):
            worker.send(Message("answer", {}, {"x": np.zeros(1)}))
        with pytest.raises(WorkerError, match="when all requests had taken 2 s together"):
            deque(iter(worker.receive, None), maxlen=0)


def test_a_worker_that_announces_too_much_is_ended() -> None:
    with Worker.start(select("auto")) as worker:
        worker.load(FLOOD, "it.py", range(2), CONTRACT, {})
        with pytest.raises(ProtocolError, match="announces a header"):
            worker.receive()
        assert worker._closed
