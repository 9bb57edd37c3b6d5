"""A parent of the submission's process that adopts and kills all that it leaves behind, daemons included (Linux)."""

import os
import signal
import time

from harness.inside.linux import PR_SET_CHILD_SUBREAPER, die_with, prctl

# Honest submissions start none; a bomb is caught within two looks.
MAX_PROCESSES = 16
LOOK_EVERY = 0.02  # seconds
# A bomb forks while it is killed; each round stops it further. Measured: 3 rounds for 400 processes.
MAX_ROUNDS = 200
# Zombie and dead: they run no more, and wait to be collected.
DEAD = frozenset("ZX")


def supervise() -> None:
    """Fork: the child returns and becomes the submission's process, the parent watches over it and never returns."""
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    watched = {signal.SIGTERM, signal.SIGCHLD}
    signal.pthread_sigmask(signal.SIG_BLOCK, watched)
    supervisor = os.getpid()
    child = os.fork()
    if child == 0:
        die_with(supervisor)
        prctl(PR_SET_CHILD_SUBREAPER, 0)
        os.setsid()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, watched)
        return
    # The channel is the child's alone, so that its death is the end of the channel.
    os.closerange(3, 64)
    _leave(_watch(child, watched))


def descendants(root: int) -> list[int]:
    """Return the ids of all processes below `root` that run; the dead have handed on their children."""
    parents: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):  # noqa: PTH208  (a thousand Path objects a second)
        if entry.isdigit():
            state, parent = _state(int(entry))
            if state not in DEAD:
                parents.setdefault(parent, []).append(int(entry))
    found, waiting = [], [root]
    while waiting:
        children = parents.get(waiting.pop(), [])
        found += children
        waiting += children
    return found


def kill_below(root: int, spared: int = 0) -> None:
    """Stop, then kill all descendants of `root` but `spared`, until none is left."""
    for _ in range(MAX_ROUNDS):
        alive = [process for process in descendants(root) if process != spared]
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for process in alive:
                _signal(process, number)
        _reap(spared)
        if not [process for process in descendants(root) if process != spared]:
            return
        time.sleep(0.001)


def _watch(child: int, watched: set[signal.Signals]) -> int:
    """Return the wait status of `child` once it has ended; SIGTERM or too many processes are its end."""
    me = os.getpid()
    while True:
        received = signal.sigtimedwait(watched, LOOK_EVERY)
        crowd = received is None and len(descendants(me)) > MAX_PROCESSES
        if crowd or (received is not None and received.si_signo == signal.SIGTERM):
            _signal(child, signal.SIGSTOP)
            kill_below(me, spared=child)
            _signal(child, signal.SIGKILL)
        status = _status(child)
        if status is not None:
            kill_below(me)
            return status


def _status(child: int) -> int | None:
    process, status = os.waitpid(child, os.WNOHANG)
    return status if process == child else None


def _reap(spared: int) -> None:
    """Collect the dead that were adopted; the submission's own process keeps its status."""
    me = os.getpid()
    for entry in os.listdir("/proc"):  # noqa: PTH208
        if entry.isdigit() and int(entry) != spared and _state(int(entry))[1] == me:
            os.waitpid(int(entry), os.WNOHANG)


def _leave(status: int) -> None:
    """End as the child did."""
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number not in (signal.SIGKILL, signal.SIGSTOP):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {number})
        os.kill(os.getpid(), number)
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


def _state(process: int) -> tuple[str, int]:
    """Return the state of a process and its parent; one that is gone is dead."""
    try:
        with open(f"/proc/{process}/stat", "rb") as file:  # noqa: PTH123
            stat = file.read()
    except OSError:
        return "X", -1
    # The name in parentheses may hold anything, parentheses included.
    state, parent = stat[stat.rindex(b")") + 2 :].split()[:2]
    return state.decode(), int(parent)


def _signal(process: int, number: signal.Signals) -> None:
    try:
        os.kill(process, number)
    except OSError:
        return  # gone already
