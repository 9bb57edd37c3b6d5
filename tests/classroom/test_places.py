"""A run's temporary files are gone after it, and after the next one if it was killed; nothing else is touched."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from grading import SUBMISSIONS, obey_ctrl_c, outliving, processes_naming, unmeasured

from harness.classroom import store
from harness.classroom.places import PREFIX, place
from harness.classroom.store import Store
from harness.errors import UsageError


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Store]:
    with store.opened(tmp_path / "out" / "cache.sqlite") as opened:
        yield opened


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != "out")


def test_the_folder_of_a_run_is_removed_with_all_that_is_in_it(kept: Store, tmp_path: Path) -> None:
    with place(kept, tmp_path) as made:
        assert left(tmp_path) == [made.name] == list(kept.places())
        (made / "grading-x" / "deep").mkdir(parents=True)
        (made / "grading-x" / "file").touch()
    assert left(tmp_path) == []
    assert kept.places() == ()


def test_an_interrupted_run_leaves_nothing(kept: Store, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), place(kept, tmp_path):
        raise KeyboardInterrupt
    assert (left(tmp_path), kept.places()) == ([], ())


class Interrupted(Store):
    """Ctrl-C comes whenever the store is told of a folder."""

    def add_place(self, name: str) -> None:
        """Keep the name, interrupted."""
        signal.raise_signal(signal.SIGINT)
        super().add_place(name)

    def forget_place(self, name: str) -> None:
        """Forget the name, interrupted."""
        signal.raise_signal(signal.SIGINT)
        super().forget_place(name)


@pytest.mark.usefixtures("heard")
def test_ctrl_c_while_the_folder_is_made_or_removed_leaves_nothing(tmp_path: Path) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(store.TABLES)
        kept = Interrupted(connection)
        with pytest.raises(KeyboardInterrupt), place(kept, tmp_path):
            pytest.fail("it comes before the run begins")
        assert (left(tmp_path), kept.places()) == ([], ())


def test_what_is_written_for_a_moment_after_the_end_does_not_keep_the_folder(kept: Store, tmp_path: Path) -> None:
    writing, enough = threading.Event(), time.monotonic() + 0.3

    def write(folder: Path) -> None:
        while time.monotonic() < enough:
            with suppress(OSError):
                (folder / os.urandom(8).hex()).mkdir()
            writing.set()

    with place(kept, tmp_path) as made:
        writer = threading.Thread(target=write, args=(made,))
        writer.start()
        writing.wait()
    writer.join()
    assert (left(tmp_path), kept.places()) == ([], ())


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("group", [False, True])
@pytest.mark.parametrize("moment", ["", "submission-*"])  # the pool starts; a submission computes
def test_a_run_that_is_stopped_leaves_nothing(
    moment: str, group: bool, number: signal.Signals, code: int, tmp_path: Path
) -> None:
    (tmp_path / "class").mkdir()
    (tmp_path / "temporary").mkdir()
    for name in ("ada", "alan"):
        shutil.copy(SUBMISSIONS / "broken" / "infinite_loop_in_backward.py", tmp_path / "class" / f"{name}.py")
    with subprocess.Popen(
        [sys.executable, "-m", "harness.cli", "grade", "class", "-o", "out", "--jobs", "1"],
        cwd=tmp_path,
        env=unmeasured() | {"PYTHONPATH": str(Path(__file__).parents[2]), "TMPDIR": str(tmp_path / "temporary")},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=obey_ctrl_c,  # noqa: PLW1509  (no thread runs here)
    ) as process:
        try:
            while process.poll() is None and not has_come(moment, tmp_path / "temporary"):
                time.sleep(0.02)
            (os.killpg if group else os.kill)(process.pid, number)
            _, err = process.communicate(timeout=20)
        finally:
            if process.poll() is None:
                process.kill()
    assert process.returncode == code, err
    if number == signal.SIGINT:  # Python's own watcher of semaphores speaks of SIGTERM
        assert err.split() == ["grading", "Stopped;", "nothing", "is", "left", "running."]
    assert list((tmp_path / "temporary").iterdir()) == []
    assert outliving(str(tmp_path), 5.0) == []


def has_come(moment: str, temporary: Path) -> bool:
    """Tell whether a run is where it is to be stopped."""
    if moment:
        return bool(list(temporary.glob(f"*/{moment}")))
    return bool({*processes_naming(str(temporary))} & {*processes_naming("spawn_main")})


def test_what_a_killed_run_left_is_removed_by_the_next(kept: Store, tmp_path: Path) -> None:
    (tmp_path / f"{PREFIX}killed" / "submission-x").mkdir(parents=True)
    kept.add_place(f"{PREFIX}killed")
    kept.add_place(f"{PREFIX}gone")
    with place(kept, tmp_path) as made:
        assert left(tmp_path) == [made.name] == list(kept.places())


def test_the_folder_of_a_run_that_still_runs_is_left_alone(kept: Store, tmp_path: Path) -> None:
    with place(kept, tmp_path) as one:
        (one / "file").touch()
        with place(kept, tmp_path) as other:
            assert other != one
        assert (one / "file").exists()
        assert kept.places() == (one.name,)


@pytest.mark.parametrize(
    ("folder", "told"), [("none", "its folder is missing; make it, or"), ("file", "is no folder; move it away, or")]
)
def test_without_a_place_for_temporary_files_it_is_told_why(
    folder: str, told: str, kept: Store, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    said = rf"cannot be written to .*{folder}: .*{told} .* in the variable TMPDIR"
    with pytest.raises(UsageError, match=said), place(kept, tmp_path / folder):
        pass


WRITING_NOTHING = """
import resource, tempfile
from pathlib import Path
from harness.classroom import store
from harness.classroom.places import place
with store.opened(Path("out/cache.sqlite")) as kept:
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with place(kept):
        pass
"""


@pytest.mark.skipif(os.name != "posix", reason="limits are set as POSIX has them")
def test_where_no_folder_takes_temporary_files_one_is_asked_for(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WRITING_NOTHING],
        cwd=tmp_path,
        env=unmeasured() | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "UsageError: There is no folder that takes temporary files (No usable temporary" in done.stderr


@pytest.mark.parametrize("name", ["mine", "../mine", f"{PREFIX}x/../mine", f"../{PREFIX}y", "a\0", ".", ""])
def test_a_store_cannot_have_other_folders_removed(kept: Store, tmp_path: Path, name: str) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / f"{PREFIX}y").mkdir()
    (tmp_path / "within" / f"{PREFIX}x").mkdir(parents=True)
    kept.add_place(name)
    with place(kept, tmp_path / "within"):
        pass
    assert left(tmp_path) == [f"{PREFIX}y", "mine", "within"]
    assert left(tmp_path / "within") == [f"{PREFIX}x"]
    assert kept.places() == ()


def test_a_link_is_not_followed(kept: Store, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").touch()
    (tmp_path / f"{PREFIX}x").symlink_to(tmp_path / "mine")
    kept.add_place(f"{PREFIX}x")
    with place(kept, tmp_path):
        pass
    assert (tmp_path / "mine" / "file").exists()
