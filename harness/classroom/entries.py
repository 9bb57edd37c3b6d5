"""One student's submission in a folder of many, and the name under which its report is kept."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

# Longer file names are refused by common file systems (255 bytes) once an ending is added.
MOST_BYTES = 100
DIGITS = 6
# What systems and people leave lying about, beside all that is hidden.
CLUTTER = frozenset({"__MACOSX", "__pycache__", "Thumbs.db", "desktop.ini"})
NOT_PLAIN = re.compile(r"[^\w.@+-]+")


@dataclass(frozen=True)
class Entry:
    """A student, the files handed in (a folder counts as one), and the stem of everything written about them."""

    student: str
    paths: tuple[Path, ...]
    slug: str = ""
    identity: str = ""  # the number that the course's system gives the student, if any
    members: tuple[str, ...] = ()  # of a group, where `student` is its name or all of theirs
    names: tuple[str, ...] = ()  # of the files as they were handed in, where the system calls them otherwise


def visible(folder: Path) -> tuple[Path, ...]:
    """Return what lies in a folder, by name, without what nobody put there on purpose; raises OSError."""
    return tuple(sorted(path for path in folder.iterdir() if not is_clutter(path.name)))


def is_clutter(name: str) -> bool:
    """Whether a file or folder of this name is none that somebody handed in."""
    return name.startswith(".") or name in CLUTTER


def with_slugs(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entries in the order of their students, each with a file name that no other has, whatever the case."""
    ordered = sorted(entries, key=lambda entry: (entry.student.casefold(), entry.student, entry.identity, entry.paths))
    taken = Counter(plain(entry.student).casefold() for entry in ordered)
    return tuple(replace(entry, slug=_slug(entry, taken)) for entry in ordered)


def plain(name: str) -> str:
    """Return a name fit for files and addresses: letters, digits and `. @ + - _`, not too long, never hidden."""
    text = NOT_PLAIN.sub("-", unicodedata.normalize("NFC", name)).strip("-.")
    while len(text.encode("utf-8", "replace")) > MOST_BYTES:
        text = text[:-1]
    return text or "unnamed"


def _slug(entry: Entry, taken: Counter[str]) -> str:
    """Return the student's plain name; where others share it, with a number that stays when students come and go."""
    stem = plain(entry.student)
    # A name that lost characters could be another student's, who comes later.
    if taken[stem.casefold()] == 1 and stem == entry.student:
        return stem
    where = "\0".join([entry.student, entry.identity, *(path.name for path in entry.paths)])
    return f"{stem}-{sha256(where.encode('utf-8', 'surrogateescape')).hexdigest()[:DIGITS]}"


def files_of(entry: Entry) -> tuple[tuple[str, Path], ...]:
    """Return all regular files of an entry, by the name they have in it, sorted; links are left out."""
    found: list[tuple[str, Path]] = []
    for path, name in zip(entry.paths, entry.names or [path.name for path in entry.paths], strict=True):
        if path.is_symlink():
            continue
        if path.is_dir():
            inside = [one for one in path.rglob("*") if one.is_file() and not one.is_symlink()]
            found += [(one.relative_to(path).as_posix(), one) for one in inside]
        elif path.is_file():
            found.append((name, path))
    return tuple(sorted(found))
