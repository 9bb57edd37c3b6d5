"""A notebook: its code cells joined to one text, read as JSON and never executed by Jupyter."""

import json
from collections.abc import Iterator
from pathlib import Path

from harness.errors import UnreadableError
from harness.submissions import magics
from harness.submissions.files import MEGABYTE, data_of, shown
from harness.submissions.holes import saved
from harness.submissions.source import MAX_BYTES, Part, submission
from harness.submissions.submission import Submission

SUFFIXES = (".ipynb",)
# Pictures of plots are most of a notebook; the largest seen has 6 MB.
MAX_NOTEBOOK = 32 * MEGABYTE
WRITES = "writefile"


def matches(path: Path) -> bool:
    """Tell whether the file is a notebook, by its name."""
    return path.suffix.lower() in SUFFIXES


def read(path: Path, main: str | None = "") -> Submission:
    """Return the submission at `path`; raises UnreadableError with one sentence when it is no readable notebook."""
    del main
    return from_bytes(data_of(path, MAX_NOTEBOOK), shown(path.name))


def is_notebook(text: str) -> bool:
    """Tell whether this is the JSON of a notebook."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(document, dict) and ("cells" in document or "worksheets" in document)


def from_bytes(data: bytes, name: str) -> Submission:
    """Return the submission that a notebook's bytes hold; raises UnreadableError."""
    modules: dict[str, str] = {}
    parts = []
    for number, text in _code(_cells(data, name)):
        part = Part(text, number)
        magic = magics.cell_magic(text.split("\n"))
        if magic is not None and magic.name == WRITES and magic.rest.endswith(".py"):
            module = magic.rest.removeprefix("./").removesuffix(".py").replace("/", ".")
            modules[module] = "\n".join(saved(text.partition("\n")[2]).lines)
            part = part._replace(foreign=f"it writes {magic.rest}, from which imports are answered")
        elif magic is not None and magic.name not in magics.PYTHON_CELLS:
            part = part._replace(foreign=f"%%{magic.name} does not hold Python")
        parts.append(part)
    if not any(part.text.strip() for part in parts):
        raise UnreadableError(f"{name} has no cell with code; submit the notebook with your forward and backward.")
    if sum(len(part.text) for part in parts) > MAX_BYTES:
        raise UnreadableError(f"The code of {name} is longer than {MAX_BYTES // MEGABYTE} MB; leave out what is data.")
    return submission(name, parts, modules=modules)


def _cells(data: bytes, name: str) -> list[object]:
    """Return the cells in the notebook's JSON; raises UnreadableError."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as problem:
        reason = f" (line {problem.lineno})" if isinstance(problem, json.JSONDecodeError) else ""
        raise UnreadableError(
            f"{name} is not the JSON of a notebook{reason}; save it again from Jupyter, or submit a Python file."
        ) from None
    if isinstance(document, dict) and "worksheets" in document:
        raise UnreadableError(f"{name} is a notebook of format 3 or older; open it in Jupyter and save it again.")
    cells = document.get("cells") if isinstance(document, dict) else None
    if not isinstance(cells, list):
        raise UnreadableError(f"{name} is JSON without a list of cells, so no notebook; save it again from Jupyter.")
    language = _language(document.get("metadata"))
    if language != "python":
        raise UnreadableError(f"{name} is a notebook in {shown(language)}; submit one in Python.")
    return cells


def _language(metadata: object) -> str:
    """Return the language of the notebook's kernel in lower case; Python where it is not told."""
    for section, key in (("kernelspec", "language"), ("language_info", "name")):
        part = metadata.get(section) if isinstance(metadata, dict) else None
        value = part.get(key) if isinstance(part, dict) else None
        if isinstance(value, str) and value:
            return "python" if "python" in value.lower() else value.lower()[:40]
    return "python"


def _code(cells: list[object]) -> Iterator[tuple[int, str]]:
    """Yield number and text of each code cell; text and raw cells count and are not yielded."""
    for number, cell in enumerate(cells, start=1):
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            source = cell.get("source", "")
            text = "".join(map(str, source)) if isinstance(source, list) else str(source)
            text = text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
            yield number, text.replace("\0", "")
