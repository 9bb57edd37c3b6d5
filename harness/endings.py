"""What a worker was doing, and how its process ended, in words."""

import os
import signal


def doing(kind: str) -> str:
    """Return what the worker does for a request of this kind: the subject of a sentence."""
    names = {
        "ready": "Starting the worker",
        # A contract is chosen by a trial of forward and backward.
        "load": "Executing the submission's definitions, or trying its forward and backward once,",
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
        return f"it left with status {code} (os._exit, a closed channel, or changes to what Python itself is made of)"
    known: dict[int, str] = {
        signal.SIGSEGV: "it crashed (segmentation fault: endless recursion in C, or ctypes)",
        signal.SIGABRT: "it crashed (abort)",
        signal.SIGKILL: "it was killed (too many processes, the CPU limit, or by itself)",
        signal.SIGXCPU: "it used up its CPU time",
        signal.SIGXFSZ: "it wrote too large a file",
    }
    return known.get(-code, f"it was ended by signal {-code}")
