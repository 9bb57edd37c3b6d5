"""What this process gives up before it sees the submission: limits everywhere, and on Linux what the way asks for."""

import os
import resource
import sys
import zlib  # noqa: F401  (its library is outside of what strict may read later)
from collections.abc import Iterable, Mapping
from itertools import pairwise

import numpy as np

from harness.wire import JSON

MEGABYTE = 2**20
# Files a program like the course's opens at once: a handful.
MAX_FILES = 64
# Folders that hold other packages beside the standard library, the answers among them where the harness is installed.
NEIGHBOURS = ("site-packages", "dist-packages")

# Where the kernel grants no private file system for the scratch folder, the harness looks at it from outside.
WATCHED = "the scratch folder's total size is looked at from outside, not limited by the kernel"


def confine(configuration: Mapping[str, JSON]) -> tuple[str, ...]:
    """Limit this process as configured and return what this system cannot enforce beyond the way's own list.

    Raises OSError where the system refuses what the way `strict` needs.
    """
    _close_all_but([descriptor for descriptor, _ in _opened(configuration)])
    scratch = str(configuration["scratch"])
    if os.getsid(0) != os.getpid():
        os.setsid()
    if sys.platform == "linux":
        return _on_linux(configuration, scratch)
    os.chdir(scratch)
    _limit(configuration)
    return ()


def _on_linux(configuration: Mapping[str, JSON], scratch: str) -> tuple[str, ...]:
    from harness.inside import landlock, linux, private, seccomp, supervisor  # Linux only

    strict = configuration["way"] == "strict"
    lacking: tuple[str, ...] = ()
    if strict and not private.mounted(scratch, _number(configuration, "scratch_mb")):
        lacking = (WATCHED,)
    os.chdir(scratch)
    parent = configuration.get("parent")
    if isinstance(parent, int):
        linux.die_with(parent)
    if strict:
        linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
        linux.drop_capabilities()
        readable = _opened(configuration)
        lacking += landlock.restrict(readable or landlock.opened(readable_paths()), scratch)
        _close_all_but(())
        _limit(configuration)
        seccomp.install()
    else:
        supervisor.supervise()
        _limit(configuration)
    return lacking


def _limit(configuration: Mapping[str, JSON]) -> None:
    limits = {
        resource.RLIMIT_CPU: _number(configuration, "cpu_seconds"),
        resource.RLIMIT_FSIZE: _number(configuration, "file_mb") * MEGABYTE,
        resource.RLIMIT_NOFILE: MAX_FILES,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_AS: _number(configuration, "memory_mb") * MEGABYTE,
    }
    for kind, value in limits.items():
        _, hard = resource.getrlimit(kind)
        lower = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(kind, (lower, lower))
        except (OSError, ValueError):
            if sys.platform == "linux":  # elsewhere some limits exist in name only, as the way's list says
                raise


def _number(configuration: Mapping[str, JSON], name: str) -> int:
    value = configuration[name]
    if not isinstance(value, int):
        raise TypeError(f"{name} is {value!r}: expected an integer")
    return value


def _opened(configuration: Mapping[str, JSON]) -> list[tuple[int, int]]:
    """Return descriptors and rights of what may be read, where a process that starts many has it open."""
    found = configuration.get("readable")
    numbers = [one for one in found if isinstance(one, int)] if isinstance(found, list) else []
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _close_all_but(kept: Iterable[int]) -> None:
    """Close all descriptors but the channel's and the standard ones, and these."""
    for low, high in pairwise([4, *sorted(kept), 1 << 20]):
        if high - low > 1:
            os.closerange(low + 1, high)


def readable_paths() -> list[str]:
    """Return the standard library, entry by entry without the packages beside it, and NumPy with its libraries."""
    package = os.path.dirname(np.__file__)  # noqa: PTH120  (some 300 entries, for every submission)
    found = [package, package.removesuffix("numpy") + "numpy.libs", "/dev/urandom"]
    for folder in sys.path:
        try:
            with os.scandir(folder) as entries:
                found += [entry.path for entry in entries if entry.name not in NEIGHBOURS]
        except OSError:
            found.append(folder)  # an archive, or not there
    # A folder on the path may stand in another one, and is listed with it.
    whole = set(found)
    return [path for path in found if path.rpartition("/")[0] not in whole]
