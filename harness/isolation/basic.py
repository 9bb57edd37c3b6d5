"""Own process with limits and time-outs: for systems without Landlock and seccomp."""

import os
import signal
import sys
import time

from harness.isolation.spawn import kill, spawn
from harness.isolation.way import Confined, Limits

STRENGTH = 1
ENFORCED = (
    "own process and session",
    "wall time of every request",
    "CPU time",
    "memory",
    "size of written files",
    "open files",
    "captured output",
    "clean environment",
    "no core dumps",
    "total size and number of the files in the scratch folder, looked at from outside",
)
_ON_LINUX = ("number of processes", "child processes and daemons are killed")
NOT_ENFORCED = (
    "the file system can be read and written",
    "the network can be used",
    "signals can be sent to other processes of the same user",
    "threads are limited by the memory they need only",
)
_ELSEWHERE = ("a daemon may be left behind", "memory may not be limited on this system")
# The supervisor answers within milliseconds; a stopped one never does.
GRACE = 2.0
PAUSE = 0.002


def available(system: str = os.name) -> str | None:
    """Return None on POSIX systems, else the reason."""
    return None if system == "posix" else "it needs a POSIX system such as Linux, macOS or WSL"


def start(limits: Limits) -> Confined:
    """Start a worker with limits; returns at once."""
    linux = sys.platform == "linux"
    enforced = ENFORCED + (_ON_LINUX if linux else ())
    return spawn("basic", limits, enforced, NOT_ENFORCED + (() if linux else _ELSEWHERE), end)


def end(confined: Confined) -> int | None:
    """End the worker and every process it started; returns its wait status."""
    # On Linux the process is a supervisor that kills all descendants on SIGTERM; elsewhere it is the worker.
    status = confined.wait(0)
    if status is None:
        kill(confined.process, signal.SIGTERM if sys.platform == "linux" else signal.SIGKILL)
        status = confined.wait(GRACE)
    kill(confined.process, signal.SIGKILL, group=True)
    if status is None:
        kill(confined.process, signal.SIGKILL)
        status = confined.wait(GRACE)
    _kill_marked(confined.scratch)
    return status


def _kill_marked(scratch: str) -> None:
    """Kill what outlived a supervisor that the submission killed: its environment still names our scratch folder."""
    if sys.platform != "linux":
        return
    # Again until none is seen: one may fork while the others are listed, and a killed one takes a moment to go.
    patience = time.monotonic() + GRACE
    while (marked := _marked(f"HOME={scratch}".encode())) and time.monotonic() < patience:
        for process in marked:
            kill(process, signal.SIGKILL)
        time.sleep(PAUSE)


def _marked(mark: bytes) -> list[int]:
    found = []
    for entry in os.listdir("/proc"):  # noqa: PTH208  (a thousand Path objects a second)
        if not entry.isdigit() or int(entry) == os.getpid():
            continue
        try:
            with open(f"/proc/{entry}/environ", "rb") as file:  # noqa: PTH123
                if mark in file.read():
                    found.append(int(entry))
        except OSError:
            continue
    return found
