"""Writes to standard output and to files; what cannot be written is one sentence."""

import os
import sys
from pathlib import Path

from harness.errors import UsageError

# 128 + SIGPIPE: what a shell says of a program whose reader went away, as `head` does.
UNREAD = 141


def say(text: str) -> None:
    """Write to standard output at once, with a substitute for what its encoding lacks; raises UsageError.

    Where nobody reads any more, the program ends in silence.
    """
    if sys.stdout is None:  # closed before this program began
        raise UsageError("Standard output is closed; send it to a terminal, a file or a program.")
    encoding = sys.stdout.encoding or "utf-8"
    try:
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        _give_up()
        sys.exit(UNREAD)
    except OSError as error:
        raise unwritable(error) from None


def unwritable(error: OSError) -> UsageError:
    """Return the fault of standard output, and give the rest of it up."""
    _give_up()
    return UsageError(f"Standard output cannot be written: {error.strerror}.")


def _give_up() -> None:
    """Send what is left of standard output nowhere: at exit it is written again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_text(path: Path, text: str) -> None:
    """Write a file in UTF-8 and the folders above it; raises UsageError."""
    write_bytes(path, text.encode("utf-8").replace(b"\n", os.linesep.encode()))


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file and the folders above it; raises UsageError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}; give another path.") from None


def is_same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file, which need not exist yet."""
    try:
        return one.resolve() == other.resolve() or one.samefile(other)
    except (OSError, ValueError, RuntimeError):  # one is missing, or no path at all, or a circle of links
        return False


def is_code_of(path: Path, folder: Path) -> bool:
    """Whether a path is that of a Python file or notebook in a folder."""
    try:
        inside = folder.is_dir() and path.exists() and path.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):
        return False
    return inside and path.suffix.lower() in (".py", ".ipynb")
