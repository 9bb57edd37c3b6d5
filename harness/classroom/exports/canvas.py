"""Canvas: the instructor's own export of the gradebook, with the marks filled into one column.

Only the cells of that column change; ids, names and quotes keep their bytes, and who has no mark keeps the cell.
"""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from harness.classroom.exports._form import File, Setting, Source
from harness.classroom.exports._matching import Places, folded, not_placed, turned
from harness.classroom.exports._sheet import Line, Sheet, opened
from harness.errors import UsageError

# Of an assignment: its title, and its number in brackets.
ASSIGNMENT = re.compile(r"(.+) \(\d+\)$")
# Computed by Canvas, which ignores what is uploaded in them.
COMPUTED = re.compile(r"(Unposted )?(Current|Final) (Score|Points|Grade)$|Override ")
POINTS = "Points Possible"


def render(source: Source, setting: Setting) -> Iterator[File]:
    """Yield `canvas.csv`; raises UsageError at once where the gradebook is not given or does not fit."""
    sheet = next(filter(fills, map(opened, setting.fill)), None)
    if sheet is None:
        raise UsageError(
            "canvas fills in a gradebook that Canvas exported (Grades, Export): give it with --fill FILE.csv."
        )
    if "Section" not in sheet.header or "ID" not in sheet.header:
        raise UsageError(
            f"{sheet.path} lacks the column Section or ID, without which Canvas takes no file; export anew."
        )
    column = _column(sheet, setting)
    _refuse_other_points(sheet, column, setting)
    return _filled(sheet, column, source)


def fills(sheet: Sheet) -> bool:
    """Whether a file is a gradebook that Canvas exported."""
    return sheet.header[:1] in (["Student"], ["LastName"])


def _filled(sheet: Sheet, column: int, source: Source) -> Iterator[File]:
    places = _places(sheet)
    left = []
    for student in source():
        if not student.earned:
            continue
        number = [f"id {student.row.identity}"] if len(student.people) == 1 else []  # a group's is no student's
        for name in student.people:
            line = places.find((*number, f"login {name}", f"name {folded(name)}"))
            if line is None:
                left.append((name, student.earned))
            else:
                sheet.lines[line].fill(column, student.earned)
    yield File("canvas.csv", [sheet.render()])
    yield from not_placed("canvas_not_placed.csv", left)


def _column(sheet: Sheet, setting: Setting) -> int:
    """Return the assignment's column: the one with the name, or the only one where no name was given."""
    behind = sheet.header.index("Section") + 1
    there = {place: name for place, name in enumerate(sheet.header) if place >= behind and not COMPUTED.match(name)}
    titled = {place: (found[1] if (found := ASSIGNMENT.match(name)) else name) for place, name in there.items()}
    fitting = [place for place in there if setting.name in (there[place], titled[place])]
    if not fitting and len(there) == 1 and not setting.named:
        fitting = list(there)
    if len(fitting) != 1:
        raise UsageError(
            f"{sheet.path} has no single column {setting.name!r}: give one with --assignment, "
            f"such as {'; '.join(there.values()) or 'one that you make in Canvas first'}."
        )
    return fitting[0]


def _refuse_other_points(sheet: Sheet, column: int, setting: Setting) -> None:
    """Raise UsageError where Canvas gives other points for the assignment, or computes the column."""
    possible = next((cells[column].strip() for cells in _cells(sheet) if POINTS in cells[0]), "")
    if "read only" in possible:
        raise UsageError(
            f"{sheet.path}: Canvas computes {sheet.header[column]}, it is read only; choose another column."
        )
    try:
        fits = not possible or Decimal(possible.replace(",", "")) == setting.rubric.possible
    except InvalidOperation:
        fits = False
    if not fits:
        raise UsageError(
            f"{sheet.path} gives {possible} points for {sheet.header[column]}, and the rubric "
            f"{setting.rubric.possible:f}: make them equal, in Canvas or in the rubric's [points]."
        )


def _cells(sheet: Sheet) -> Iterator[list[str]]:
    return (line.cells() for line in sheet.lines[1:] if _is_whole(sheet, line))


def _is_whole(sheet: Sheet, line: Line) -> bool:
    return len(line.raw) == len(sheet.header)


def _places(sheet: Sheet) -> Places:
    places = Places()
    numbers = sheet.header.index("ID")
    logins = [place for place, name in enumerate(sheet.header) if name in ("SIS Login ID", "SIS User ID")]
    for number, line in enumerate(sheet.lines):
        cells = line.cells()
        if number == 0 or not _is_whole(sheet, line) or POINTS in cells[0] or not cells[numbers].strip():
            continue
        name = cells[0] if numbers == 1 else f"{cells[0]}, {cells[1]}"
        places.add([f"id {cells[numbers]}", *(f"login {cells[place]}" for place in logins)], number)
        places.add({f"name {folded(name)}", f"name {folded(turned(name))}"}, number)
    return places
