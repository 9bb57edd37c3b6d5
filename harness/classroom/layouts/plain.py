"""One file for each student, or one folder: the name without its ending is the student's."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from harness.classroom.entries import Entry
from harness.submissions.formats import suffixes

RANK = 9
# A format reads a text file that is given to it; one that lies in a class is README.txt or requirements.txt.
NOTES = frozenset({".txt"})


def fits(there: Sequence[Path]) -> bool:  # noqa: ARG001  (asked last, it always does)
    """Whether nothing else fits."""
    return True


def entries(there: Sequence[Path]) -> Iterator[Entry]:
    """Yield a student for each folder and each file that can be graded."""
    for path in there:
        if path.is_dir():
            yield Entry(path.name, (path,))
        elif path.suffix.lower() in endings():
            yield Entry(path.stem, (path,))


def endings() -> frozenset[str]:
    """Return how a file ends that is taken for a student's submission."""
    return suffixes() - NOTES
