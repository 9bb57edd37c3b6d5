"""A process that has NumPy loaded and waits: for each submission it forks one that confines itself (Linux).

It never runs a submission's code and holds no answers. The fork sees of its neighbours nothing but process ids.
"""

import gc
import json
import os
import platform
import select
import socket
from collections.abc import Mapping

# Imported now, so that a fork need not.
from harness.inside import landlock, linux, private, seccomp, supervisor  # noqa: F401
from harness.inside.confine import readable_paths
from harness.wire import JSON

CONTROL = 3
MAX_REQUEST = 64 * 1024  # a configuration has a few hundred bytes
DESCRIPTORS = 3  # the two ends of the channel, and where the wait status goes
STATUS_BYTES = 4


def forks() -> Mapping[str, JSON]:
    """Serve requests for forks; returns in each of them, with its configuration. Ends with the harness."""
    readable = _readable()
    seccomp.packed(platform.machine())
    gc.collect()
    gc.freeze()  # what is not looked at is not copied
    control = socket.socket(fileno=CONTROL)
    asked = control.fileno()
    running: dict[int, tuple[int, int]] = {}  # process and place of its status, by the descriptor that tells its end
    while True:
        ready, _, _ = select.select([asked, *running], [], [])
        for watch in running.keys() & set(ready):
            _tell(watch, *running.pop(watch))
        if asked not in ready:
            continue
        request, descriptors, _, _ = socket.recv_fds(control, MAX_REQUEST, DESCRIPTORS)
        if not request:
            os._exit(0)
        configuration = {**json.loads(request), "parent": os.getpid(), "readable": readable}
        process = os.fork()
        if process == 0:
            control.detach()
            _become(configuration, *descriptors)
            return configuration
        watch = os.pidfd_open(process)
        socket.send_fds(control, [str(process).encode()], [watch])
        requests, replies, status = descriptors
        os.close(requests)
        os.close(replies)
        running[watch] = process, status


def _readable() -> list[int]:
    """Return descriptors and rights, in turn, of what a fork may read: opening some 300 paths would take it 3 ms.

    None where that is more than this process may have open; forks then open them one by one.
    """
    kept: list[int] = []
    try:
        for descriptor, rights in landlock.opened(readable_paths()):
            kept += [os.dup(descriptor), rights]
    except OSError:
        for descriptor in kept[::2]:
            os.close(descriptor)
        return []
    return kept


def _become(configuration: Mapping[str, JSON], requests: int, replies: int, status: int) -> None:
    """Take the places of a worker; what else is open is closed when it confines itself."""
    os.close(status)
    os.dup2(requests, CONTROL)
    os.dup2(replies, CONTROL + 1)
    os.environ["HOME"] = os.environ["TMPDIR"] = str(configuration["scratch"])


def _tell(watch: int, process: int, status: int) -> None:
    """Collect a process that has ended and write its wait status to the harness, which may be gone."""
    _, code = os.waitpid(process, 0)
    os.close(watch)
    try:
        os.write(status, code.to_bytes(STATUS_BYTES, "little"))
    except OSError:
        pass
    finally:
        os.close(status)
