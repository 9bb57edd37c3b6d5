"""A seccomp filter: this process may compute, allocate and use open files; every other call is refused.

A refused call fails with EPERM, so that the submission gets an ordinary Python exception. Numbers: the kernel's
arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h (aarch64).
"""

import ctypes
import errno
import os
import platform
import struct
from functools import cache

from harness.inside.linux import PR_SET_SECCOMP, prctl

_FILTER_MODE = 2
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000
_KILL_PROCESS = 0x80000000
_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_ARGUMENT_SIZE = 8
_NOBODY = 0xFFFFFFFF  # no process has this id, and nothing else in the filter looks like it
_X32 = 0x40000000
CLONE_THREAD = 0x00010000
TCGETS, FIOCLEX, FIONREAD = 0x5401, 0x5451, 0x541B
# Copies, flags and locks of descriptors, not their owners: F_SETOWN and F_SETSIG have the kernel send any signal to any
# process of the user.
_F_DUPFD, _F_GETFD, _F_SETFD, _F_GETFL, _F_SETFL, _F_GETLK, _F_SETLK, _F_SETLKW = range(8)
_F_DUPFD_CLOEXEC = 1030
_OF_DESCRIPTORS = (
    _F_DUPFD, _F_GETFD, _F_SETFD, _F_GETFL, _F_SETFL, _F_GETLK, _F_SETLK, _F_SETLKW, _F_DUPFD_CLOEXEC,
)  # fmt: skip

# audit number, then: what is allowed whatever its arguments.
_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_ALLOWED = {
    "x86_64": {
        "read": 0, "write": 1, "open": 2, "close": 3, "stat": 4, "fstat": 5, "lstat": 6, "poll": 7, "lseek": 8,
        "mmap": 9, "mprotect": 10, "munmap": 11, "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14,
        "rt_sigreturn": 15, "pread64": 17, "pwrite64": 18, "readv": 19, "writev": 20, "access": 21, "pipe": 22,
        "select": 23, "sched_yield": 24, "mremap": 25, "madvise": 28, "dup": 32, "dup2": 33, "nanosleep": 35,
        "getitimer": 36, "alarm": 37, "setitimer": 38, "getpid": 39, "exit": 60, "uname": 63,
        "fsync": 74, "fdatasync": 75, "ftruncate": 77, "getdents": 78, "getcwd": 79, "chdir": 80, "rename": 82,
        "mkdir": 83, "rmdir": 84, "unlink": 87, "readlink": 89, "umask": 95, "gettimeofday": 96, "getrlimit": 97,
        "getrusage": 98, "sysinfo": 99, "times": 100, "getuid": 102, "getgid": 104, "geteuid": 107, "getegid": 108,
        "getppid": 110, "getpgrp": 111, "getgroups": 115, "getpgid": 121, "getsid": 124, "sigaltstack": 131,
        "arch_prctl": 158, "gettid": 186, "time": 201, "futex": 202, "sched_getaffinity": 204, "getdents64": 217,
        "set_tid_address": 218, "restart_syscall": 219, "fadvise64": 221, "clock_gettime": 228, "clock_getres": 229,
        "clock_nanosleep": 230, "exit_group": 231, "epoll_wait": 232, "epoll_ctl": 233, "openat": 257, "mkdirat": 258,
        "newfstatat": 262, "unlinkat": 263, "renameat": 264, "readlinkat": 267, "faccessat": 269, "pselect6": 270,
        "ppoll": 271, "set_robust_list": 273, "get_robust_list": 274, "epoll_pwait": 281, "eventfd2": 290,
        "epoll_create1": 291, "dup3": 292, "pipe2": 293, "getcpu": 309, "renameat2": 316, "getrandom": 318,
        "membarrier": 324, "statx": 332, "rseq": 334, "faccessat2": 439,
    },
    "aarch64": {
        "getcwd": 17, "eventfd2": 19, "epoll_create1": 20, "epoll_ctl": 21, "epoll_pwait": 22, "dup": 23, "dup3": 24,
        "mkdirat": 34, "unlinkat": 35, "renameat": 38, "ftruncate": 46, "faccessat": 48, "chdir": 49,
        "openat": 56, "close": 57, "pipe2": 59, "getdents64": 61, "lseek": 62, "read": 63, "write": 64, "readv": 65,
        "writev": 66, "pread64": 67, "pwrite64": 68, "pselect6": 72, "ppoll": 73, "readlinkat": 78, "newfstatat": 79,
        "fstat": 80, "fsync": 82, "fdatasync": 83, "exit": 93, "exit_group": 94, "set_tid_address": 96, "futex": 98,
        "set_robust_list": 99, "get_robust_list": 100, "nanosleep": 101, "getitimer": 102, "setitimer": 103,
        "clock_gettime": 113, "clock_getres": 114, "clock_nanosleep": 115, "sched_getaffinity": 123,
        "sched_yield": 124, "restart_syscall": 128, "sigaltstack": 132, "rt_sigaction": 134, "rt_sigprocmask": 135,
        "rt_sigreturn": 139, "times": 153, "getpgid": 155, "getsid": 156, "getgroups": 158, "uname": 160,
        "getrlimit": 163, "getrusage": 165, "umask": 166, "getcpu": 168, "gettimeofday": 169, "getpid": 172,
        "getppid": 173, "getuid": 174, "geteuid": 175, "getgid": 176, "getegid": 177, "gettid": 178, "sysinfo": 179,
        "brk": 214, "munmap": 215, "mremap": 216, "mmap": 222, "fadvise64": 223, "mprotect": 226, "madvise": 233,
        "renameat2": 276, "getrandom": 278, "membarrier": 283, "statx": 291, "rseq": 293, "faccessat2": 439,
    },
}  # fmt: skip
# Allowed only with the arguments below.
_CONDITIONAL = {
    "x86_64": {"clone": 56, "clone3": 435, "fcntl": 72, "ioctl": 16, "kill": 62, "tgkill": 234, "prlimit64": 302},
    "aarch64": {"clone": 220, "clone3": 435, "fcntl": 25, "ioctl": 29, "kill": 129, "tgkill": 131, "prlimit64": 261},
}

# The machines that the filter is written for.
MACHINES = frozenset(_AUDIT)

Instruction = tuple[int, int, int, int]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def install() -> None:
    """Refuse from here on every call that computing does not need; raises OSError. Needs no-new-privileges."""
    code = packed(platform.machine()).replace(struct.pack("=I", _NOBODY), struct.pack("=I", os.getpid()))
    prctl(PR_SET_SECCOMP, _FILTER_MODE, ctypes.byref(_Program(len(code) // 8, code)))


@cache
def packed(machine: str) -> bytes:
    """Return the filter for a process with the id _NOBODY: a process that starts many packs it for all of them."""
    return b"".join(struct.pack("=HBBI", *line) for line in program(machine, _NOBODY))


def program(machine: str, own: int) -> list[Instruction]:
    """Return the filter as (operation, jump if true, jump if false, value) for a process with the id `own`."""
    calls = _CONDITIONAL[machine]
    refuse = _REFUSE | errno.EPERM
    lines: list[Instruction] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, _AUDIT[machine]),
        (_RETURN, 0, 0, _KILL_PROCESS),
        (_LOAD, 0, 0, _NUMBER),
    ]
    if machine == "x86_64":
        lines += [(_ANY_BIT, 0, 1, _X32), (_RETURN, 0, 0, refuse)]
    # No processes, and no threads either: NumPy computes in one, and a thread would go on between two requests. A
    # refused one finds no room, as libraries expect it. glibc falls back to clone, whose flags can be seen.
    full = _return(_REFUSE | errno.EAGAIN)
    lines += _when(calls["clone"], [_argument(0), (_ANY_BIT, 0, 1, CLONE_THREAD), full, _return(refuse)])
    lines += _when(calls["clone3"], [_return(_REFUSE | errno.ENOSYS)])
    # Signals to this process only: abort() and a timer's own alarm are the submission's business.
    for name in ("kill", "tgkill"):
        lines += _when(calls[name], [_argument(0), (_EQUAL, 0, 1, own), _return(_ALLOW), _return(refuse)])
    # Limits can be asked for, not set.
    lines += _when(calls["prlimit64"], _only_zero(2, refuse))
    lines += _when(calls["ioctl"], [_argument(1), *_one_of((TCGETS, FIOCLEX, FIONREAD)), _return(refuse)])
    lines += _when(calls["fcntl"], [_argument(1), *_one_of(_OF_DESCRIPTORS), _return(refuse)])
    for number in _ALLOWED[machine].values():
        lines += [(_EQUAL, 0, 1, number), _return(_ALLOW)]
    return [*lines, _return(refuse)]


def _when(number: int, body: list[Instruction]) -> list[Instruction]:
    """Run `body`, which ends in returns, for this call, and go on behind it for the others."""
    return [(_EQUAL, 0, len(body), number), *body]


def _argument(index: int, half: int = 0) -> Instruction:
    return (_LOAD, 0, 0, _FIRST_ARGUMENT + _ARGUMENT_SIZE * index + half)


def _return(verdict: int) -> Instruction:
    return (_RETURN, 0, 0, verdict)


def _only_zero(index: int, refuse: int) -> list[Instruction]:
    low, high = _argument(index), _argument(index, half=4)
    return [low, (_EQUAL, 0, 3, 0), high, (_EQUAL, 0, 1, 0), _return(_ALLOW), _return(refuse)]


def _one_of(values: tuple[int, ...]) -> list[Instruction]:
    return [line for value in values for line in ((_EQUAL, 0, 1, value), _return(_ALLOW))]
