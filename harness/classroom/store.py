"""Keeps every report by the content that was graded: what has not changed is not graded again, and nothing is lost.

SQLite writes each result in a transaction of its own, so that a killed run leaves whole results behind.
"""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

from harness import __version__
from harness.classroom.earlier import MARK
from harness.classroom.job import Job
from harness.classroom.parts import unkept, unusable
from harness.classroom.results import Result, State
from harness.writing import make_folder

# Of the tables below.  2: what a page was made with, and all that is known of each student.
VERSION = 2
TABLES = f"""
pragma application_id = {int.from_bytes(MARK)};
create table if not exists graded (
    key text primary key, report text not null, page text not null, look text not null
) strict;
create table if not exists students (
    slug text primary key, about text not null, listed integer not null, key text references graded
) strict;
create table if not exists missing (student text primary key) strict;
create table if not exists places (name text primary key) strict;
"""
# A result that has no report leaves the student's last one as it stands.
TELL = """
insert into students values (?, ?, 1, ?)
on conflict (slug) do update set about = excluded.about, listed = 1, key = coalesce(excluded.key, key)
"""
# A second run on the same folder waits so many seconds for the first one's transaction.
PATIENCE = 10.0


@dataclass(frozen=True)
class Kept:
    """A report as JSON under the key of what was graded, its page, and the digest of what that was made with."""

    key: str
    report: str
    page: str
    look: str


@dataclass(frozen=True)
class Told:
    """What the last run that had to do with a student said, beside the report."""

    student: str
    identity: str
    state: State
    sentence: str
    reported: bool  # with the last report that there is
    members: tuple[str, ...] = ()  # of a group


def key_of(job: Job, sources: str) -> str:
    """Return what stands for the files, the options and the harness that grade them, by the digest of its sources."""
    digest = sha256(f"{VERSION} {__version__} {sources} {job.options!r}".encode())
    for name, data in job.files:
        for part in (name.encode("utf-8", "surrogateescape"), data):
            digest.update(len(part).to_bytes(8, "little"))
            digest.update(part)
    return digest.hexdigest()


class Store:
    """The reports of a class, in a file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def report(self, key: str) -> Kept | None:
        """Return what was graded under this key."""
        return self._kept("select key, report, page, look from graded where key = ?", key)

    def latest(self, slug: str) -> Kept | None:
        """Return the last report about this student, whatever the submission was then."""
        return self._kept("select key, report, page, look from students join graded using (key) where slug = ?", slug)

    def keep(self, kept: Kept, result: Result) -> None:
        """Keep a report, or its page anew, and tell it of a student."""
        with self._connection:
            self._connection.execute("insert or replace into graded values (?, ?, ?, ?)", astuple(kept))
            self._tell(result, kept.key)

    def tell(self, result: Result, key: str | None = None) -> None:
        """Keep what became of a student; with the report that is kept under the key, if any."""
        with self._connection:
            self._tell(result, key)

    def listed(self) -> tuple[tuple[str, Told], ...]:
        """Return the students of the last run over all, and who came since, by slug."""
        rows = self._connection.execute("select slug, about from students where listed order by slug").fetchall()
        return tuple((slug, _told(about)) for slug, about in rows)

    def list_only(self, slugs: Iterable[str]) -> None:
        """Make these the class; nothing of the others is lost."""
        with self._connection:
            self._connection.execute("update students set listed = 0")
            self._connection.executemany("update students set listed = 1 where slug = ?", ((slug,) for slug in slugs))

    def missing(self) -> tuple[str, ...]:
        """Return who had handed in nothing when a roster last told."""
        return self._names("select student from missing order by student")

    def set_missing(self, students: Iterable[str]) -> None:
        """Keep who has handed in nothing."""
        with self._connection:
            self._connection.execute("delete from missing")
            self._connection.executemany("insert or ignore into missing values (?)", ((one,) for one in students))

    def places(self) -> tuple[str, ...]:
        """Return the names of the folders of runs that have not removed them."""
        return self._names("select name from places order by name")

    def add_place(self, name: str) -> None:
        """Keep the name of a run's folder."""
        with self._connection:
            self._connection.execute("insert or ignore into places values (?)", (name,))

    def forget_place(self, name: str) -> None:
        """Forget a folder that is gone."""
        with self._connection:
            self._connection.execute("delete from places where name = ?", (name,))

    def _kept(self, query: str, value: str) -> Kept | None:
        row = self._connection.execute(query, (value,)).fetchone()
        return Kept(*row) if row else None

    def _names(self, query: str) -> tuple[str, ...]:
        return tuple(name for (name,) in self._connection.execute(query))

    def _tell(self, result: Result, key: str | None) -> None:
        told = Told(
            result.student, result.identity, result.state, result.sentence, result.report is not None, result.members
        )
        self._connection.execute(TELL, (result.slug, json.dumps(astuple(told)), key))


@contextmanager
def opened(path: Path) -> Iterator[Store]:
    """Open or make the file; raises UsageError where it cannot be used."""
    try:
        make_folder(path.parent.parent)
        make_folder(path.parent, private=True)
        _made_private(path)
        connection = sqlite3.connect(path, timeout=PATIENCE)
    except OSError as problem:
        raise unkept(path, problem) from None
    except sqlite3.Error as problem:
        raise unusable(path, problem) from None
    try:
        connection.executescript(TABLES)
        yield Store(connection)
    except sqlite3.DatabaseError as problem:
        raise unusable(path, problem) from None
    finally:
        connection.close()


def _made_private(path: Path) -> None:
    """Let only its owner read the file; SQLite gives its journal the same mode."""
    with open(path, "ab", opener=partial(os.open, mode=0o600)), suppress(OSError):  # some disks know no owners
        path.chmod(0o600)  # an earlier version made it for all to read


def _told(about: str) -> Told:
    # Text alone, so that any name can stand in it; an earlier version kept no members.
    student, identity, state, sentence, reported, *members = json.loads(about)
    return Told(student, identity, State(state), sentence, reported, tuple(*members))
