"""Reads a submission in whatever format it comes: a format is a module of this folder with `matches` and `read`."""

from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Protocol, cast

import harness.submissions
from harness.submissions.submission import Submission


class Format(Protocol):
    """What a format's module defines."""

    SUFFIXES: tuple[str, ...]

    def matches(self, path: Path) -> bool:
        """Tell whether the path is of this format."""

    def read(self, path: Path, main: str | None = "") -> Submission:
        """Return the submission; `main` names its main file where it has several, and is None where nobody can.

        Raises UnreadableError.
        """


@cache
def formats() -> tuple[Format, ...]:
    """Return the formats, in the order of their names."""
    names = [info.name for info in iter_modules(harness.submissions.__path__) if not info.ispkg]
    modules = [import_module(f"harness.submissions.{name}") for name in names if name != "formats"]
    return tuple(cast("Format", module) for module in modules if hasattr(module, "matches"))


def suffixes() -> frozenset[str]:
    """Return how the files of all formats end."""
    return frozenset(suffix for one in formats() for suffix in one.SUFFIXES)


def read(path: Path, main: str | None = "") -> Submission:
    """Return the submission at `path`; what no format claims is read as a Python file.

    Of several files `main` names the main one; it is None where nobody can name it: then no sentence asks for that.
    Raises UnreadableError.
    """
    from harness.submissions import python

    found = next((one for one in formats() if one.matches(path)), python)
    return found.read(path, main)
