"""Landlock, seccomp and limits around the process: a submission can do nothing but compute (Linux)."""

import platform
import signal
import sys

from harness.isolation.spawn import kill, spawn
from harness.isolation.way import Confined, Limits

STRENGTH = 2
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
    "no other processes and no threads: fork, exec and clone are refused (seccomp)",
    "no network of any kind (seccomp)",
    "no signals to, and no tracing of, other processes (seccomp)",
    "no privileges, also for root",
    "reads only the standard library and NumPy (Landlock)",
    "writes only its own scratch folder (Landlock)",
    "total size and number of the files in the scratch folder",
)
NOT_ENFORCED = ("names and sizes of files can be asked for",)
GRACE = 2.0


def available(system: str = sys.platform, machine: str | None = None) -> str | None:
    """Return None where the kernel offers Landlock and the seccomp filter fits the machine, else the reason."""
    machine = machine or platform.machine()
    if system != "linux":
        return "it needs Linux"
    from harness.inside import landlock, seccomp  # Linux only

    if machine not in seccomp.MACHINES:
        return f"its system call filter is not written for {machine}"
    if landlock.abi() < 1:
        return "the kernel offers no Landlock (Linux 5.13 or newer, with landlock among its security modules)"
    return None


def start(limits: Limits) -> Confined:
    """Start a worker that confines itself before it sees a submission; returns at once."""
    return spawn("strict", limits, ENFORCED, NOT_ENFORCED, end)


def end(confined: Confined) -> int | None:
    """End the worker, which can have started nothing; returns its wait status."""
    status = confined.wait(0)
    if status is None:
        kill(confined.process, signal.SIGKILL)
        status = confined.wait(GRACE)
    return status
