"""A file is there whole or not at all, what stood there stays until then, and what is no file is written as it is."""

import errno
import os
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.writing import write

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes, links and processes are asked as POSIX has them")


def ended() -> int:
    """Return the number of a process that is gone."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def failing(problem: BaseException) -> Iterator[str]:
    yield "x" * 100_000
    raise problem


@pytest.mark.parametrize("private", [False, True])
@pytest.mark.parametrize("problem", [OSError(errno.ENOSPC, "full"), ValueError(), KeyboardInterrupt()])
def test_what_cannot_be_written_to_its_end_leaves_the_old_file_and_nothing_else(
    private: bool, problem: BaseException, tmp_path: Path
) -> None:
    path = tmp_path / "page.html"
    write(path, ["old"], private=private)
    with pytest.raises(type(problem)):
        write(path, failing(problem), private=private)
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]
    path.unlink()
    with pytest.raises(type(problem)):
        write(path, failing(problem), private=private)
    assert list(tmp_path.iterdir()) == []


def test_private_files_and_folders_are_for_their_owner_alone_whatever_was_there(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir(mode=0o755)
    path = tmp_path / "there" / "gradebook.csv"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o644)
    write(path, ["a,", b"b", "\ud800"], private=True)
    write(tmp_path / "there" / "exports" / "gradescope" / "a.json", ["{}"], private=True)
    assert (path.read_bytes(), mode(path)) == (b"a,b?", 0o600)
    assert [mode(one) for one in sorted(tmp_path.rglob("*")) if one.is_dir()] == [0o755, 0o700, 0o700]


def test_other_files_are_as_open_as_the_account_has_them_or_as_they_were(tmp_path: Path) -> None:
    usual = tmp_path / "usual"
    usual.touch()
    write(tmp_path / "new" / "page.html", ["x"])
    assert mode(tmp_path / "new" / "page.html") == mode(usual)
    usual.chmod(0o640)
    write(usual, ["x"])
    assert mode(usual) == 0o640


def test_what_a_killed_process_left_goes_and_what_another_one_writes_stays(tmp_path: Path) -> None:
    gone, there, other, elsewhere = (
        tmp_path / f".{name}.part"
        for name in (f"a.csv.{ended()}-1f", f"a.csv.{os.getppid()}-2f", f"b.csv.{ended()}-3f", f"a.csv.{ended()}-4f")
    )
    for path in (gone, there, other, elsewhere):
        path.touch()
    hours_ago = time.time() - 2 * 3600
    for path in (gone, there, other):  # a process that another machine has may be writing the last one now
        os.utime(path, (hours_ago, hours_ago))
    write(tmp_path / "a.csv", ["x"])
    assert {path.name for path in tmp_path.iterdir()} == {"a.csv", there.name, other.name, elsewhere.name}


@pytest.mark.parametrize("private", [False, True])
def test_a_link_or_a_file_that_waits_under_a_name_that_can_be_guessed_is_not_written(
    private: bool, tmp_path: Path
) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious", encoding="utf-8")
    (tmp_path / f".a.csv.{os.getpid()}.part").symlink_to(victim)
    waiting = tmp_path / f".b.csv.{os.getpid()}.part"
    waiting.touch(mode=0o644)
    with waiting.open("rb") as open_already:
        for name in ("a.csv", "b.csv"):
            write(tmp_path / name, ["marks"], private=private)
            assert (tmp_path / name).read_text(encoding="utf-8") == "marks"
            assert not (tmp_path / name).is_symlink()
            assert not private or mode(tmp_path / name) == 0o600
        assert open_already.read() == b""
    assert victim.read_text(encoding="utf-8") == "precious"


@pytest.mark.parametrize("name", ["x" * 255, "\N{SLIGHTLY SMILING FACE}" * 63])
def test_a_name_as_long_as_the_file_system_takes_is_written(name: str, tmp_path: Path) -> None:
    write(tmp_path / name, ["x"])
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_link_stays_one_and_where_it_leads_is_written(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    for name in ("there", "to come"):
        (tmp_path / name).symlink_to(Path("elsewhere") / name)
    (tmp_path / "elsewhere" / "there").touch()
    (tmp_path / "circle").symlink_to("circle")
    for name in ("there", "to come", "circle"):
        write(tmp_path / name, ["x"])
        assert (tmp_path / name).read_text(encoding="utf-8") == "x"
    assert (tmp_path / "there").is_symlink()
    assert sorted(path.name for path in (tmp_path / "elsewhere").iterdir()) == ["there", "to come"]


def test_a_pipe_and_a_device_are_written_as_they_are(tmp_path: Path) -> None:
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write(pipe, ["x", b"y"])
    reader.join()
    write(Path(os.devnull), ["x"])
    assert read == [b"xy"]
    assert pipe.is_fifo()
    assert not Path(os.devnull).is_file()


@pytest.mark.skipif(sys.platform != "linux", reason="the names of what is open are Linux's")
@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_what_is_open_already_is_written_and_not_replaced(name: str, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from harness.writing import write\n"
        f"print('a', flush=True); write(Path({name!r}), ['x\\n']); print('b', flush=True)"
    )
    with (tmp_path / "out").open("wb") as out:
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, stdout=out, check=True)
        assert os.fstat(out.fileno()).st_ino == (tmp_path / "out").stat().st_ino
    assert (tmp_path / "out").read_bytes() == b"a\nx\nb\n"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become somebody else")
def test_a_file_that_we_may_write_in_a_folder_that_we_may_not_is_written() -> None:
    code = "import os, pathlib, sys; os.setuid(65534); write(pathlib.Path(sys.argv[1]), ['x'])"
    with tempfile.TemporaryDirectory() as folder:  # not pytest's, which nobody else may enter
        path = Path(folder) / "page.html"
        path.write_text("old and longer", encoding="utf-8")
        path.chmod(0o666)
        Path(folder).chmod(0o755)
        subprocess.run([sys.executable, "-c", f"from harness.writing import write; {code}", path], cwd=ROOT, check=True)
        assert path.read_text(encoding="utf-8") == "x"
