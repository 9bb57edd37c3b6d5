"""A scratch folder seen from outside: how full it is, and its removal, whatever is in it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from harness.isolation.scratch import overfull, remove

# A path may have 4,096 characters, a name 255.
NAME = "d" * 250
DEEP = 40


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    before = os.open(".", os.O_RDONLY)
    os.chdir(folder)
    try:
        yield
    finally:
        os.fchdir(before)
        os.close(before)


def dig(folder: Path, name: str, depth: int) -> None:
    """Make folders in folders, with a file in each."""
    with inside(folder):
        for _ in range(depth):
            Path("file").touch()
            Path(name).mkdir()
            os.chdir(name)


@pytest.mark.parametrize(("name", "depth"), [(NAME, DEEP), ("d", 1500)])
def test_folders_deeper_than_a_path_or_a_stack_are_removed(name: str, depth: int, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    dig(scratch, name, depth)
    remove(str(scratch))
    assert list(tmp_path.iterdir()) == []


def test_what_lies_too_deep_to_be_looked_at_is_too_much(tmp_path: Path) -> None:
    dig(tmp_path, NAME, 10)
    assert not overfull(str(tmp_path), 1)
    dig(tmp_path, NAME[1:], DEEP)
    assert overfull(str(tmp_path), 1)
    remove(str(tmp_path))


def test_a_folder_that_was_replaced_by_a_link_is_not_followed(tmp_path: Path) -> None:
    outside, scratch = tmp_path / "outside", tmp_path / "scratch"
    outside.mkdir(mode=0o750)
    (outside / "file").touch()
    scratch.symlink_to(outside)
    remove(str(scratch))
    assert (outside / "file").exists()
    assert outside.stat().st_mode & 0o777 == 0o750


def test_pipes_links_and_closed_folders_are_removed(tmp_path: Path) -> None:
    scratch, outside = tmp_path / "scratch", tmp_path / "kept"
    outside.mkdir()
    (outside / "file").touch()
    (scratch / "a" / "b").mkdir(parents=True)
    os.mkfifo(scratch / "waiting")
    (scratch / "a" / "link").symlink_to(outside)
    (scratch / "a" / "b" / "\udcff\n").touch()
    (scratch / "a" / "b").chmod(0)
    remove(str(scratch))
    remove(str(scratch))
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert (outside / "file").exists()
