"""The submissions of a class are found in whatever layout they come."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from harness.classroom import store
from harness.classroom.entries import Entry, files_of
from harness.classroom.finding import find, fitting, refuse_results_beside
from harness.errors import UsageError
from harness.submissions.formats import suffixes

METADATA = """\
submission_17:
  :submitters:
  - :name: Ada Lovelace
    :email: ada@example.org
submission_18:
  :submitters:
  - :name: "Grace Hopper"
  - :name: Alan Turing
submission_20:
  :submitters:
  - :name: "Bob: the \\"B\\" \\u00dc"
submission_22:
  :submitters:
  - :name: "\\U00020BB7\\x41\\\\U0001F600 \\U0001F600 \\UFFFFFFFF \\"Q\\""
submission_21:
  :submitters:
  - :name: 'Ann O''Neil'
"""


def students(folder: Path) -> list[str]:
    return [entry.student for entry in find(folder).everyone]


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x = 1\n", encoding="utf-8")


def test_a_file_or_a_folder_for_each_student(tmp_path: Path) -> None:
    touch(tmp_path, "ada.py", "grace/lstm.py", "alan.ipynb", ".hidden.py", "__MACOSX/x.py", "notes.pdf")
    assert students(tmp_path) == ["ada", "alan", "grace"]


@pytest.mark.parametrize("suffix", sorted(suffixes()))
def test_a_file_of_every_format_is_a_students_but_a_text_file_is_a_note(tmp_path: Path, suffix: str) -> None:
    touch(tmp_path, "ada.py", f"grace{suffix.upper()}", f"notes{suffix}.bak")
    assert students(tmp_path) == ["ada"] + ["grace"] * (suffix != ".txt")


def test_a_download_from_moodle(tmp_path: Path) -> None:
    touch(tmp_path, "Ada Lovelace_4711_assignsubmission_file_/lstm.py", "Alan_8_assignsubmission_file/a.py")
    entries = find(tmp_path).everyone
    assert [(entry.student, entry.identity) for entry in entries] == [("Ada Lovelace", "4711"), ("Alan", "8")]


def test_who_gave_moodle_a_text_alone_is_there_once(tmp_path: Path) -> None:
    touch(tmp_path, "Bob_2_assignsubmission_file_/a.py", "Bob_2_assignsubmission_onlinetext_/onlinetext.html")
    touch(tmp_path, "Cem_3_assignsubmission_onlinetext_/onlinetext.html")
    assert [(entry.student, entry.paths[0].name[-6:]) for entry in find(tmp_path).everyone] == [
        ("Bob", "_file_"),
        ("Cem", "etext_"),
    ]


def test_a_download_from_canvas_joins_the_files_of_a_student(tmp_path: Path) -> None:
    touch(tmp_path, "lovelaceada_12_345_lstm.py", "lovelaceada_12_346_utils.py", "turingalan_LATE_13_347_lstm.py")
    entries = find(tmp_path).everyone
    assert [(entry.student, entry.identity, len(entry.paths)) for entry in entries] == [
        ("lovelaceada", "12", 2),
        ("turingalan", "13", 1),
    ]


@pytest.mark.parametrize(
    ("files", "names"),
    [
        ("ada_12_345_lstm.py ada_12_346_utils-3.py", ["lstm.py", "utils-3.py"]),
        ("ada_12_345_lstm-2.py", ["lstm-2.py"]),
        ("ada_LATE_12_345_my_own_1_2_lstm.py", ["my_own_1_2_lstm.py"]),
        ("ada_12_text.html", ["text.html"]),
        ("ada_12_345_a-1.py ada_12_346_A.py", ["A.py", "a-1.py"]),
        # Handed in twice under one name.
        ("ada_12_345_a.py ada_12_346_a.py", ["ada_12_345_a.py", "ada_12_346_a.py"]),
    ],
)
def test_files_in_a_download_from_canvas_have_the_names_under_which_they_import_each_other(
    files: str, names: list[str], tmp_path: Path
) -> None:
    touch(tmp_path, *files.split())
    (entry,) = find(tmp_path).everyone
    assert [name for name, _ in files_of(entry)] == names


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("import utils", "utils.py"),
        ("import numpy as np, utils as u", "utils.py"),
        ("from .utils import softmax", "utils.py"),
        ("from . import utils", "utils.py"),
        ('{"source": ["import numpy as np\\n", "from utils import *\\n"]}', "utils.py"),
        ("import utilities", "utils-3.py"),
        ("from lstm import utils", "utils-3.py"),
        ("# see utils", "utils-3.py"),
    ],
)
def test_the_number_that_canvas_gives_goes_where_another_file_imports_the_module_without_it(
    line: str, name: str, tmp_path: Path
) -> None:
    touch(tmp_path, "ada_12_346_utils-3.py", "bob_13_347_utils-3.py")
    (tmp_path / "ada_12_345_lstm.py").write_text(f"{line}\n", encoding="utf-8")
    assert [[file for file, _ in files_of(entry)] for entry in find(tmp_path).everyone] == [
        ["lstm.py", name],
        ["utils-3.py"],
    ]
    touch(tmp_path, "ada_12_348_utils.py")
    assert [file for file, _ in files_of(find(tmp_path).everyone[0])] == ["lstm.py", "utils-3.py", "utils.py"]


def test_a_download_from_gradescope_has_its_names_in_a_list(tmp_path: Path) -> None:
    touch(tmp_path, "submission_17/lstm.py", "submission_18/lstm.py", "submission_19/lstm.py")
    (tmp_path / "submission_metadata.yml").write_text(METADATA, encoding="utf-8")
    assert students(tmp_path) == ["Ada Lovelace", "Grace Hopper and Alan Turing", "submission_19"]
    assert [(entry.members, entry.identity) for entry in find(tmp_path).everyone][:2] == [
        ((), "submission_17"),  # not 17, which another system may take for one of its own numbers
        (("Grace Hopper", "Alan Turing"), "submission_18"),
    ]
    touch(tmp_path, "submission_20/lstm.py", "submission_21/lstm.py", "submission_22/lstm.py")
    assert {'Bob: the "B" Ü', "Ann O'Neil", '\U00020bb7A\\U0001F600 😀 ? "Q"'} <= set(students(tmp_path))


@pytest.mark.parametrize("stray", ["gradebook_export.csv", "solution.py", "notes/a.py"])
def test_a_stray_file_changes_no_name_in_a_download_from_canvas_and_is_told(tmp_path: Path, stray: str) -> None:
    touch(tmp_path, "leeli_125_4569_utils.py", "leeli_125_4570_main.py", "oneil_123_4567_lstm.py", stray)
    touch(tmp_path, "__MACOSX/._x", ".DS_Store", "Thumbs.db")
    assert students(tmp_path) == ["leeli", "oneil"]
    assert find(tmp_path).left_out == (stray.partition("/")[0],)


def test_what_is_no_submission_is_told_and_what_is_of_a_download_is_not(tmp_path: Path) -> None:
    touch(tmp_path, "ada.py", "grace.docx", "__MACOSX/x.py", ".hidden.py")
    assert find(tmp_path).left_out == ("grace.docx",)
    touch(tmp_path / "gs", "submission_17/lstm.py", "submission_metadata.yml")
    assert find(tmp_path / "gs").left_out == ()


def test_an_export_of_gradescope_one_level_deeper_is_told(tmp_path: Path) -> None:
    touch(tmp_path, "assignment_99_export/submission_17/lstm.py", "assignment_99_export/submission_metadata.yml")
    with pytest.raises(UsageError, match=r"one level deeper: give .*assignment_99_export"):
        find(tmp_path)


def test_results_lie_not_beside_the_submissions_and_in_a_folder_of_theirs_are_none(tmp_path: Path) -> None:
    touch(tmp_path, "ada.py", "reports/class/students/ada.html", "reports/class/it.py", "grace/lstm.py")
    for beside in (tmp_path, tmp_path / "grace" / ".."):
        with pytest.raises(UsageError, match="give another folder with -o"):
            refuse_results_beside(tmp_path, beside)
    results = tmp_path / "grace" / ".." / "reports" / "class"
    refuse_results_beside(tmp_path, results)
    assert [entry.student for entry in find(tmp_path, results).everyone] == ["ada", "grace"]
    assert find(tmp_path, results).left_out == ()
    assert [entry.student for entry in find(tmp_path, tmp_path / "out").everyone] == ["ada", "grace", "reports"]


def earlier_run(folder: Path) -> None:
    """Write what a run does that was killed before its first result."""
    with store.opened(folder / "cache.sqlite"):
        pass


@pytest.mark.parametrize("place", ["res", "res/deep", "res/deep/er"])
def test_what_an_earlier_run_wrote_among_the_submissions_is_none_and_told(place: str, tmp_path: Path) -> None:
    touch(tmp_path, "ada.py", "grace/lstm.py", f"{place}/students/ada.html")
    earlier_run(tmp_path / place)
    found = find(tmp_path, tmp_path / "elsewhere")
    assert [entry.student for entry in found.everyone] == ["ada", "grace"]
    assert (found.results, found.left_out) == (("res",), ())


def test_it_changes_no_layout_of_a_download(tmp_path: Path) -> None:
    touch(tmp_path, "leeli_125_4569_utils.py")
    for name in ("one", "two"):
        earlier_run(tmp_path / name)
    assert (students(tmp_path), find(tmp_path).results) == (["leeli"], ("one", "two"))


def test_results_of_a_version_that_did_not_mark_them_are_known_once_they_are_whole(tmp_path: Path) -> None:
    touch(tmp_path, "ada.py", "res/index.html")
    with closing(sqlite3.connect(tmp_path / "res" / "cache.sqlite")) as connection:
        connection.execute("create table graded (key text primary key)")
    assert students(tmp_path) == ["ada", "res"]  # anybody's database
    touch(tmp_path, "res/results.jsonl")
    assert (students(tmp_path), find(tmp_path).results) == (["ada"], ("res",))


def test_code_is_a_submission_whatever_lies_beside_it(tmp_path: Path) -> None:
    """As the results of a student who runs the harness, or what only looks like some."""
    touch(tmp_path, "ada/lstm.py", "alan/src/LSTM.IPYNB", "cem/cache.sqlite", "cem/results.jsonl", "cem/lstm")
    for name in ("ada", "alan"):
        earlier_run(tmp_path / name)
    earlier_run(tmp_path.parent / "mine")
    (tmp_path / "link").symlink_to(tmp_path.parent / "mine")
    assert (students(tmp_path), find(tmp_path).results) == (["ada", "alan", "cem", "link"], ())


def test_no_two_students_share_the_name_of_a_file(tmp_path: Path) -> None:
    """Case-folded, for other file systems; hostile and long names, and such of which nothing plain is left."""
    touch(tmp_path, "Ada.py", "ada.ipynb", "-rf.py", "a b.py", "a'b.py", "🙂.py", f"{'n' * 200}.py")
    slugs = [entry.slug for entry in find(tmp_path).everyone]
    assert len({slug.casefold() for slug in slugs}) == len(slugs) == 7
    assert all(slug.strip("-.") == slug and len(slug.encode()) <= 110 and "/" not in slug for slug in slugs)


def test_a_slug_stays_when_others_come(tmp_path: Path) -> None:
    touch(tmp_path, "a b.py", "c.py")
    before = {entry.student: entry.slug for entry in find(tmp_path).everyone}
    touch(tmp_path, "a'b.py", "d.py")
    after = {entry.student: entry.slug for entry in find(tmp_path).everyone}
    assert {student: after[student] for student in before} == before


def test_links_are_not_followed_out_of_the_class(tmp_path: Path) -> None:
    touch(tmp_path, "secret.py", "class/ada/lstm.py")
    (tmp_path / "class" / "ada" / "link.py").symlink_to(tmp_path / "secret.py")
    (entry,) = find(tmp_path / "class").everyone
    assert [name for name, _ in files_of(entry)] == ["lstm.py"]


def test_only_those_that_fit_a_pattern(tmp_path: Path) -> None:
    touch(tmp_path, "Ada.py", "alan.py", "grace.py")
    assert [entry.student for entry in fitting(find(tmp_path), "a*")] == ["Ada", "alan"]
    found = find(tmp_path)._replace(everyone=(Entry("pair", (), members=("Alan", "Grace")),))
    assert [entry.student for entry in fitting(found, "g*")] == ["pair"]
    with pytest.raises(UsageError, match=r"No student in .* fits 'z\*'; there are 3, such as Ada"):
        fitting(find(tmp_path), "z*")


LISTED = """
import os, sys
from pathlib import Path
folder, listed = os.path.abspath("class"), []
def note(event, about):
    if event in ("os.listdir", "os.scandir") and os.path.abspath(about[0]) == folder:
        listed.append(event)
sys.addaudithook(note)
from harness.cli import main
sys.argv = ["harness", "grade", "class", "--only", "l*", "--roster", "none.csv"]
try:
    main()
finally:
    print(len(listed))
"""


@pytest.mark.parametrize("name", ["leeli_125_4569_utils.py", "leeli.py", "lee_12_assignsubmission_file_/lstm.py"])
def test_a_class_is_looked_through_once_whatever_is_asked(name: str, tmp_path: Path) -> None:
    """A folder on a slow disk may hold thousands."""
    touch(tmp_path / "class", name)
    done = subprocess.run([sys.executable, "-c", LISTED], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "The roster none.csv cannot be read" in done.stderr
    assert done.stdout == "1\n"


def test_a_folder_without_submissions_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a folder"):
        find(tmp_path / "nowhere")
    touch(tmp_path / "downloads", "submissions.ZIP")
    with pytest.raises(UsageError, match=r"submissions\.ZIP is an archive: unpack it, and give the folder"):
        find(tmp_path / "downloads" / "submissions.ZIP")
    (tmp_path / "downloads" / "submissions.ZIP").unlink()
    (tmp_path / "downloads").rmdir()
    with pytest.raises(UsageError, match=r"There is no submission in .*\(\.ipynb, \.py, "):
        find(tmp_path)
