"""The ways to confine, and the worker's client."""

import os
import signal
import struct
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from harness.client import Limits, Worker
from harness.endings import cause
from harness.errors import ProtocolError, UsageError, WorkerError
from harness.inside import seccomp
from harness.isolation import basic, spawn, strict
from harness.isolation.choose import select, ways
from harness.isolation.way import Way
from harness.wire import Message

CONTRACT = """
def find(namespace):
    return {"forward": namespace["forward"], "backward": namespace["backward"]}


def forward(namespace, case):
    return namespace["forward"](case), None


def backward(namespace, case, cache):
    return namespace["backward"](case)
"""
TEXT = """
import numpy as np
def forward(case): return {"outputs": case["x"]}
def backward(case): return {"loss": np.sum(case["x"])}
"""
AVAILABLE = [name for name, way in ways().items() if way.available() is None]


def loaded(worker: Worker, text: str = TEXT, statements: int = 3) -> None:
    worker.load(text, "it.py", range(statements), CONTRACT, {})
    assert worker.receive().fields["failed"] == []


def test_the_strongest_way_comes_first_and_auto_takes_it() -> None:
    assert list(ways()) == ["strict", "basic"]
    assert select("auto") is ways()[AVAILABLE[0]]
    assert select("basic") is ways()["basic"]


def test_an_unknown_way_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="choose among auto, strict, basic"):
        select("none")


def test_a_way_that_does_not_work_is_passed_over_or_a_usage_error() -> None:
    assert "vax" in str(strict.available("linux", "vax"))
    assert "Linux" in str(strict.available("darwin"))
    assert "POSIX" in str(basic.available("nt"))
    never = cast("Way", SimpleNamespace(available=lambda: "the moon is full"))
    assert select("auto", {"never": never, "basic": ways()["basic"]}) is ways()["basic"]
    with pytest.raises(UsageError, match="does not work here: the moon is full"):
        select("never", {"never": never})
    with pytest.raises(UsageError, match="No way"):
        select("auto", {"never": never})


@pytest.mark.parametrize("way", AVAILABLE)
def test_requests_sent_ahead_are_answered_in_order(way: str) -> None:
    with Worker.start(select(way)) as worker:
        loaded(worker)
        for number in range(300):
            # Together larger than the pipes, so that both sides have to wait for the other.
            worker.send(Message("answer", {}, {"x": np.full((50, 40), float(number))}))
        for number in range(300):
            assert worker.receive().arrays["backward.loss"] == 2000.0 * number
        assert worker.isolation.name == way
        assert worker.isolation.enforced


def test_weights_that_are_drawn_without_a_seed_are_the_same_in_every_worker() -> None:
    text = TEXT.replace("def forward", "W = np.random.randn(3)\ndef forward").replace('np.sum(case["x"])', "W[0]")
    losses = set()
    for _ in range(2):
        with Worker.start() as worker:
            loaded(worker, text, 4)
            answer = worker.request(Message("answer", {}, {"x": np.zeros(1)}))
            losses.add(float(answer.arrays["backward.loss"].real))
    assert len(losses) == 1


@pytest.mark.parametrize("way", AVAILABLE)
def test_what_is_printed_reaches_the_client(way: str) -> None:
    with Worker.start(select(way)) as worker:
        worker.load(TEXT + "print('hello')\n", "it.py", range(4), CONTRACT, {})
        worker.receive()
        assert worker.printed == "hello\n"


def test_a_worker_started_in_a_thread_outlives_the_thread() -> None:
    started: list[Worker] = []
    thread = threading.Thread(target=lambda: started.append(Worker.start(select("auto"))))
    thread.start()
    thread.join()
    with started[0] as worker:
        loaded(worker)


def test_a_closed_worker_and_a_reply_that_nobody_asked_for_are_told() -> None:
    with Worker.start(select("auto")) as worker, pytest.raises(WorkerError, match="No request"):
        worker.receive()
    worker.close()
    with pytest.raises(WorkerError, match="has ended"):
        worker.send(Message("answer"))


def test_a_worker_that_was_killed_is_told_and_writing_to_it_does_no_harm() -> None:
    with Worker.start(select("auto")) as worker:
        loaded(worker)
        os.kill(worker._confined.process, signal.SIGKILL)
        os.waitid(os.P_PID, worker._confined.process, os.WEXITED | os.WNOWAIT)
        with pytest.raises(WorkerError, match="was killed"):
            worker.request(Message("answer", {}, {"x": np.zeros(10**6)}))


def test_a_reply_of_another_kind_is_a_protocol_error() -> None:
    with Worker.start(select("auto")) as worker:
        worker.load(TEXT, "it.py", [], CONTRACT, {})
        worker._waiting[0] = "answer"
        with pytest.raises(ProtocolError, match="where 'answer' was asked"):
            worker.receive()


def test_a_confinement_that_the_system_refuses_is_told() -> None:
    started = spawn.spawn("basic", Limits(memory_mb=2**60), (), (), basic.end)
    with Worker(started, Limits()) as worker, pytest.raises(WorkerError, match="The isolation basic failed"):
        _ = worker.isolation


def test_a_process_that_cannot_start_is_told() -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(WorkerError, match="could not be started"):
        spawn.spawn("basic", Limits(), (), (), basic.end, executable="/nonexistent/python")
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_missing_package_is_told() -> None:
    with pytest.raises(WorkerError, match="nonexistent_numpy is not installed"):
        spawn.folder_of("nonexistent_numpy")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (None, "closed its channel"),
        (3 << 8, "status 3"),
        (signal.SIGSEGV, "crashed"),
        (signal.SIGKILL, "killed"),
        (signal.SIGXCPU, "CPU time"),
        (signal.SIGUSR1, f"signal {int(signal.SIGUSR1)}"),
    ],
)
def test_the_end_of_a_process_is_told_in_words(status: int | None, words: str) -> None:
    assert words in cause(status if status is None else int(status))


def test_signals_to_what_is_gone_do_no_harm() -> None:
    process = os.posix_spawn(sys.executable, [sys.executable, "-c", ""], {})
    assert spawn.collect(process, 30) == 0
    assert spawn.collect(process, 0) == 0
    spawn.kill(process, signal.SIGTERM)
    spawn.kill(process, signal.SIGTERM, group=True)


# --- the system call filter, run here by an interpreter of its instructions (BPF: load, compare, return) ---

ALLOW, EPERM, EAGAIN, ENOSYS, KILL = 0x7FFF0000, 0x00050001, 0x0005000B, 0x00050026, 0x80000000


def verdict(machine: str, number: int, *arguments: int, architecture: int | None = None) -> int:
    code = seccomp.program(machine, own=1234)
    audit = seccomp._AUDIT[machine] if architecture is None else architecture
    data = struct.pack("<IIQ6Q", number, audit, 0, *arguments, *[0] * (6 - len(arguments)))
    place, accumulator = 0, 0
    while True:
        operation, if_true, if_false, value = code[place]
        place += 1
        if operation == 0x20:
            accumulator = struct.unpack_from("<I", data, value)[0]
        elif operation == 0x15:
            place += if_true if accumulator == value else if_false
        elif operation == 0x45:
            place += if_true if accumulator & value else if_false
        else:
            assert operation == 0x06
            return value


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_allows_computing_and_nothing_else(machine: str) -> None:
    calls = seccomp._CONDITIONAL[machine]
    for number in seccomp._ALLOWED[machine].values():
        assert verdict(machine, number) == ALLOW
    thread, fork = 0x3D0F00, 0x1200011
    assert verdict(machine, calls["clone"], thread) == EAGAIN
    assert verdict(machine, calls["clone"], fork) == EPERM
    assert verdict(machine, calls["clone3"]) == ENOSYS
    for name in ("kill", "tgkill"):
        assert verdict(machine, calls[name], 1234) == ALLOW
        assert verdict(machine, calls[name], 1) == EPERM
        assert verdict(machine, calls[name], 2**32 - 1) == EPERM
    assert verdict(machine, calls["prlimit64"], 0, 9, 0) == ALLOW
    assert verdict(machine, calls["prlimit64"], 0, 9, 1) == EPERM
    assert verdict(machine, calls["prlimit64"], 0, 9, 2**32) == EPERM
    assert verdict(machine, calls["ioctl"], 1, seccomp.TCGETS) == ALLOW
    assert verdict(machine, calls["ioctl"], 1, 0x5412) == EPERM
    duplicate, set_owner, get_flags, set_signal, set_owner_ex, lease, notify = 0, 8, 3, 10, 15, 1024, 1026
    for command in (duplicate, get_flags):
        assert verdict(machine, calls["fcntl"], 4, command) == ALLOW
    for command in (set_owner, set_signal, set_owner_ex, lease, notify):
        assert verdict(machine, calls["fcntl"], 4, command) == EPERM


FORBIDDEN = {
    "x86_64": {
        "socket": 41, "socketpair": 53, "fork": 57, "vfork": 58, "execve": 59, "execveat": 322, "ptrace": 101,
        "process_vm_readv": 310, "process_vm_writev": 311, "pidfd_open": 434, "pidfd_getfd": 438,
        "pidfd_send_signal": 424, "tkill": 200, "rt_sigqueueinfo": 129, "rt_tgsigqueueinfo": 297, "unshare": 272,
        "setns": 308, "mount": 165, "memfd_create": 319, "io_uring_setup": 425, "io_uring_enter": 426, "bpf": 321,
        "perf_event_open": 298, "userfaultfd": 323, "keyctl": 250, "shmget": 29, "semget": 64, "msgget": 68,
        "mq_open": 240, "prctl": 157, "personality": 135, "setrlimit": 160, "chmod": 90, "link": 86, "symlink": 88,
        "mknod": 133, "open_by_handle_at": 304, "openat2": 437, "inotify_init1": 294,
    },
    "aarch64": {
        "socket": 198, "socketpair": 199, "execve": 221, "execveat": 281, "ptrace": 117, "process_vm_readv": 270,
        "process_vm_writev": 271, "pidfd_open": 434, "pidfd_getfd": 438, "pidfd_send_signal": 424, "tkill": 130,
        "rt_sigqueueinfo": 138, "rt_tgsigqueueinfo": 240, "unshare": 97, "setns": 268, "mount": 40,
        "memfd_create": 279, "io_uring_setup": 425, "io_uring_enter": 426, "bpf": 280, "perf_event_open": 241,
        "userfaultfd": 282, "keyctl": 219, "shmget": 194, "semget": 190, "msgget": 186, "mq_open": 180, "prctl": 167,
        "personality": 92, "setrlimit": 164, "fchmodat": 53, "linkat": 37, "symlinkat": 36, "mknodat": 33,
        "open_by_handle_at": 265, "openat2": 437, "inotify_init1": 26,
    },
}  # fmt: skip


@pytest.mark.parametrize(("machine", "name"), [(m, name) for m, names in FORBIDDEN.items() for name in names])
def test_the_filter_refuses_what_leads_outside(machine: str, name: str) -> None:
    assert verdict(machine, FORBIDDEN[machine][name]) == EPERM


def test_another_architectures_calls_are_deadly_and_the_old_ones_refused() -> None:
    assert verdict("x86_64", 0, architecture=0x40000003) == KILL
    assert verdict("x86_64", 0x40000000) == EPERM
