"""Keeps every report by the content that was graded: what has not changed is not graded again, and nothing is lost.

SQLite writes each result in a transaction of its own, so that a killed run leaves whole results behind.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from harness import __version__
from harness.classroom.job import Graded, Job
from harness.errors import UsageError

# Of the tables below.  1: first.
VERSION = 1
TABLES = """
create table if not exists reports (key text primary key, report text not null, page text not null) strict;
create table if not exists latest (slug text primary key, key text not null references reports) strict;
"""
# A second run on the same folder waits so many seconds for the first one's transaction.
PATIENCE = 10.0


def key_of(job: Job) -> str:
    """Return what stands for the files, the options and the harness that grade them."""
    digest = sha256(f"{VERSION} {__version__} {job.options!r}".encode())
    for name, data in job.files:
        for part in (name.encode("utf-8", "surrogateescape"), data):
            digest.update(len(part).to_bytes(8, "little"))
            digest.update(part)
    return digest.hexdigest()


class Store:
    """The reports of a class, in a file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def report(self, key: str) -> Graded | None:
        """Return what was graded under this key."""
        row = self._connection.execute("select report, page from reports where key = ?", (key,)).fetchone()
        return Graded(*row) if row else None

    def latest(self, slug: str) -> Graded | None:
        """Return the last report about this student, whatever the submission was then."""
        query = "select report, page from latest join reports using (key) where slug = ?"
        row = self._connection.execute(query, (slug,)).fetchone()
        return Graded(*row) if row else None

    def keep(self, slug: str, key: str, graded: Graded | None = None) -> None:
        """Keep a report as this student's latest one; without one, that which is kept under the key."""
        with self._connection:
            if graded is not None:
                row = (key, graded.report, graded.page)
                self._connection.execute("insert or replace into reports values (?, ?, ?)", row)
            self._connection.execute("insert or replace into latest values (?, ?)", (slug, key))


@contextmanager
def opened(path: Path) -> Iterator[Store]:
    """Open or make the file; raises UsageError where it cannot be used."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=PATIENCE)
    except (OSError, sqlite3.Error) as problem:
        raise UsageError(f"The results cannot be kept in {path} ({problem}); give another folder with -o.") from None
    try:
        connection.executescript(TABLES)
        yield Store(connection)
    except sqlite3.DatabaseError as problem:
        raise UsageError(f"{path} is damaged or in use ({problem}); remove it, or give another one with -o.") from None
    finally:
        connection.close()
