"""Why a file cannot be written is told with the one step that helps; room is asked for where there is none."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.classroom import parts
from harness.commands._output import write_text
from harness.errors import UsageError
from harness.unwritable import KNOWN, OTHERWISE, unwritable

ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@pytest.mark.parametrize("number", sorted([*KNOWN, errno.EIO]), ids=lambda number: errno.errorcode[number])
def test_only_where_there_is_none_room_is_asked_for(number: int) -> None:
    problem = OSError(number, os.strerror(number))
    alone, of_a_class = (str(make(Path("page.html"), problem)) for make in (unwritable, parts.unwritable))
    assert ("room" in alone or "larger" in alone) == (number in ROOM)
    assert ("room" in of_a_class or "larger" in of_a_class) == (number in ROOM)
    assert (OTHERWISE in alone) == (number == errno.EIO)
    assert alone.startswith("page.html cannot be written: ")
    assert alone.endswith(", or give another path.")
    assert of_a_class.endswith(". What is graded is kept: the same command then goes on.")


def a_folder_here(path: Path) -> None:
    path.mkdir()


def a_file_above(path: Path) -> None:
    path.parent.touch()


def a_lost_link_above(path: Path) -> None:
    path.parent.symlink_to("nowhere")


def a_link_into_no_folder(path: Path) -> None:
    path.symlink_to("nowhere/page.html")


def nothing(path: Path) -> None:
    assert list(path.parents[-1].iterdir()) == []


@pytest.mark.parametrize(
    ("place", "made", "told"),
    [
        ("page.html", a_folder_here, "page.html cannot be written: a folder has this name; move it away"),
        ("it/page.html", a_file_above, "it/page.html cannot be written: it is no folder; move it away"),
        ("it/page.html", a_lost_link_above, "it/page.html cannot be written: it is no folder; move it away"),
        (f"{'x' * 300}/page.html", nothing, "cannot be written: the name is too long; shorten it"),
        ("page.html", a_link_into_no_folder, "page.html cannot be written: its folder is missing; make it"),
    ],
)
@pytest.mark.parametrize(
    "writer", [lambda path: parts.write(path, ["x"]), lambda path: write_text(path, "x")], ids=["class", "command"]
)
def test_each_place_that_cannot_be_written_has_its_next_step(
    place: str,
    made: Callable[[Path], None],
    told: str,
    writer: Callable[[Path], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    made(Path(place))
    with pytest.raises(UsageError, match=told):
        writer(Path(place))
    assert [path for path in tmp_path.rglob("*") if path.name.endswith(".part")] == []
