"""Submissions as students hand them in: every one is graded, and a bug in one is named at its place."""

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from grading import QUICK, SUBMISSIONS, graded, result

from harness.grade import grade
from harness.launching import Depth, Options
from harness.records import Report, Status, Verdict

MESSY = sorted(path for path in (SUBMISSIONS / "messy").iterdir())
FOLDERS = [path for path in MESSY if path.is_dir()]
RIGHT, WRONG = "1 - np.tanh(C[t + 1])**2", "1 - np.tanh(np.tanh(C[t + 1]))**2"
# The locator follows neither functions of helper modules nor methods: their bugs are named, and have no line.
NOT_PLACED = {"split_over_files", "hole_in_a_method.py"}
SEEDS = range(2)

each = pytest.mark.parametrize("path", MESSY, ids=lambda path: path.name)


def planted(path: Path, tmp_path: Path) -> Path:
    """Return a copy of the submission with one documented bug."""
    copy = tmp_path / path.name
    if path.is_dir():
        shutil.copytree(path, copy)
    else:
        shutil.copy(path, copy)
    files = [file for file in (copy.rglob("*") if copy.is_dir() else [copy]) if file.is_file()]
    with_it = [file for file in files if RIGHT in file.read_text(encoding="utf-8")]
    assert len(with_it) == 1
    text = with_it[0].read_text(encoding="utf-8")
    assert text.count(RIGHT) == 1
    with_it[0].write_text(text.replace(RIGHT, WRONG), encoding="utf-8")
    return copy


def packed(path: Path, tmp_path: Path) -> Path:
    """Return the folder as a zip archive, in a folder of its own as packers do."""
    archive = tmp_path / f"{path.name}.zip"
    with zipfile.ZipFile(archive, "w") as made:
        for file in sorted(path.rglob("*")):
            made.write(file, Path(path.name) / file.relative_to(path))
    return archive


@each
def test_a_messy_submission_is_graded_and_clean(path: Path) -> None:
    for seed in SEEDS:
        report = graded(path, Options(seed=seed, depth=Depth.QUICK))
        assert report.verdict is Verdict.CLEAN, report.headline
        assert report.score.earned == report.score.possible


@each
def test_a_bug_in_a_messy_submission_is_named_on_its_line(path: Path, tmp_path: Path) -> None:
    report = grade(planted(path, tmp_path), QUICK)
    assert report.verdict is Verdict.BUGS, report.headline
    bug = report.bugs[0]
    assert bug.id == "cell-double-tanh"
    if path.name not in NOT_PLACED:
        assert bug.location is not None
        assert WRONG in bug.location.code
        assert WRONG in written_line(report, bug.location.cell, bug.location.line)


def written_line(report: Report, cell: int | None, line: int) -> str:
    """Return a line of the report's listing, counted as its author counts."""
    assert report.source is not None
    first = dict(report.source.cells)[cell] if cell is not None else 1
    return report.source.text.split("\n")[first + line - 2]


@pytest.mark.parametrize("path", FOLDERS, ids=lambda path: path.name)
def test_an_archive_is_graded_as_its_folder_is(path: Path, tmp_path: Path) -> None:
    folder, archive = grade(path, QUICK), grade(packed(path, tmp_path), QUICK)
    assert (archive.verdict, archive.source) == (folder.verdict, folder.source)


def test_a_bug_in_a_notebook_points_at_its_cell(tmp_path: Path) -> None:
    path = planted(SUBMISSIONS / "messy" / "notebook.ipynb", tmp_path)
    report = grade(path, QUICK)
    location = report.bugs[0].location
    assert location is not None
    cell = json.loads(path.read_text(encoding="utf-8"))["cells"][(location.cell or 0) - 1]
    assert WRONG in cell["source"][location.line - 1]


def test_a_hole_and_what_runs_for_hours_are_told_and_not_run() -> None:
    report = graded(SUBMISSIONS / "messy" / "notebook.ipynb", Options(seed=0, depth=Depth.QUICK))
    told = result(report, "syntax")
    assert told.status is Status.ADVICE
    assert told.message == "Left out, because Python cannot parse it: cell 8, line 2–5."
    assert report.source is not None
    reasons = [reason for _, reason in report.source.left_out]
    assert "a loop that no definition needs" in reasons
    assert "%%bash does not hold Python" in reasons


def test_old_spellings_are_told_with_their_lines() -> None:
    for name, words in (
        ("old_numpy.py", ("np.float: write float (line 7)", "np.row_stack: write np.vstack (line 32)")),
        ("python_2.py", ("print x: write print(x) (line 76, line 98, line 100)", "xrange: write range (line 64)")),
    ):
        message = result(graded(SUBMISSIONS / "messy" / name, Options(seed=0, depth=Depth.QUICK)), "syntax").message
        for word in words:
            assert word in message


def test_what_failed_in_a_helper_is_told_at_its_import() -> None:
    report = graded(SUBMISSIONS / "messy" / "project", Options(seed=0, depth=Depth.QUICK))
    assert report.source is not None
    assert report.source.file == "lstm.py"
    assert report.source.left_out == (
        (4, "line 6 of its module data is left out: it raised ZeroDivisionError: division by zero"),
    )
