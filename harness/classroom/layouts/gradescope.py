"""A download from Gradescope: folders `submission_1234`, and `submission_metadata.yml` with the names."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from harness.classroom.entries import Entry

RANK = 0
METADATA = "submission_metadata.yml"
# The two lines of the file that are needed; it is written by a program, always in this form.
SUBMISSION = re.compile(r"^(submission_\d+):\s*$")
SUBMITTER = re.compile(r"^\s*-?\s*:name:\s*(.+?)\s*$")


def fits(folder: Path) -> bool:
    """Whether Gradescope's list of names is there."""
    return (folder / METADATA).is_file()


def entries(folder: Path) -> Iterator[Entry]:
    """Yield a student, or a group under its names, for each folder; one without a name stands under its number."""
    names = _names((folder / METADATA).read_text(encoding="utf-8", errors="replace"))
    for path in folder.iterdir():
        if path.is_dir() and path.name.startswith("submission_"):
            student = " and ".join(names.get(path.name, [])) or path.name
            yield Entry(student, (path,), identity=path.name.removeprefix("submission_"))


def _names(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.splitlines():
        if folder := SUBMISSION.match(line):
            current = found.setdefault(folder[1], [])
        elif name := SUBMITTER.match(line):
            current.append(_scalar(name[1]))
    return found


def _scalar(text: str) -> str:
    """Return the text that YAML writes plain or in quotes, whose escapes are those of JSON but for rare ones."""
    if text[:1] == text[-1:] == "'" and len(text) > 1:
        return text[1:-1].replace("''", "'")
    try:
        read = json.loads(text) if text.startswith('"') else text
    except ValueError:
        read = text.strip('"')
    return str(read)
