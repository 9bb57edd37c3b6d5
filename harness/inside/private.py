"""A private file system for the scratch folder: its size and its number of files are limited by the kernel (Linux).

A tmpfs in a mount namespace of this process's own. An unprivileged process may have one where the kernel lets it have a
user namespace; it ends with the process. Source: mount(2), user_namespaces(7), tmpfs(5).
"""

import os

from harness.inside.linux import mount, unshare

_NEW_MOUNTS, _NEW_USER = 0x00020000, 0x10000000
_NO_SETUID, _NO_DEVICES, _NO_PROGRAMS, _RECURSIVE, _SLAVE = 2, 4, 8, 0x4000, 0x80000
# A program like the course's writes a handful; each costs the kernel a kilobyte.
MAX_FILES = 1000
# Where this reads 1, a user namespace is granted without the privileges that it is for (Ubuntu).
_RESTRICTED = "/proc/sys/kernel/apparmor_restrict_unprivileged_userns"


def mounted(scratch: str, megabytes: int) -> bool:
    """Put an empty file system of this size over `scratch`; False where the system does not grant one.

    Needs a process with one thread, which keeps its user and group.
    """
    try:
        _enter()
        # What is mounted here must not appear outside; what is unmounted outside must not be held here.
        mount(None, "/", None, _RECURSIVE | _SLAVE)
        options = f"size={megabytes}m,nr_inodes={MAX_FILES},mode=700"
        mount("tmpfs", scratch, "tmpfs", _NO_SETUID | _NO_DEVICES | _NO_PROGRAMS, options)
    except OSError:
        return False
    return True


def _enter() -> None:
    """Enter a mount namespace: one that belongs to a new user namespace, or root's own; raises OSError."""
    user, group = os.getuid(), os.getgid()
    if user != 0 and _restricted():
        raise PermissionError("user namespaces are restricted")
    try:
        unshare(_NEW_USER | _NEW_MOUNTS)
    except OSError:
        unshare(_NEW_MOUNTS)
        return
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:  # noqa: PTH123  (pathlib takes 7 ms)
            file.write(text)


def _restricted() -> bool:
    try:
        with open(_RESTRICTED, encoding="ascii") as file:  # noqa: PTH123
            return file.read().strip() == "1"
    except OSError:
        return False
