"""Finds the submissions in a folder, whichever system laid it out."""

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import NamedTuple, Protocol

import harness.classroom.layouts
from harness.classroom.earlier import holds_results
from harness.classroom.entries import Entry, visible, with_slugs
from harness.classroom.layouts import gradescope, plain
from harness.errors import UsageError

# As courses' systems hand a class out.
ARCHIVE = ".zip"


class Layout(Protocol):
    """What a module of the folder `layouts` defines."""

    RANK: int

    def fits(self, there: Sequence[Path]) -> bool:
        """Whether what lies in a folder is laid out this way."""

    def entries(self, there: Sequence[Path]) -> Iterator[Entry]:
        """Yield the students."""


class Found(NamedTuple):
    """What lies in a class's folder: every submission, by student, and the names of what is none."""

    folder: Path
    everyone: tuple[Entry, ...]
    left_out: tuple[str, ...]
    results: tuple[str, ...]  # of folders that earlier runs wrote


def layouts() -> list[Layout]:
    """Return the modules of the folder, in the order in which they are asked."""
    names = [f"harness.classroom.layouts.{info.name}" for info in iter_modules(harness.classroom.layouts.__path__)]
    found: list[Layout] = [import_module(name) for name in names]
    return sorted(found, key=lambda layout: layout.RANK)


def find(folder: Path, results: Path | None = None) -> Found:
    """Return what lies in a folder, which is looked through once.

    What lies in the folder that `results` go to is no submission. Raises UsageError where the folder cannot be read, or
    holds no submission.
    """
    if folder.is_file() and folder.suffix.lower() == ARCHIVE:
        raise UsageError(f"{folder} is an archive: unpack it, and give the folder that holds the submissions.")
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder: give the folder that holds the submissions.")
    try:
        own = _own(folder, results)
        there = [path for path in visible(folder) if path.name != own]
        written = tuple(path.name for path in there if holds_results(path))
        there = [path for path in there if path.name not in written]
        layout = next(layout for layout in layouts() if layout.fits(there))
        _refuse_deeper(folder, there if layout is plain else ())
        everyone = with_slugs(layout.entries(there))
    except OSError as problem:
        raise UsageError(f"{folder} cannot be read: {problem.strerror}.") from None
    if not everyone:
        raise UsageError(
            f"There is no submission in {folder}: expected files ({', '.join(sorted(plain.endings()))}), "
            "or a folder for each student."
        )
    taken = {gradescope.METADATA, *(path.name for entry in everyone for path in entry.paths)}
    return Found(folder, everyone, tuple(path.name for path in there if path.name not in taken), written)


def fitting(found: Found, only: str) -> tuple[Entry, ...]:
    """Return those whose student, or one of whose group, fits a pattern; raises UsageError where there is none."""
    wanted = tuple(
        entry
        for entry in found.everyone
        if any(fnmatch(name.casefold(), only.casefold()) for name in (entry.student, *entry.members))
    )
    if not wanted:
        raise UsageError(
            f"No student in {found.folder} fits {only!r}; there are {len(found.everyone)}, "
            f"such as {found.everyone[0].student}."
        )
    return wanted


def refuse_results_beside(folder: Path, output: Path) -> None:
    """Raise UsageError where results would lie beside the submissions: the next run would take them for some."""
    if output.resolve() == folder.resolve():
        raise UsageError(
            f"The results would go to {output}, among the submissions, where the next run would take them for some; "
            "give another folder with -o."
        )


def _own(folder: Path, results: Path | None) -> str:
    """Return the name in the folder under which results lie; "" where they lie elsewhere."""
    if results is None or not results.resolve().is_relative_to(folder.resolve()):
        return ""
    return next(iter(results.resolve().relative_to(folder.resolve()).parts), "")


def _refuse_deeper(folder: Path, there: Iterable[Path]) -> None:
    """Raise UsageError where an export of Gradescope lies one level deeper."""
    deeper = next((path for path in there if (path / gradescope.METADATA).is_file()), None)
    if deeper is not None:
        raise UsageError(f"{folder} holds an export of Gradescope one level deeper: give {deeper}.")
