"""Files that follow from our own sources, kept beside them as Python keeps compiled modules."""

import sys
from pathlib import Path

from harness.writing import write


def keep(path: Path, data: str, others: str) -> None:
    """Write a file at once, for another run may read it meanwhile; other files of the pattern `others` go.

    Nothing is kept where Python may not write compiled modules either.
    """
    if sys.dont_write_bytecode:
        return
    try:
        old = [other for other in path.parent.glob(others) if other != path]
        write(path, [data])  # open to all who may read the sources, as a compiled module is
        for other in old:
            other.unlink(missing_ok=True)
    except OSError:
        return
