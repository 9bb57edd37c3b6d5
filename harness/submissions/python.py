"""A Python file: read as text and parsed, never imported."""

from pathlib import Path

from harness.submissions import notebook
from harness.submissions.files import data_of, shown
from harness.submissions.source import MAX_BYTES, Part, submission
from harness.submissions.submission import Submission
from harness.submissions.text import decoded

SUFFIXES = (".py", ".pyw", ".txt")


def matches(path: Path) -> bool:
    """Tell whether this is a file that no other format claims: any name may hold Python."""
    return path.suffix.lower() in SUFFIXES


def read(path: Path, main: str | None = "") -> Submission:
    """Return the submission at `path`; raises UnreadableError with one sentence when it is not readable Python."""
    del main
    return from_bytes(data_of(path, MAX_BYTES), shown(path.name))


def from_bytes(data: bytes, name: str) -> Submission:
    """Return the submission of a file's bytes, or of the notebook that goes under this name; raises UnreadableError."""
    text, mends = decoded(data, name)
    if text.lstrip().startswith("{") and notebook.is_notebook(text):
        return notebook.from_bytes(data, name)
    return submission(name, [Part(text)], mends=mends)
