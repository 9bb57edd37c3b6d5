"""`harness grade` with a rubric and exports, `harness rubric`, `harness export`."""

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest
from classroom.readers import READERS

from harness.classroom.exporting import formats
from harness.classroom.rubric_text import default_text

ROOT = Path(__file__).parent.parent.parent
CANVAS = 'Student,ID,SIS Login ID,Section,LSTM (77)\nPoints Possible,,,,100\n"Doe, Anna",7,anna,S1,\n'
MOODLE = "Identifier,Full name,Grade,Maximum Grade,Last modified (grade),Feedback comments\r\n"

GROUP = "submission_18:\n  :submitters:\n  - :name: Grace Hopper\n  - :name: Alan Turing\n"


class Ran(Protocol):
    """A command that has ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Return a folder with one submission, a broken one, and the files of the course's systems."""
    (tmp_path / "class").mkdir()
    shutil.copy(ROOT / "examples" / "one_bug.py", tmp_path / "class" / "anna.py")
    (tmp_path / "class" / "=b.py").write_text("x = (\n", encoding="utf-8")
    (tmp_path / "canvas.csv").write_text(CANVAS, encoding="utf-8")
    (tmp_path / "moodle.csv").write_text(f"{MOODLE}Participant 7,Anna,,100,-,\r\n", encoding="utf-8", newline="")
    (tmp_path / "roster.csv").write_text("student\nzoe\n", encoding="utf-8")
    return tmp_path


def marks(folder: Path) -> dict[str, str]:
    with (folder / "gradebook.csv").open(encoding="utf-8", newline="") as file:
        return {row["student"]: row["earned"] for row in csv.DictReader(file)}


def kept(folder: Path) -> dict[str, str | None]:
    lines = (folder / "results.jsonl").read_text(encoding="utf-8").splitlines()
    return {line["student"]: line["earned"] for line in map(json.loads, lines)}


def timed(folder: Path) -> list[float]:
    lines = (folder / "results.jsonl").read_text(encoding="utf-8").splitlines()
    return [line["report"]["seconds"] for line in map(json.loads, lines) if line["report"]]


def test_a_class_is_marked_by_a_rubric_and_exported_to_every_system(harness: Run, course: Path) -> None:
    shared = ("grade", "class", "-o", "out", "--jobs", "1", "--roster", "roster.csv")
    files = ("--fill", "canvas.csv", "--fill", "moodle.csv", "--assignment", "LSTM")
    ran = harness(*shared, *files, "--format", ",".join(formats()))
    assert ran.code == 0
    assert marks(course / "out") == {"anna": "49", "'=b": "0", "zoe": ""}
    assert kept(course / "out") == {"anna": "49", "=b": "0", "zoe": None}
    written = {path for path in (course / "out" / "exports").rglob("*") if path.is_file()}
    assert len(written) == 4 + 2 + 3 * 5  # tables and junit; two that were not placed; five of each student
    for path in written:
        if not path.stem.endswith("_not_placed"):
            READERS[path.stem if path.parent.name == "exports" else path.parent.name](path.read_bytes())
    overview = (course / "out" / "index.html").read_text(encoding="utf-8")
    assert f"Class page {Path('out', 'index.html')}\n" in ran.out
    assert '<a href="students/anna.html#bug-cell-double-tanh">anna</a>' in overview
    assert '<a href="students/b-' in overview  # of =b, whose file has a plain name
    assert "missing 1" in overview
    page = course / "out" / "students" / "anna.html"
    assert "cell-double-tanh" in page.read_text(encoding="utf-8")

    assert harness(*shared, "--max-hints", "topic").code == 0
    assert "cell-double-tanh" not in page.read_text(encoding="utf-8")
    overview = (course / "out" / "index.html").read_text(encoding="utf-8")
    assert '<a href="students/anna.html#bug-1">anna</a>' in overview

    (course / "rubric.toml").write_text("ungradable = 'none'\n[deductions]\nerror = 8.75\n", encoding="utf-8")
    reports = timed(course / "out")
    again = harness(*shared, "--rubric", "rubric.toml", "--max-hints", "topic", "--format", "gradescope")
    assert again.code == 0
    assert marks(course / "out") == {"anna": "40.25", "'=b": "", "zoe": ""}
    assert kept(course / "out") == {"anna": "40.25", "=b": None, "zoe": None}
    shown = page.read_text(encoding="utf-8")
    assert "cell-double-tanh" not in shown
    assert "40.25" in shown
    gradescope = json.loads((course / "out" / "exports" / "gradescope" / "anna.json").read_bytes())
    assert gradescope["score"] == 40.25
    # Nothing was graded again: a second run would not have taken the same time to the millisecond.
    assert timed(course / "out") == reports


def test_students_pages_have_proven_fixes_where_the_rubric_shows_them(harness: Run, course: Path) -> None:
    (course / "rubric.toml").write_text('hints = "fix"\n', encoding="utf-8")
    shared = ("grade", "class", "-o", "out", "--jobs", "1", "--only", "anna", "--rubric", "rubric.toml")
    page = course / "out" / "students" / "anna.html"
    for level, shown in (("fix", True), ("explain", False)):
        assert harness(*shared, "--max-hints", level).code == 0
        text = page.read_text(encoding="utf-8")
        assert ("A change that was run and passes every gradient check" in text) is shown
        assert ("--hints fix" in text) is shown


def test_a_part_graded_again_leaves_the_other_marks(harness: Run, course: Path) -> None:
    shared = ("grade", "class", "-o", "out", "--jobs", "1")
    assert harness(*shared, "--roster", "roster.csv").code == 0
    whole = marks(course / "out")
    files = ("gradebook.csv", "results.jsonl", "index.html")
    before = [(course / "out" / name).read_bytes() for name in files]
    assert whole == {"anna": "49", "'=b": "0", "zoe": ""}

    part = harness(*shared, "--only", "=b")
    assert part.code == 0
    assert "1 of these taken from earlier runs" in part.out
    assert [(course / "out" / name).read_bytes() for name in files] == before

    # The new rubric holds for all of the gradebook, and for the pages of those who were not graded again.
    (course / "rubric.toml").write_text("[deductions]\nerror = 8.75\n", encoding="utf-8")
    (course / "class" / "zoe.py").write_text("y = (\n", encoding="utf-8")
    part = harness(*shared, "--only", "=*", "--rubric", "rubric.toml", "--format", "junit")
    assert "1 of these taken from earlier runs" in part.out
    assert marks(course / "out") == {"anna": "40.25", "'=b": "0"}
    assert "40.25" in (course / "out" / "students" / "anna.html").read_text(encoding="utf-8")
    assert b"anna" in (course / "out" / "exports" / "junit.xml").read_bytes()

    (course / "class" / "anna.py").unlink()
    assert set(marks(course / "out")) == {"anna", "'=b"}
    assert harness(*shared, "--only", "zoe").code == 0
    assert marks(course / "out") == {"anna": "49", "'=b": "0", "zoe": "0"}
    whole_again = harness(*shared)
    assert "earlier runs" not in whole_again.out
    assert harness(*shared, "--only", "zoe").code == 0
    assert marks(course / "out") == {"'=b": "0", "zoe": "0"}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--format", "gradscope"), "did you mean gradescope?"),
        (("--format", "canvas"), "give it with --fill FILE.csv"),
        (("--format", "canvas", "--fill", "canvas.csv", "--assignment", "HW1"), "no single column 'HW1'"),
        (("--format", "moodle"), "needs the numbers of the participants"),
        (("--fill", "canvas.csv"), "--fill does nothing without an export that fills in a gradebook"),
        (("--format", "junit,sarif", "--fill", "canvas.csv"), "--fill does nothing without an export that fills in"),
        (("--format", "moodle", "--fill", "canvas.csv"), "canvas.csv is neither a gradebook of Canvas nor a grading"),
        (("--format", "canvas", "--fill", "canvas.csv", "--fill", "roster.csv"), "its first line is 'student'; export"),
        (("--format", "canvas", "--fill", "none.csv"), "none.csv cannot be read: No such file"),
        (("-o", "class"), "among the submissions, where"),
        (("--rubric", "none.toml"), "`harness rubric` prints one"),
        (("--max-hints", "all"), "'all' is not one of"),
    ],
)
def test_what_cannot_be_done_is_told_before_anything_is_graded(
    harness: Run, course: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    ran = harness("grade", "class", "-o", "out", *arguments)
    assert ran.code == 2
    assert sentence in ran.err
    assert not (course / "out" / "students").exists()


@pytest.mark.parametrize(
    ("count", "told"), [(10, "s08.md, s09.md"), (11, "s09.md and 1 more"), (40, "s09.md and 30 more")]
)
def test_what_is_left_out_is_named_and_beyond_ten_counted(count: int, told: str, harness: Run, course: Path) -> None:
    for number in range(count):
        (course / "class" / f"s{number:02}.md").touch()
    ran = harness("grade", "class", "--roster", "none.csv")
    assert ran.err.startswith("Left out, as no submission: s00.md, s01.md, ")
    assert ran.err.splitlines()[0].endswith(told)


def test_what_an_earlier_run_wrote_among_the_submissions_is_left_out_and_named(harness: Run, course: Path) -> None:
    assert harness("grade", "class", "-o", "class/res", "--jobs", "1").code == 0
    ran = harness("grade", "class", "-o", "out", "--jobs", "1")
    assert (ran.code, ran.err.splitlines()[0]) == (0, "Left out, as results of an earlier run: res")
    assert marks(course / "out") == marks(course / "class" / "res") == {"anna": "49", "'=b": "0"}


def test_a_name_that_a_terminal_would_obey_is_shown(harness: Run, course: Path) -> None:
    (course / "class" / "\x1b[2J\n.md").touch()
    assert "submission: ␛[2J .md\n" in harness("grade", "class", "--roster", "none.csv").err


def test_each_of_a_group_has_a_line_for_nbgrader_and_none_of_them_is_missing(harness: Run, course: Path) -> None:
    (course / "gs" / "submission_18").mkdir(parents=True)
    (course / "gs" / "submission_18" / "it.py").write_text("x = (\n", encoding="utf-8")
    (course / "gs" / "submission_metadata.yml").write_text(GROUP, encoding="utf-8")
    (course / "roster.csv").write_text("student\nGrace Hopper\nzoe\nalan turing\n", encoding="utf-8")
    shared = ("gs", "-o", "out", "--jobs", "1", "--format", "nbgrader")
    expected = [("Grace Hopper", "0"), ("Alan Turing", "0"), ("zoe", "")]
    for more in (("--roster", "roster.csv"), ("--only", "alan*")):  # the second from what is kept
        assert harness("grade", *shared, *more).code == 0
        with (course / "out" / "exports" / "nbgrader.csv").open(encoding="utf-8", newline="") as file:
            assert [(row["student_id"], row["score"]) for row in csv.DictReader(file)] == expected
        assert set(marks(course / "out")) == {"Grace Hopper and Alan Turing", "zoe"}


def test_rubric_prints_the_default_with_comments(harness: Run) -> None:
    ran = harness("rubric")
    assert (ran.code, ran.out) == (0, default_text())


def test_gradescope_results_are_written_for_one_submission(harness: Run, course: Path) -> None:
    ran = harness("export", "gradescope-results", "class/anna.py", "results/results.json")
    assert ran.code == 0
    assert ran.out.startswith("graded: To change: line ")
    READERS["gradescope"]((course / "results" / "results.json").read_bytes())


def test_gradescope_results_that_cannot_be_written_are_told(harness: Run, course: Path) -> None:
    ran = harness("export", "gradescope-results", "class/anna.py", "canvas.csv/results.json")
    assert ran.code == 2
    assert "cannot be written" in ran.err
    assert course.exists()


def test_autograder_folder_is_written(harness: Run, tmp_path: Path) -> None:
    ran = harness("export", "gradescope-autograder", "auto")
    assert ran.code == 0
    assert {path.name for path in (tmp_path / "auto").iterdir()} == {
        "failure.json",
        "packages",
        "requirements.txt",
        "rubric.toml",
        "run_autograder",
        "setup.sh",
    }
