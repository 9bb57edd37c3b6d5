"""Writes to standard output and to files; what cannot be written is one sentence."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from harness.errors import UsageError
from harness.unwritable import unwritable
from harness.writing import write

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
        raise output_fault(error) from None


def output_fault(error: OSError) -> UsageError:
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
    """Write a file and the folders above it, whole or not at all; raises UsageError."""
    try:
        write(path, [data])
    except OSError as error:
        raise unwritable(path, error) from None


def refuse_overwriting(option: str, path: Path, read: Mapping[str, Path | None]) -> None:
    """Raise UsageError where an output would overwrite what is read, by what it is, or code in a folder of that."""
    for what, other in read.items():
        if other is not None and (is_same_file(path, other) or is_code_of(path, other)):
            raise UsageError(f"{path} is {what} itself, which {option} would overwrite; give another path.")


def own_file(contract: str) -> Path | None:
    """Return the file that --contract names, None where it names one of ours."""
    return Path(contract) if contract.endswith(".py") else None


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
