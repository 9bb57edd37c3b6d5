"""Landlock: from here on this process opens only what is listed. Source: the kernel's userspace-api/landlock."""

import ctypes
import errno
import os
import stat
from collections.abc import Iterable, Iterator

from harness.inside.linux import syscall

# The numbers are the same on every architecture.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG = 1
# Made once: there are some hundred rules.
_BENEATH, _NO_FLAGS = ctypes.c_long(1), ctypes.c_long(0)

WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE = (1 << bit for bit in range(1, 6))
MAKE_DIR, MAKE_REG, TRUNCATE = 1 << 7, 1 << 8, 1 << 14
# How many rights of the file system each ABI handles: bits 0 to 12, then refer, truncate, ioctl on devices.
_RIGHTS_OF_ABI = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_NETWORK_SINCE, _SCOPES_SINCE, _TRUNCATE_SINCE = 4, 6, 3
_ALL_TCP, _ALL_SCOPES = 0b11, 0b11

_TOO_MANY = (errno.EMFILE, errno.ENFILE)

READ = READ_FILE | READ_DIR
SCRATCH = READ | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | TRUNCATE


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scopes", ctypes.c_uint64))


class _PathRule(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"  # what _pack_ means; Python 3.14 wants it said
    _fields_ = (("rights", ctypes.c_uint64), ("descriptor", ctypes.c_int32))


def abi() -> int:
    """Return the kernel's Landlock version, 0 where there is none."""
    try:
        return syscall(_CREATE_RULESET, None, 0, _VERSION_FLAG)
    except OSError:
        return 0


def opened(paths: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Yield for each path that can be opened a descriptor, open until the next is asked for, and the rights to read it.

    Raises OSError where this process has as many open as it may.
    """
    for path in paths:
        try:
            descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError as error:
            if error.errno in _TOO_MANY:
                raise
            continue  # not there: nothing to allow
        try:
            yield descriptor, READ if stat.S_ISDIR(os.fstat(descriptor).st_mode) else READ_FILE
        finally:
            os.close(descriptor)


def restrict(readable: Iterable[tuple[int, int]], scratch: str) -> tuple[str, ...]:
    """Allow reading what is `opened`, and using `scratch`, nothing else; returns what this kernel cannot enforce.

    Raises OSError where the kernel refuses. Needs no-new-privileges to be set.
    """
    version = abi()
    handled = (1 << _RIGHTS_OF_ABI.get(version, max(_RIGHTS_OF_ABI.values()))) - 1
    attributes = _Ruleset(handled, _ALL_TCP, _ALL_SCOPES)
    size = 24 if version >= _SCOPES_SINCE else 16 if version >= _NETWORK_SINCE else 8
    ruleset = syscall(_CREATE_RULESET, ctypes.byref(attributes), size, 0)
    try:
        for descriptor, rights in readable:
            _allow(ruleset, descriptor, rights)
        for path, rights in ((scratch, SCRATCH & handled), (os.devnull, READ_FILE | WRITE_FILE)):
            for descriptor, _ in opened([path]):
                _allow(ruleset, descriptor, rights)
        syscall(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)
    lacking = "emptying a file it may read but not write (needs Linux 6.2)"
    return () if version >= _TRUNCATE_SINCE else (lacking,)


def _allow(ruleset: int, descriptor: int, rights: int) -> None:
    syscall(_ADD_RULE, ruleset, _BENEATH, ctypes.byref(_PathRule(rights, descriptor)), _NO_FLAGS)
