"""Moodle's grading worksheet: the instructor's own, filled in, or one made from a download of all submissions."""

import csv
import html
from collections.abc import Iterator
from io import StringIO

from harness.classroom.exports._findings import findings
from harness.classroom.exports._form import File, Setting, Source, Student, cell, text
from harness.classroom.exports._matching import Places, folded, not_placed
from harness.classroom.exports._sheet import Sheet, opened
from harness.errors import UsageError

IDENTIFIER, NAME, GRADE, FEEDBACK = "Identifier", "Full name", "Grade", "Feedback comments"
MODIFIED = "Last modified (grade)"
# Moodle takes a worksheet only with the identifier, the grade and the time of its change.
NEEDED = (IDENTIFIER, GRADE, MODIFIED)
COLUMNS = (IDENTIFIER, NAME, GRADE, "Maximum Grade", MODIFIED, FEEDBACK)
PARTICIPANT = "Participant "
NEVER = "-"
MOST = 2000


def render(source: Source, setting: Setting) -> Iterator[File]:
    """Yield `moodle.csv`; raises UsageError where nothing tells which participant a student is."""
    sheet = next(filter(fills, map(opened, setting.fill)), None)
    if sheet is None:
        if not setting.numbered:
            raise UsageError(
                "moodle needs the numbers of the participants: grade a download of all submissions from Moodle, or "
                "give its grading worksheet with --fill FILE.csv."
            )
        return _made(source, setting)
    missing = [name for name in NEEDED if name not in sheet.header]
    if missing:
        raise UsageError(f"{sheet.path} lacks the column {', '.join(missing)}; download the grading worksheet anew.")
    return _filled(sheet, source)


def fills(sheet: Sheet) -> bool:
    """Whether a file is a grading worksheet of Moodle."""
    return IDENTIFIER in sheet.header


def feedback(student: Student) -> str:
    """Return what the student reads beside the grade, as HTML without tags of its own."""
    told = (
        [student.sentence, *(one.title for one in findings(student.report))] if student.report else [student.sentence]
    )
    return html.escape(" ".join(text(" ".join(dict.fromkeys(told)), MOST).split()))


def _filled(sheet: Sheet, source: Source) -> Iterator[File]:
    grades, comments = sheet.header.index(GRADE), sheet.column(FEEDBACK)
    places, left = _places(sheet), []
    for student in source():
        if not student.earned:
            continue
        number = [f"id {student.row.identity}"] if len(student.people) == 1 else []  # a group's is no student's
        for name in student.people:
            line = places.find((*number, f"login {name.casefold()}", f"name {folded(name)}"))
            if line is None:
                left.append((name, student.earned))
                continue
            sheet.lines[line].fill(grades, student.earned)
            if comments is not None:
                sheet.lines[line].fill(comments, cell(feedback(student)))
    yield File("moodle.csv", [sheet.render()])
    yield from not_placed("moodle_not_placed.csv", left)


def _made(source: Source, setting: Setting) -> Iterator[File]:
    """Yield a worksheet of our own: the download's folders hold the numbers that Moodle knows participants by."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    left = []
    for student in source():
        identity, earned = student.row.identity, student.earned
        if identity.isdigit():
            cells = (PARTICIPANT + identity, student.row.student, earned, f"{setting.rubric.possible:f}")
            writer.writerow([*map(cell, cells), NEVER, cell(feedback(student))])
        elif earned:
            left.append((student.row.student, earned))
    yield File("moodle.csv", [out.getvalue()])
    yield from not_placed("moodle_not_placed.csv", left)


def _places(sheet: Sheet) -> Places:
    places = Places()
    identifiers, names = sheet.header.index(IDENTIFIER), sheet.column(NAME)
    logins = [place for place, name in enumerate(sheet.header) if name in ("Email address", "ID number", "Username")]
    for number, line in enumerate(sheet.lines):
        if number == 0 or len(line.raw) != len(sheet.header):
            continue
        cells = line.cells()
        places.add([f"id {cells[identifiers].removeprefix(PARTICIPANT)}"], number)
        places.add([f"login {cells[place].casefold()}" for place in logins if cells[place]], number)
        if names is not None:
            places.add([f"name {folded(cells[names])}"], number)
    return places
