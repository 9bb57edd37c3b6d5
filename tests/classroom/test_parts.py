"""A file of marks is whole or not there, for its owner alone, and what a killed run left of it goes."""

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.classroom.parts import write
from harness.errors import UsageError

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes and processes are asked as POSIX has them")


def ended() -> int:
    """Return the number of a process that is gone."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def test_marks_can_be_read_by_their_owner_alone_whatever_was_there(tmp_path: Path) -> None:
    path = tmp_path / "gradebook.csv"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o644)
    write(path, ["a,", b"b"])
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"a,b", 0o600)


def test_what_a_killed_run_left_goes_and_what_another_run_writes_stays(tmp_path: Path) -> None:
    gone, there, other = (
        tmp_path / f".{name}.part" for name in (f"a.csv.{ended()}", f"a.csv.{os.getppid()}", f"b.csv.{ended()}")
    )
    for path in (gone, there, other):
        path.touch()
    write(tmp_path / "a.csv", ["x"])
    assert {path.name for path in tmp_path.iterdir()} == {"a.csv", there.name, other.name}


def test_what_cannot_be_written_to_its_end_leaves_the_old_file(tmp_path: Path) -> None:
    def parts() -> "list[str]":
        raise ValueError

    path = tmp_path / "a.csv"
    write(path, ["old"])
    with pytest.raises(ValueError):  # noqa: PT011  (our own)
        write(path, (text for _ in "x" for text in parts()))
    assert path.read_text(encoding="utf-8") == "old"


def test_folders_are_for_their_owner_alone(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir(mode=0o755)
    write(tmp_path / "there" / "exports" / "gradescope" / "a.json", ["{}"])
    modes = [path.stat().st_mode & 0o777 for path in sorted(tmp_path.rglob("*")) if path.is_dir()]
    assert modes == [0o755, 0o700, 0o700]


def test_a_file_that_cannot_be_written_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    def parts() -> Iterator[str]:
        yield "x"
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(UsageError, match=r"a\.csv cannot be written: the disk is full\. What is graded is kept"):
        write(tmp_path / "a.csv", parts())
    (tmp_path / "a folder").mkdir()
    with pytest.raises(UsageError, match="a folder"):
        write(tmp_path / "a folder", ["x"])
    assert [path.name for path in tmp_path.iterdir()] == ["a folder"]
