"""What is graded is kept under the content that it follows from, whatever a student is called."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from harness.classroom import store
from harness.classroom.job import Job
from harness.classroom.results import Result, State
from harness.classroom.store import Kept, Store, key_of
from harness.errors import UsageError
from harness.launching import Options

OPTIONS = Options()


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Store]:
    with store.opened(tmp_path / "out" / "cache.sqlite") as opened:
        yield opened


def test_a_key_depends_on_names_contents_and_options() -> None:
    job = Job((("a.py", b"1"), ("b.py", b"2")), OPTIONS)
    others = [
        Job((("a.py", b"1b.py"), ("", b"2")), OPTIONS),
        Job((("a.py", b"1"), ("c.py", b"2")), OPTIONS),
        replace(job, options=Options(seed=1)),
    ]
    assert len({key_of(one, "sources") for one in (job, *others)}) == 4


def test_a_key_depends_on_the_sources_and_not_on_what_pages_show() -> None:
    job = Job((("a.py", b"1"),), OPTIONS)
    assert key_of(job, "sources") != key_of(job, "changed sources")
    assert key_of(job, "sources") == key_of(replace(job, look="rubric"), "sources")


def test_any_name_can_be_kept(kept: Store) -> None:
    result = Result("\ud800😀", "x", State.FAULT, None, "b\udc80", "7")
    kept.tell(result)
    kept.keep(Kept("key", "{}", "", ""), replace(result, slug="y"))
    assert [(slug, told.student, told.sentence) for slug, told in kept.listed()] == [
        ("x", "\ud800😀", "b\udc80"),
        ("y", "\ud800😀", "b\udc80"),
    ]


def test_the_members_of_a_group_are_kept_and_an_earlier_version_knew_none(kept: Store) -> None:
    kept.tell(Result("a and b", "x", State.FAULT, None, "", "7", ("a", "b\ud800")))
    assert [told.members for _, told in kept.listed()] == [("a", "b\ud800")]
    kept._connection.execute("""update students set about = '["a", "", "graded", "", true]'""")
    assert [(told.student, told.members) for _, told in kept.listed()] == [("a", ())]


def test_a_damaged_store_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    path.write_text("no database " * 100, encoding="utf-8")
    with pytest.raises(UsageError, match="is damaged or in use"), store.opened(path):
        pass


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("SQLITE_FULL", "cannot be written: the disk is full; make room"),
        ("SQLITE_IOERR_WRITE", "to disk; see that it can be"),
        ("SQLITE_READONLY", "this account may not write there; allow it"),
    ],
)
def test_a_full_disk_is_told_as_such_and_nothing_is_to_be_removed(tmp_path: Path, code: str, sentence: str) -> None:
    problem = sqlite3.OperationalError("to disk")
    problem.sqlite_errorcode = getattr(sqlite3, code)
    with pytest.raises(UsageError, match=sentence) as told, store.opened(tmp_path / "cache.sqlite"):
        raise problem
    assert "remove" not in str(told.value)


def test_a_place_where_no_results_can_be_kept_is_told_with_its_next_step(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "out" / "cache.sqlite").mkdir(parents=True)
    for folder, reason in (("file", "file is no folder"), ("file/below", "file is no folder"), ("out", "a folder has")):
        with (
            pytest.raises(
                UsageError, match=rf"The results cannot be kept in .*{reason}.*; move it away, or give .* -o"
            ),
            store.opened(tmp_path / folder / "cache.sqlite"),
        ):
            pass


def test_reports_can_be_read_by_their_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "reports" / "class" / "cache.sqlite"
    with store.opened(path):
        pass
    path.chmod(0o644)
    with store.opened(path):
        modes = [one.stat().st_mode & 0o777 for one in (path, path.parent)]
    assert modes == [0o600, 0o700]
