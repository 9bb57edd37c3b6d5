"""A download from Gradescope: folders `submission_1234`, and `submission_metadata.yml` with the names."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from harness.classroom.entries import Entry

RANK = 0
METADATA = "submission_metadata.yml"
# The two lines of the file that are needed; it is written by a program, always in this form.
SUBMISSION = re.compile(r"^(submission_\d+):\s*$")
# Any escape of a text in quotes; that of an emoji, or a rare Chinese character, JSON does not know.
ESCAPE = re.compile(r"\\(?:U(?P<long>[0-9a-fA-F]{8})|x(?P<short>[0-9a-fA-F]{2})|.)")
SUBMITTER = re.compile(r"^\s*-?\s*:name:\s*(.+?)\s*$")


def fits(there: Sequence[Path]) -> bool:
    """Whether Gradescope's list of names is there."""
    return _list(there) is not None


def entries(there: Sequence[Path]) -> Iterator[Entry]:
    """Yield a student, or a group under its names, for each folder; one without a name stands under its number."""
    listed = _list(there)
    names = _names(listed.read_text(encoding="utf-8", errors="replace")) if listed else {}
    for path in there:
        if path.is_dir() and path.name.startswith("submission_"):
            found = names.get(path.name, [])
            members = tuple(dict.fromkeys(found)) if len(found) > 1 else ()
            # The submission's number, and no student's: no other system is to take it for one.
            yield Entry(" and ".join(found) or path.name, (path,), identity=path.name, members=members)


def _list(there: Sequence[Path]) -> Path | None:
    return next((path for path in there if path.name == METADATA and path.is_file()), None)


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
    """Return the text that YAML writes plain or in quotes, whose escapes are those of JSON and a few more."""
    if text[:1] == text[-1:] == "'" and len(text) > 1:
        return text[1:-1].replace("''", "'")
    try:
        read = json.loads(ESCAPE.sub(_as_json, text)) if text.startswith('"') else text
    except ValueError:
        read = text.strip('"')
    return str(read)


def _as_json(escape: re.Match[str]) -> str:
    """Return an escape as JSON writes it."""
    digits = escape["long"] or escape["short"]
    try:
        return json.dumps(chr(int(digits, 16)))[1:-1] if digits else escape[0]
    except (ValueError, OverflowError):  # no character has that number
        return "?"
