"""The few Linux system calls that Python does not offer, through ctypes."""

import ctypes
import os
import signal

PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 22, 36, 38
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
_CAPABILITY_VERSION_3 = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


class _CapabilityHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


def prctl(option: int, value: object = 0, third: object = 0) -> None:
    """Set an attribute of this process; raises OSError."""
    unsigned = ctypes.c_ulong(value) if isinstance(value, int) else value
    more = ctypes.c_ulong(third) if isinstance(third, int) else third
    if _libc.prctl(option, unsigned, more, ctypes.c_ulong(0), ctypes.c_ulong(0)) != 0:
        raise _error("prctl")


def syscall(number: int, *arguments: object) -> int:
    """Call a system call by number; integers go as longs; raises OSError."""
    wide = [ctypes.c_long(argument) if isinstance(argument, int) else argument for argument in arguments]
    result: int = _libc.syscall(ctypes.c_long(number), *wide)
    if result < 0:
        raise _error(f"system call {number}")
    return result


def die_with(parent: int) -> None:
    """Have the kernel kill this process when the thread that started it ends; exits if `parent` is gone already."""
    prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL))
    if os.getppid() != parent:
        os._exit(1)


def drop_capabilities() -> None:
    """Give up every privilege of root; an ordinary user has none to lose."""
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    header = _CapabilityHeader(_CAPABILITY_VERSION_3, 0)
    if _libc.capset(ctypes.byref(header), ctypes.byref((ctypes.c_uint32 * 6)())) != 0:
        raise _error("capset")


def unshare(flags: int) -> None:
    """Enter new namespaces; raises OSError."""
    if _libc.unshare(flags) != 0:
        raise _error("unshare")


def mount(source: str | None, target: str, kind: str | None, flags: int, options: str = "") -> None:
    """Mount a file system, or change how one is mounted; raises OSError."""
    names = [None if text is None else os.fsencode(text) for text in (source, target, kind)]
    if _libc.mount(*names, ctypes.c_ulong(flags), options.encode()) != 0:
        raise _error("mount")


def _error(call: str) -> OSError:
    number = ctypes.get_errno()
    return OSError(number, f"{call}: {os.strerror(number)}")
