"""What is said where a file cannot be written: why, and what to do about just that."""

import errno
import os
from pathlib import Path

from harness.errors import UsageError

OTHERWISE = "see that it can be"
# By the system's number: why, and the next step.
KNOWN = {
    errno.ENOSPC: ("the disk is full", "make room"),
    errno.EDQUOT: ("the quota of this account is used up", "make room"),
    errno.EFBIG: ("the file is larger than the system allows", "allow larger ones"),
    errno.EACCES: ("this account may not write there", "allow it"),
    errno.EPERM: ("this account may not write there", "allow it"),
    errno.EROFS: ("the file system is read-only", "make it writable"),
    errno.ENOENT: ("its folder is missing", "make it"),
    errno.EISDIR: ("a folder has this name", "move it away"),
    errno.ENAMETOOLONG: ("the name is too long", "shorten it"),
}


def unwritable(path: Path, problem: OSError) -> UsageError:
    """Return the fault of a file, or a folder, that is made by one command and can as well stand elsewhere."""
    reason, step = told(path, problem)
    return UsageError(f"{path} cannot be written: {reason}; {step}, or give another path.")


def told(path: Path, problem: OSError) -> tuple[str, str]:
    """Return why a path cannot be written, and what to do about it."""
    file = next((one for one in (*path.parents, path) if os.path.lexists(one) and not one.is_dir()), None)
    if file is not None and problem.errno in (errno.EEXIST, errno.ENOTDIR):
        return f"{file} is no folder", "move it away"
    return KNOWN.get(problem.errno or 0, (problem.strerror or str(problem), OTHERWISE))
