"""The folder for Gradescope: its two scripts run in a scratch tree, as Gradescope runs them."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from classroom.readers import READERS
from harness.classroom.autograder import write_folder
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
    with pytest.raises(UsageError, match="cannot be written"):
        write_folder(tmp_path / "file", None)
