"""A download from Canvas: files `name_1234_5678_original.py`, `_LATE` after the name of a late one.

What was typed in online is `name_1234_text.html`, and an address `name_1234_link.html`.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from harness.classroom.entries import Entry

RANK = 2
NAME = re.compile(
    r"(?P<student>.+?)(?:_LATE)?_(?P<identity>\d+)_(?:\d+_(?P<file>.+)|(?P<typed>(?:text|link)\.html))$", re.IGNORECASE
)
# Canvas counts how often a file of the same name was handed in, before the ending. An author may count so, too.
AGAIN = re.compile(r"-\d+(?=\.py$)", re.IGNORECASE)
IMPORTED = re.compile(r"\bfrom[ \t]+\.*(\w+)[\w.]*[ \t]+import\b[ \t(]*\w*|\bimport[ \t]+([\w., \t]+)")
CODE = (".py", ".pyw", ".ipynb")
MOST_READ = 1_000_000  # characters; imports stand at the top


def fits(there: Sequence[Path]) -> bool:
    """Whether most of what lies there are files named as Canvas names them: a stray one changes no student's name."""
    return 2 * sum(path.is_file() and NAME.match(path.name) is not None for path in there) > len(there)


def entries(there: Sequence[Path]) -> Iterator[Entry]:
    """Yield a student for each name and number, with all files that came together."""
    files: dict[tuple[str, str], list[Path]] = defaultdict(list)
    for path in there:
        if (named := NAME.match(path.name)) and path.is_file():
            files[named["student"], named["identity"]].append(path)
    for (student, identity), paths in files.items():
        yield Entry(student, tuple(paths), identity=identity, names=_names(paths))


def _names(paths: Sequence[Path]) -> tuple[str, ...]:
    """Return what a student called the files, whose modules import each other by these names.

    Canvas's number goes only where another file imports the module without it, and no other has that name then. Of
    files that were handed in twice under one name the names of the download stay.
    """
    given = [(named["file"] or named["typed"] if (named := NAME.match(path.name)) else path.name) for path in paths]
    names = [
        AGAIN.sub("", name) if AGAIN.search(name) and _is_imported(name, path, paths) else name
        for name, path in zip(given, paths, strict=True)
    ]
    alike = Counter(map(str.casefold, names))
    names = [name if alike[name.casefold()] == 1 else kept for name, kept in zip(names, given, strict=True)]
    return tuple(names if len(set(map(str.casefold, names))) == len(names) else [path.name for path in paths])


def _is_imported(name: str, path: Path, paths: Sequence[Path]) -> bool:
    """Whether a file beside this one imports its module by the name without the number."""
    module = Path(AGAIN.sub("", name)).stem
    return any(module in _imports(other) for other in paths if other != path and other.suffix.lower() in CODE)


def _imports(path: Path) -> set[str]:
    """Return the first names of all modules that a file imports; those of a notebook stand in its JSON."""
    if path.is_symlink():
        return set()
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            text = file.read(MOST_READ)
    except OSError:
        return set()
    found = IMPORTED.findall(text)
    several = [one.split()[0] for _, modules in found for one in modules.split(",") if one.strip()]
    return {module for module, _ in found if module} | {one.partition(".")[0] for one in several}
