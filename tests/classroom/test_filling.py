"""The instructor's own gradebooks, filled in: one column changes, and no other byte."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from classroom.students import setting
from harness.classroom.exports import canvas, moodle
from harness.classroom.exports._form import Student
from harness.classroom.exports._sheet import opened
from harness.classroom.marking import Mark
from harness.classroom.results import State
from harness.classroom.rows import Row
from harness.classroom.rubric_reading import read
from harness.errors import UsageError

BOM = b"\xef\xbb\xbf"
# As Canvas writes it: quotes where there need be none, blanks, numbers with zeros in front, a row of posting policies.
CANVAS = (
    BOM + b"Student,ID,SIS User ID,SIS Login ID,Section,LSTM (77),Essay (78),Final Score\r\n"
    b",,,,,Manual Posting,,\r\n"
    b'"    Points Possible",,,,,100.00,"1,000.00",(read only)\r\n'
    b'"Doe, Jane",101,00042,jdoe,"LSTM, S1",,"1,000.00",87.1\r\n'
    b'"O\'Hara, \xc3\x86on ""Oz""",102, 7e5 ,oz@example.org,S1,12.00,,\r\n'
    b'"Lee, Kim",103,00044,klee1,S1,,,\r\n'
    b'"Lee, Kim",104,00045,klee2,S2,,,\r\n'
    b'"Student, Test",999,,abcdef,S1,,,\r\n'
)
MOODLE = (
    BOM + b'Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed",'
    b'"Last modified (grade)","Feedback comments"\n'
    b'"Participant 501","Jane Doe",jane@example.org,"Submitted for grading",,100.00,Yes,-,\n'
    b'"Participant 502","Kim Lee",kim@example.org,"Submitted for grading",3.00,100.00,Yes,"Monday, 1 June","ok, so"\n'
)


def student(name: str, earned: str | None, identity: str = "", sentence: str = "One bug.") -> Student:
    """Return a student whose mark is known, if any."""
    row = Row(name, name or "unnamed", State.UNGRADABLE, sentence, identity=identity)
    return Student(row, None, Mark(None if earned is None else Decimal(earned), Decimal(100)))


def filled(
    kind: str, text: bytes, *students: Student, name: str = "LSTM", rubric: str = "", named: bool = False
) -> dict[str, bytes]:
    path = Path(f"{kind}.csv")
    path.write_bytes(text)
    export = {"canvas": canvas, "moodle": moodle}[kind]
    files = export.render(lambda: iter(students), replace(setting(read(rubric), fill=(path,)), name=name, named=named))
    return {
        file.name: b"".join(part if isinstance(part, bytes) else part.encode() for part in file.parts) for file in files
    }


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "text", [CANVAS, MOODLE, b"", b"a;b\r1;2", b'a,"b\n', b'a,"b"c,d\n1,2,3\n', b"\xff,\xfe\n\n,\n"]
)
def test_a_sheet_that_is_not_filled_keeps_its_bytes(text: bytes) -> None:
    Path("sheet.csv").write_bytes(text)
    assert opened(Path("sheet.csv")).render() == text


def test_a_cell_is_quoted_where_it_must_be() -> None:
    Path("sheet.csv").write_bytes(b'a,"b"\n')
    sheet = opened(Path("sheet.csv"))
    sheet.lines[0].fill(0, 'x "y", z')
    assert sheet.render() == b'"x ""y"", z","b"\n'


def test_canvas_cells_of_the_assignment_change_and_no_other_byte() -> None:
    found = filled("canvas", CANVAS, student("doejane", "49.5", "101"), student("oz@example.org", "100"))
    expected = CANVAS.replace(b'S1",,"1,000.00"', b'S1",49.5,"1,000.00"').replace(b"S1,12.00", b"S1,100")
    assert found == {"canvas.csv": expected}


@pytest.mark.parametrize("name", ["doejane", "Doe, Jane", "Jane Doe", "jane_doe", "jdoe", "00042"])
def test_canvas_finds_students_by_login_number_or_name(name: str) -> None:
    assert b'S1",7,"1' in filled("canvas", CANVAS, student(name, "7"))["canvas.csv"]


def test_canvas_guesses_among_namesakes_never() -> None:
    found = filled("canvas", CANVAS, student("leekim", "7"), student("nobody", "3"), student("leekim", "8", "104"))
    assert found["canvas.csv"] == CANVAS.replace(b"klee2,S2,,", b"klee2,S2,8,")
    assert found["canvas_not_placed.csv"] == b"student,earned\nleekim,7\nnobody,3\n"


def test_each_member_of_a_group_gets_its_mark_and_its_number_is_no_students() -> None:
    pair = replace(student("both", "9", "103"), row=replace(student("both", "9", "103").row, members=("jdoe", "Zoe")))
    found = filled("canvas", CANVAS, pair)
    assert found["canvas.csv"] == CANVAS.replace(b'S1",,"1,000.00"', b'S1",9,"1,000.00"')
    assert found["canvas_not_placed.csv"] == b"student,earned\nZoe,9\n"
    pair = replace(pair, row=replace(pair.row, identity="502", members=("Jane Doe", "Zoe")))
    found = filled("moodle", MOODLE, pair)
    assert found["moodle.csv"] == MOODLE.replace(b'grading",,100', b'grading",9,100').replace(
        b"Yes,-,\n", b"Yes,-,One bug.\n"
    )
    assert found["moodle_not_placed.csv"] == b"student,earned\nZoe,9\n"


def test_canvas_cell_stays_where_there_is_no_mark() -> None:
    assert filled("canvas", CANVAS, student("jdoe", None), Student(student("oz", "1").row))["canvas.csv"] == CANVAS


def test_canvas_marks_have_no_thousands_separators() -> None:
    text = CANVAS.replace(b"100.00,", b'"2,000.00",')
    found = filled("canvas", text, student("jdoe", "1999.5"), rubric="[points]\ngradients = 1945\n")
    assert b'S1",1999.5,' in found["canvas.csv"]


def test_canvas_takes_semicolons() -> None:
    text = b"Student;ID;SIS Login ID;Section;LSTM (77)\nPoints Possible;;;;100\nDoe;101;jdoe;S1;\n"
    assert filled("canvas", text, student("jdoe", "12.5"))["canvas.csv"] == text[:-1] + b"12.5\n"


@pytest.mark.parametrize(
    ("text", "name", "sentence"),
    [
        (b"a,b\n", "LSTM", "fills in a gradebook that Canvas exported"),
        (CANVAS.replace(b"Section", b"Group"), "LSTM", "lacks the column Section or ID"),
        (CANVAS, "Opus", r"no single column 'Opus': give one with --assignment, such as LSTM \(77\); Essay \(78\)\."),
        (CANVAS, "Final Score", "no single column 'Final Score'"),
        (CANVAS, "Essay", r"gives 1,000.00 points for Essay \(78\), and the rubric 100: make them equal"),
        (CANVAS.replace(b"100.00,", b"(read only),"), "LSTM", r"Canvas computes LSTM \(77\), it is read only"),
    ],
)
def test_a_gradebook_that_does_not_fit_is_told_at_once(text: bytes, name: str, sentence: str) -> None:
    def never() -> Iterator[Student]:
        raise AssertionError

    Path("canvas.csv").write_bytes(text)
    with pytest.raises(UsageError, match=sentence):
        canvas.render(never, replace(setting(fill=(Path("canvas.csv"),)), name=name))


def test_canvas_takes_the_only_column_where_no_assignment_was_named_and_never_another_one() -> None:
    text = CANVAS.replace(b"Essay (78)", b"Final Grade")
    assert b"oz@example.org,S1,7,," in filled("canvas", text, student("oz", "7", "102"), name="a folder")["canvas.csv"]
    with pytest.raises(UsageError, match="no single column 'LSTM 2'"):
        filled("canvas", text, student("oz", "7", "102"), name="LSTM 2", named=True)


def test_moodle_worksheet_gets_grade_and_feedback_and_no_other_byte_changes() -> None:
    found = filled("moodle", MOODLE, student("x", "49.5", "501", '=1+1 <b>,\n"x"'), student("kim lee", "7"))
    expected = MOODLE.replace(b'grading",,100', b'grading",49.5,100').replace(
        b"Yes,-,\n", b'Yes,-,"\'=1+1 &lt;b&gt;, &quot;x&quot;"\n'
    )
    expected = expected.replace(b"3.00,", b"7,").replace(b'"ok, so"', b"One bug.")
    assert found == {"moodle.csv": expected}


def test_moodle_worksheet_is_made_from_the_numbers_of_a_download() -> None:
    found = moodle.render(lambda: iter([student("Jane", "49.5", "501"), student("Kim", "7")]), setting())
    files = {file.name: "".join(file.parts) for file in found}
    assert files["moodle.csv"].splitlines()[1] == "Participant 501,Jane,49.5,100,-,One bug."
    assert files["moodle_not_placed.csv"] == "student,earned\nKim,7\n"


def test_moodle_without_numbers_and_worksheet_asks_for_one() -> None:
    with pytest.raises(UsageError, match="needs the numbers of the participants"):
        moodle.render(lambda: iter([student("Kim", "7")]), setting(numbered=False))
    with pytest.raises(UsageError, match="lacks the column Grade, Last modified"):
        filled("moodle", b"Identifier,Full name\n")


def test_a_file_that_is_not_there_is_told() -> None:
    with pytest.raises(UsageError, match=r"none.csv cannot be read: No such file"):
        opened(Path("none.csv"))
