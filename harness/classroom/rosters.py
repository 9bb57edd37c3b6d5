"""The list of all students: who has handed in nothing, and who stands behind the name of a group."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from harness.classroom.entries import Entry
from harness.classroom.exports._matching import folded
from harness.errors import UsageError

# What its columns may be called, the likeliest first.
NAMES = ("student", "name", "full name", "sis login id", "email", "id")
GROUPS = ("group", "group_name", "team")
# Between columns: spreadsheets take the second where a number has a decimal comma.
MARKS = (",", ";", "\t")
# What people put between the names of a group. Only where all parts are students it is one.
BETWEEN = re.compile(r"\s*[+&,;_-]\s*|\s+and\s+", re.IGNORECASE)


class Roster(NamedTuple):
    """The students in the file's order, and those of each group by its folded name."""

    students: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]


def roster(path: Path) -> Roster:
    """Return the students of a CSV file with a header; raises UsageError."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        between = max(MARKS, key=text.partition("\n")[0].count)
        rows = list(csv.DictReader(StringIO(text, newline=""), delimiter=between))
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise UsageError(f"The roster {path} cannot be read ({problem}); give a CSV file in UTF-8.") from None
    columns = {(name or "").strip().casefold(): name for name in (rows[0] if rows else {})}
    column = next((columns[name] for name in NAMES if name in columns), None)
    if column is None:
        raise UsageError(
            f"The roster {path} has no column of names: found {', '.join(columns) or 'nothing'}, "
            f"expected one of {', '.join(NAMES)}."
        )
    grouping = next((columns[name] for name in GROUPS if name in columns), None)
    listed = [
        (name, folded(row[grouping] or "") if grouping is not None else "")
        for row in rows
        if (name := (row[column] or "").strip())
    ]
    groups: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for name, group in listed:
        if group:
            groups[group] += (name,)
    return Roster(tuple(name for name, _ in listed), groups)


def grouped(entries: Iterable[Entry], known: Roster) -> tuple[Entry, ...]:
    """Return the entries; where one is no student's of the roster but a group's, with its members."""
    students = {name.casefold(): name for name in known.students}
    return tuple(replace(entry, members=entry.members or _members(entry.student, students, known)) for entry in entries)


def absent(entries: Iterable[Entry], known: Roster) -> tuple[str, ...]:
    """Return who has handed in nothing, alone or with others."""
    there = set(names_of(entries))
    return tuple(student for student in known.students if student.casefold() not in there)


def names_of(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield, without case, all names under which somebody has handed something in."""
    for entry in entries:
        yield from (name.casefold() for name in (entry.student, *entry.members))


def _members(name: str, students: Mapping[str, str], known: Roster) -> tuple[str, ...]:
    if name.casefold() in students:
        return ()
    if group := known.groups.get(folded(name)):
        return group
    parts = [part.casefold() for part in BETWEEN.split(name)]
    if len(parts) > 1 and all(part in students for part in parts):
        return tuple(dict.fromkeys(students[part] for part in parts))
    # Moodle puts the group before each member's name, and a hyphen between; both may have hyphens of their own.
    words = name.casefold().split("-")
    ends = ("-".join(words[first:]) for first in range(1, len(words)))
    return next(((students[end],) for end in ends if end in students), ())
