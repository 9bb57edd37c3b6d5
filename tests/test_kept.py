"""What follows from our sources alone is computed once."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.kept import kept


@pytest.fixture(autouse=True)
def _may_write() -> Iterator[None]:
    """Let Python keep compiled modules, whatever the environment says."""
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, False
    yield
    sys.dont_write_bytecode = before


def test_what_was_computed_is_not_computed_again(tmp_path: Path) -> None:
    assert kept("squares", lambda: [1, 4, 9], tmp_path) == [1, 4, 9]
    assert kept("squares", lambda: [0], tmp_path) == [1, 4, 9]


def test_what_other_sources_gave_is_replaced(tmp_path: Path) -> None:
    old = tmp_path / "squares.0123456789abcdef.json"
    old.write_text("[0]", encoding="utf-8")
    assert kept("squares", lambda: [1], tmp_path) == [1]
    assert not old.exists()
    assert len(list(tmp_path.iterdir())) == 1


def test_a_broken_file_is_computed_anew(tmp_path: Path) -> None:
    kept("squares", lambda: [1], tmp_path)
    (path,) = tmp_path.iterdir()
    path.write_text("[1,", encoding="utf-8")
    assert kept("squares", lambda: [2], tmp_path) == [2]


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path) -> None:
    folder = tmp_path / "a file"
    folder.write_text("", encoding="utf-8")
    assert kept("squares", lambda: [3], folder) == [3]


def test_nothing_is_written_where_python_writes_no_modules(tmp_path: Path) -> None:
    sys.dont_write_bytecode = True
    assert kept("squares", lambda: [4], tmp_path) == [4]
    assert list(tmp_path.iterdir()) == []
