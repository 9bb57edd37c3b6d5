"""What a run over a class writes is for its owner alone, and what it cannot write is one sentence."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.classroom.parts import write
from harness.errors import UsageError


@pytest.mark.skipif(os.name != "posix", reason="modes are asked as POSIX has them")
def test_marks_can_be_read_by_their_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "students" / "a.html"
    write(path, ["a,", b"b"])
    assert [one.stat().st_mode & 0o777 for one in (path, path.parent)] == [0o600, 0o700]


def test_a_file_for_which_there_is_no_room_is_one_sentence_and_leaves_the_old_one(tmp_path: Path) -> None:
    def parts() -> Iterator[str]:
        yield "x"
        raise OSError(errno.ENOSPC, "No space left on device")

    write(tmp_path / "a.csv", ["old"])
    with pytest.raises(UsageError, match=r"a\.csv cannot be written: the disk is full; make room\. What is graded"):
        write(tmp_path / "a.csv", parts())
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
