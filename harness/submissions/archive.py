"""A zip archive: read in memory, as a folder is; nothing of it is ever unpacked to a disk."""

import io
import stat
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from harness.errors import UnreadableError
from harness.submissions.bundle import bundled, check_size, is_code, most_bytes
from harness.submissions.files import MEGABYTE, data_of, shown, too_large
from harness.submissions.submission import Submission

SUFFIXES = (".zip",)
# With the data of a course project; beyond it somebody packed an environment.
MAX_ARCHIVE = 64 * MEGABYTE
# The table of contents: 100 bytes a file, so about ten thousand files; reading a larger one costs seconds.
MAX_TABLE = MEGABYTE
# Code shrinks to a quarter, a notebook full of zeros to a hundredth; a bomb to a thousandth.
MOST_SHRUNK = 300
_END = struct.Struct("<4s4H2LH")  # the end of the table of contents: its size is the sixth entry
_END_MARK = b"PK\5\6"
_ENCRYPTED = 1
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    struct.error,
)


def matches(path: Path) -> bool:
    """Tell whether the file is a zip archive, by its name."""
    return path.suffix.lower() in SUFFIXES and not path.is_dir()


def read(path: Path, main: str | None = "") -> Submission:
    """Return the submission in the archive; raises UnreadableError with one sentence."""
    name = shown(path.name)
    data = data_of(path, MAX_ARCHIVE)
    _check_table(data, name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            contents = _contents(archive, name)
    except _BROKEN as problem:
        raise UnreadableError(f"{name} cannot be read as a zip archive ({problem}); pack it again.") from None
    return bundled(name, _without_common_folder(contents), main)


def _check_table(data: bytes, name: str) -> None:
    """Raise UnreadableError where the table of contents is larger than a submission's can be."""
    place = data.rfind(_END_MARK)
    if place >= 0 and len(data) >= place + _END.size and _END.unpack_from(data, place)[5] > MAX_TABLE:
        raise UnreadableError(f"{name} lists too many files; submit your own files only.")


def _contents(archive: zipfile.ZipFile, name: str) -> dict[PurePosixPath, bytes]:
    """Return the code in the archive; raises UnreadableError where any entry is none that a submission has."""
    contents: dict[PurePosixPath, bytes] = {}
    for entry in archive.infolist():
        _refuse(entry, name)
        path = PurePosixPath(entry.filename)
        if entry.is_dir() or not is_code(path):
            continue
        if path in contents:
            raise UnreadableError(f"{name} holds {shown(str(path))} twice; pack it again.")
        contents[path] = _data(archive, entry, most_bytes(path))
        check_size(name, contents)
    return contents


def _refuse(entry: zipfile.ZipInfo, name: str) -> None:
    """Raise UnreadableError for an entry that points out of the archive, is a link, encrypted or a bomb."""
    inside = shown(entry.filename)[:100]
    path = PurePosixPath(entry.filename)
    absolute = path.is_absolute() or "\\" in entry.filename or ":" in path.parts[0] if path.parts else True
    if absolute or ".." in path.parts:
        raise UnreadableError(f"{name} holds an entry that leads out of it ({inside}); pack it again from one folder.")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise UnreadableError(f"{name} holds a link ({inside}); pack the file itself.")
    if entry.flag_bits & _ENCRYPTED:
        raise UnreadableError(f"{name} is encrypted ({inside}); pack it without a password.")
    if entry.file_size > MOST_SHRUNK * max(entry.compress_size, 1) and entry.file_size > MEGABYTE:
        raise UnreadableError(f"{name} holds {inside}, which unpacks to {MOST_SHRUNK} times its size; leave it out.")


def _data(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """Return an entry's bytes, never more than are allowed, whatever its header says."""
    with archive.open(entry) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise too_large(shown(entry.filename), most)
    return data


def _without_common_folder(contents: dict[PurePosixPath, bytes]) -> dict[PurePosixPath, bytes]:
    """Return the files without the one folder that holds them all, which programs that pack put around them."""
    tops = {path.parts[0] for path in contents}
    if len(tops) != 1 or any(len(path.parts) == 1 for path in contents):
        return contents
    return _without_common_folder({PurePosixPath(*path.parts[1:]): data for path, data in contents.items()})
