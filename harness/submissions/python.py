"""A Python file: read as text and parsed, never imported."""

import ast
import io
import json
import os
import stat
import tokenize
import warnings
from dataclasses import dataclass
from pathlib import Path

from harness.errors import UnreadableError

SUFFIXES = (".py",)

# The longest course script seen has 60 kB; beyond a megabyte it is data, and parsing it would cost seconds.
MAX_BYTES = 2**20

NOTEBOOK = ".ipynb"
# What begins a line of a notebook that the shell or IPython executes.
MAGICS = ("%", "!")


@dataclass(frozen=True)
class Submission:
    """A submission's name (of its file), its text with line ends of one character, and its syntax tree."""

    name: str
    text: str
    tree: ast.Module


def read(path: Path | str) -> Submission:
    """Return the submission at `path`; raises UnreadableError with one sentence when it is not readable Python."""
    path = Path(path)
    name = shown(path.name)
    text = _decode(_bytes(path, name), name)
    if _is_notebook(text):
        raise _notebook(name)
    return Submission(name, text, parse(text, name))


def parse(text: str, name: str) -> ast.Module:
    """Return the syntax tree of `text`; raises UnreadableError with the line of a syntax error."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an invalid escape in a student's string is none of our business
            return ast.parse(text)
    except SyntaxError as problem:
        where = f"line {problem.lineno} of {name}" if problem.lineno else name
        line = text.split("\n")[problem.lineno - 1 : problem.lineno] if problem.lineno else []
        advice = "mend it so that the file runs"
        if line and line[0].lstrip().startswith(MAGICS):
            advice = "it is a magic of notebooks, not Python: remove every line that begins with % or !"
        raise UnreadableError(f"Python cannot parse {where}: {problem.msg}; {advice}.") from None
    except (RecursionError, MemoryError):
        raise UnreadableError(f"Python cannot parse {name}: an expression is nested too deeply.") from None
    except ValueError as problem:
        raise UnreadableError(f"Python cannot parse {name}: {problem}.") from None


def as_in(path: Path, text: str) -> bytes:
    """Return a changed text of the submission at `path` in that file's encoding, with its line ends."""
    data = _bytes(path, shown(path.name))
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    return text.replace("\n", "\r\n" if b"\r\n" in data else "\n").encode(encoding)


def shown(name: str) -> str:
    """Return a file name fit to be printed: control characters and undecodable bytes are escaped."""
    text = name.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)


def _bytes(path: Path, name: str) -> bytes:
    """Return the file's bytes without ever waiting on a FIFO or reading a device."""
    try:
        if path.is_symlink() and path.resolve().parent != path.parent.resolve():
            raise UnreadableError(f"{name} is a link to a file outside its folder; give that file itself.")
        # O_NONBLOCK: opening a FIFO must not wait for its writer.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        raise UnreadableError(f"There is no file {name}; check the path.") from None
    except (OSError, ValueError, RuntimeError) as problem:
        reason = getattr(problem, "strerror", None) or problem
        raise UnreadableError(f"{name} cannot be opened: {reason}.") from None
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        raise UnreadableError(f"{name} is {_kind(mode)}, not a file; give a Python file.")
    if path.suffix.lower() == NOTEBOOK:  # before its size: one with pictures is large
        os.close(descriptor)
        raise _notebook(name)
    try:
        # The descriptor, so that what was checked is what is read.
        with open(descriptor, "rb") as file:  # noqa: PTH123
            data = file.read(MAX_BYTES + 1)
    except OSError as problem:
        raise UnreadableError(f"{name} cannot be read: {problem.strerror}.") from None
    if len(data) > MAX_BYTES:
        raise UnreadableError(f"{name} is larger than {MAX_BYTES // 2**20} MB; a submission is a short Python file.")
    return data


def _is_notebook(text: str) -> bool:
    """Whether this is the JSON of a notebook under another name."""
    if not text.lstrip().startswith("{"):
        return False
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(document, dict) and "cells" in document


def _notebook(name: str) -> UnreadableError:
    return UnreadableError(
        f"{name} is a notebook, not a Python file; export its code (jupyter nbconvert --to script) and submit that."
    )


def _kind(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "a folder"
    if stat.S_ISFIFO(mode):
        return "a FIFO"
    return "a device or socket"


def _decode(data: bytes, name: str) -> str:
    """Return the text in the encoding that a byte-order mark or PEP 263 declares, else UTF-8."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableError(f"{name} is UTF-16, which Python does not run; save it as UTF-8.")
    if b"\0" in data:
        raise UnreadableError(f"{name} holds a NUL byte and is not Python text; save it as UTF-8.")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        text = data.decode(encoding)
        text.encode("utf-8")
    except (SyntaxError, UnicodeError, LookupError):
        raise UnreadableError(
            f"{name} is not text in UTF-8 or in the encoding it declares; save it as UTF-8."
        ) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        raise UnreadableError(f"{name} holds a NUL character and is not Python text; save it as UTF-8.")
    if not text.strip():
        raise UnreadableError(f"{name} is empty; submit the file with your forward and backward.")
    return text
