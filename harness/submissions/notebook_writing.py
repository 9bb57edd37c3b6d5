"""A notebook with other code in some cells: every byte outside the changed cells' sources stays as it is."""

import json
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from harness.submissions.submission import Submission

Span = tuple[int, int]
DECODER = json.JSONDecoder(strict=False)
SPACE = " \t\r\n"


def rewritten(data: bytes, notebook: Submission, text: str) -> bytes | None:
    """Return the notebook's bytes with the code of `text`, which changes lines of `notebook.shown` within cells.

    None where a change goes over the border between two cells.
    """
    encoding = json.detect_encoding(data)
    document = data.decode(encoding, "surrogatepass")
    changed = _changed_cells(notebook, text)
    if changed is None:
        return None
    cells = _items(document, _members(document, _begin(document))["cells"][0])
    for number, lines in sorted(changed.items(), reverse=True):
        start, end = _members(document, cells[number - 1][0])["source"]
        document = document[:start] + _source(document[start:end], lines) + document[end:]
    return document.encode(encoding, "surrogatepass")


def _changed_cells(notebook: Submission, text: str) -> dict[int, list[str]] | None:
    """Return the lines of the cells that change, by the number of the cell."""
    before, after = notebook.shown.split("\n"), text.split("\n")
    starts = [cell.first - 1 for cell in notebook.cells]
    borders = list(pairwise([*starts, len(before)]))
    lines: list[list[str]] = [before[first:last] for first, last in borders]
    changed: dict[int, list[str]] = {}
    # From the last one up, so that those above keep their numbers.
    for kind, first, last, new_first, new_last in reversed(SequenceMatcher(None, before, after, False).get_opcodes()):
        if kind == "equal":
            continue
        place = next((n for n, (begin, end) in enumerate(borders) if begin <= first < end and last <= end), None)
        if place is None:
            return None
        begin = borders[place][0]
        lines[place][first - begin : last - begin] = after[new_first:new_last]
        changed[notebook.cells[place].number] = lines[place]
    return changed


def _source(raw: str, lines: Sequence[str]) -> str:
    """Return a source's JSON with these lines, written as it was: what stays the same letter for letter."""
    escaped = raw.isascii()
    if not raw.startswith("["):
        # A lone line end of the other kind is given up: the lines do not tell which had it.
        return json.dumps(("\r\n" if "\\r\\n" in raw else "\n").join(lines), ensure_ascii=escaped)
    spans = _items(raw, 0)
    entries = [raw[start:end] for start, end in spans]
    known = {str(json.loads(entry, strict=False)).rstrip("\r\n"): entry for entry in entries}
    end = "\r\n" if any(entry.endswith('\\r\\n"') for entry in entries) else "\n"
    ended = [line + end for line in lines[:-1]] + [line for line in lines[-1:] if line]
    found = []
    for line in ended:
        entry = known.get(line.rstrip("\r\n"), "")
        same = bool(entry) and json.loads(entry, strict=False) == line
        found.append(entry if same else json.dumps(line, ensure_ascii=escaped))
    if not spans:
        return "[" + ", ".join(found) + "]"
    head, tail = raw[: spans[0][0]], raw[spans[-1][1] :]
    between = raw[spans[0][1] : spans[1][0]] if len(spans) > 1 else "," + head[1:]
    return head + between.join(found) + tail


def _begin(document: str, at: int = 0) -> int:
    """Return where the next value begins."""
    while at < len(document) and document[at] in SPACE:
        at += 1
    return at


def _members(document: str, start: int) -> dict[str, Span]:
    """Return where the values of an object begin and end, by their keys."""
    found: dict[str, Span] = {}
    at = _begin(document, start + 1)
    while document[at] != "}":
        key, at = DECODER.raw_decode(document, at)
        value = _begin(document, _begin(document, at) + 1)
        _, end = DECODER.raw_decode(document, value)
        found[key] = (value, end)
        at = _after(document, end)
    return found


def _items(document: str, start: int) -> list[Span]:
    """Return where the items of an array begin and end."""
    found: list[Span] = []
    at = _begin(document, start + 1)
    while document[at] != "]":
        _, end = DECODER.raw_decode(document, at)
        found.append((at, end))
        at = _after(document, end)
    return found


def _after(document: str, end: int) -> int:
    """Return where what follows a member or item begins: the next one, or the end of what holds them."""
    at = _begin(document, end)
    return _begin(document, at + 1) if document[at] == "," else at
