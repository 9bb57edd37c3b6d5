"""Reads what a student handed in, as bytes; what nobody could grade is told with what was found in its place."""

from collections.abc import Sequence
from pathlib import Path

from harness.classroom.entries import Entry, files_of
from harness.classroom.job import Job
from harness.errors import UngradableError
from harness.launching import Options
from harness.renderers._text import one_line
from harness.submissions.prose import no_code

# Of one student, all files together: a notebook with pictures fits, a data set does not.
MOST_BYTES = 32 * 2**20
# What no program is written in; any other file may be code under an odd name.
DOCUMENTS = frozenset((
    ".doc", ".docx", ".gif", ".heic", ".htm", ".html", ".jpeg", ".jpg", ".odt", ".pages", ".pdf", ".png", ".ppt",
    ".pptx", ".rtf", ".svg", ".webp", ".xls", ".xlsx",
))  # fmt: skip
# As Moodle and Canvas name what is typed into their page, and an address that is handed in there.
TYPED = ("onlinetext.html", "_text.html")
ADDRESS = "_link.html"
MOST_NAMED = 5


def job_of(entry: Entry, options: Options, look: str = "") -> Job:
    """Read an entry's files; raises OSError, or UngradableError where none is a program, or they are too large."""
    files = files_of(entry)
    if all(not path.suffix and path.name.startswith(".") for _, path in files):  # .keep keeps an empty folder
        raise UngradableError(_nothing(entry.paths[0]))
    if all(path.suffix.lower() in DOCUMENTS for _, path in files):
        raise UngradableError(no_code("this submission", _documents([path.name for _, path in files])))
    size = sum(path.stat().st_size for _, path in files)
    if size > MOST_BYTES:
        raise UngradableError(
            f"{entry.paths[0].name} has {size / 2**20:.0f} MB, and at most {MOST_BYTES // 2**20} MB are read; "
            "hand in the code without data and pictures."
        )
    return Job(tuple((name, path.read_bytes()) for name, path in files), options, look)


def unreadable(problem: OSError) -> str:
    """Return the fault of a submission that is there and that the system does not let us read."""
    return f"The submission could not be read: {problem}."


def _nothing(path: Path) -> str:
    """Return what is there instead of a file."""
    name = one_line(path.name)
    if path.is_symlink():
        return f"{name} is a link, and links are not followed; put the file itself in its place."
    if path.exists() and not path.is_dir():
        return f"{name} is no file that can be read, but a pipe or a device; put the Python file in its place."
    return f"There is no file in {name}; hand in the Python file itself."


def _documents(names: Sequence[str]) -> str:
    """Return what was handed in, in words."""
    if all(name.endswith(TYPED) for name in names):
        return "a text that was typed in online"
    if all(name.endswith(ADDRESS) for name in names):
        return "an address on the web"
    return ", ".join(map(one_line, names[:MOST_NAMED]))
