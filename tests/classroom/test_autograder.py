"""The folder for Gradescope: its two scripts run in a scratch tree, as Gradescope runs them."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from classroom.readers import READERS
from harness.classroom.autograder import grade_one, write_folder
from harness.classroom.results import State
from harness.classroom.rubric import Rubric
from harness.errors import UsageError

ROOT = Path(__file__).parent.parent.parent
ONE_BUG = ROOT / "examples" / "one_bug.py"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a tree in which the folder was unpacked and `setup.sh` has run."""
    base = tmp_path_factory.mktemp("auto grader")
    rubric = base / "rubric.toml"
    rubric.write_text('hints = "topic"\n[points]\ncarry = 0.5\n', encoding="utf-8")
    write_folder(base / "source", rubric)
    run(base, "setup.sh")
    return base


def run(base: Path, script: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "AUTOGRADER": str(base)}
    done = subprocess.run(
        ["bash", str(base / "source" / script)], env=environment, capture_output=True, text=True, check=False, cwd="/"
    )
    assert done.returncode == 0, done.stderr
    return done


def results(base: Path, *files: Path) -> dict[str, object]:
    """Run the autograder on these files and return what it wrote."""
    shutil.rmtree(base / "submission", ignore_errors=True)
    (base / "submission").mkdir()
    for file in files:
        shutil.copy(file, base / "submission")
    run(base, "run_autograder")
    assert [path.name for path in (base / "results").iterdir()] == ["results.json"]
    data = (base / "results" / "results.json").read_bytes()
    READERS["gradescope"](data)
    found = json.loads(data)
    assert isinstance(found, dict)
    return found


def test_setup_installs_what_run_autograder_runs(built: Path) -> None:
    found = results(built, ONE_BUG)
    assert found["score"] == 49
    assert "1 - tanh" not in json.dumps(found)  # the rubric's level of help


def test_files_are_written_to_be_run(built: Path) -> None:
    assert all(os.access(built / "source" / name, os.X_OK) for name in ("setup.sh", "run_autograder"))
    assert not list((built / "source").rglob("__pycache__"))


def test_a_submission_without_a_file_is_no_failure_of_the_grader(built: Path) -> None:
    assert results(built)["score"] == 0


def test_record_of_a_failure_stays_where_the_grader_does_not_come_to_an_end(built: Path) -> None:
    shutil.rmtree(built / "results", ignore_errors=True)
    environment = {**os.environ, "AUTOGRADER": str(built)}
    broken = (built / "source" / "run_autograder").read_text(encoding="utf-8").replace("harness.cli", "harness.none")
    done = subprocess.run(["bash", "-c", broken], env=environment, capture_output=True, check=False)
    assert done.returncode != 0
    data = (built / "results" / "results.json").read_bytes()
    READERS["gradescope"](data)
    assert "score" not in json.loads(data)


def test_a_wrong_rubric_makes_no_folder(tmp_path: Path) -> None:
    (tmp_path / "rubric.toml").write_text("point = 1\n", encoding="utf-8")
    with pytest.raises(UsageError, match="did you mean points"):
        write_folder(tmp_path / "out", tmp_path / "rubric.toml")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match=r"file is no folder; move it away, or give another path\.$"):
        write_folder(tmp_path / "file", None)
    (tmp_path / "out" / "setup.sh").mkdir(parents=True)
    with pytest.raises(UsageError, match=r"out cannot be written: a folder has this name; .* or give another path\.$"):
        write_folder(tmp_path / "out", None)


def test_results_that_cannot_be_written_are_told_before_anything_is_graded(tmp_path: Path) -> None:
    (tmp_path / "results.json").mkdir()
    with pytest.raises(UsageError, match=r"results\.json cannot be written: a folder has this name; move it away, or "):
        grade_one(ONE_BUG, tmp_path / "results.json", Rubric())


def test_a_path_at_which_nothing_is_gets_no_mark(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"There is no submission at .*nowhere\.py: give the file or folder"):
        grade_one(tmp_path / "nowhere.py", tmp_path / "results.json", Rubric())
    assert "score" not in json.loads((tmp_path / "results.json").read_bytes())


@pytest.mark.skipif(sys.platform != "linux", reason="a file that root cannot read either is Linux's")
def test_a_submission_that_cannot_be_read_is_no_fault_of_the_results(tmp_path: Path) -> None:
    row = grade_one(Path("/proc/self/mem"), tmp_path / "results.json", Rubric())
    assert row.state is State.FAULT
    assert row.sentence.startswith("The submission could not be read: ")
    assert "score" not in json.loads((tmp_path / "results.json").read_bytes())


def scripts(folder: Path, **texts: str) -> None:
    """Write programs that a shell finds in a folder."""
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        path = folder / name.replace("_", "-").replace("311", "3.11")
        path.write_text(f"#!/bin/bash\n{text}\n", encoding="utf-8")
        path.chmod(0o755)


def setup_with(base: Path, apt_get: str) -> subprocess.CompletedProcess[str]:
    """Run `setup.sh` where Python is too old, and see what it does about that."""
    write_folder(base / "source", None)
    made = 'mkdir -p "$3/bin"; echo "exit 1" > "$3/bin/python"; chmod +x "$3/bin/python"; echo made'
    found = f'case "$1" in -c) exit 0;; -m) {made};; esac'
    scripts(base / "bin", python3="exit 1", apt_get=f"echo apt-get $*; {apt_get}")
    scripts(base / "elsewhere", python311=found)
    for tool in ("cp", "mkdir", "chmod"):  # and no Python of this machine
        (base / "bin" / tool).symlink_to(str(shutil.which(tool)))
    return subprocess.run(
        [str(shutil.which("bash")), str(base / "source" / "setup.sh")],
        env={"AUTOGRADER": str(base), "PATH": str(base / "bin"), "HERE": str(base)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_setup_installs_a_newer_python_beside_one_that_is_too_old(tmp_path: Path) -> None:
    done = setup_with(tmp_path, 'case "$*" in *python3.11*) cp "$HERE/elsewhere/python3.11" "$HERE/bin/";; esac')
    assert done.stdout.splitlines() == [
        "apt-get update",
        "apt-get install -y python3 python3-venv",
        "apt-get install -y python3.11 python3.11-venv",
        "made",
    ]


def test_setup_says_what_it_needs_where_no_python_is_new_enough(tmp_path: Path) -> None:
    done = setup_with(tmp_path, "true")
    assert done.returncode == 1
    assert done.stderr.startswith("The harness needs Python 3.11 or newer")
