"""`harness check --watch`: again at each save, one result at a time, and an end without remains."""

import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import Run
from grading import EXAMPLES, obey_ctrl_c, processes_naming

from harness.commands._watch import CLEAR

pytest.importorskip("watchfiles", reason="watchfiles is not installed")

ROOT = Path(__file__).parents[2]
SECONDS = 60  # for a check on a machine that does much else
WATCHING = "Watching it.py; Ctrl-C ends it."


class Screen:
    """What a terminal has been sent."""

    def __init__(self, terminal: int) -> None:
        """Read from this end of a terminal."""
        self.terminal = terminal
        self.text = ""

    def wait_for(self, words: str, times: int) -> None:
        """Read until the words have come so often."""
        deadline = time.monotonic() + SECONDS
        while self.text.count(words) < times:
            assert time.monotonic() < deadline, f"{words!r} never came: {self.text}"
            if select.select([self.terminal], [], [], 0.2)[0]:
                self.text += os.read(self.terminal, 65536).decode("utf-8", "replace")


@contextmanager
def watching(folder: Path, *options: str) -> Iterator[tuple[Screen, "subprocess.Popen[bytes]"]]:
    """Watch it.py in a folder, on a terminal of its own."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "harness.cli", "check", "it.py", "--watch", "--quick", "--no-report", *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder), "TERM": "xterm"}
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=obey_ctrl_c,  # noqa: PLW1509  (no thread runs here)
    ) as process:
        try:
            yield Screen(ours), process
        finally:
            if process.poll() is None:
                process.kill()
            os.close(theirs)
    os.close(ours)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a submission that has a bug."""
    shutil.copy(EXAMPLES / "one_bug.py", tmp_path / "it.py")
    return tmp_path


def test_each_save_is_checked_once_shown_alone_and_ctrl_c_ends_it_cleanly(folder: Path) -> None:
    with watching(folder) as (screen, process):
        screen.wait_for(WATCHING, 1)
        assert "1 bug found" in screen.text
        (folder / "it.py").write_text("def forward(:", encoding="utf-8")  # half a save
        screen.wait_for(WATCHING, 2)
        shutil.copy(EXAMPLES / "correct.py", folder / "new")
        (folder / "new").replace(folder / "it.py")  # as editors do it
        screen.wait_for(WATCHING, 3)
        assert "Clean" in screen.text.rpartition(CLEAR)[2]
        assert screen.text.count(CLEAR) == 3
        assert "Traceback" not in screen.text
        (folder / "it.py").touch()  # nothing new
        time.sleep(1.5)
        os.killpg(process.pid, signal.SIGINT)
        screen.wait_for("Stopped; nothing is left running.", 1)
        assert process.wait(20) == 130
        assert screen.text.count(WATCHING) == 3
    assert processes_naming(str(folder)) == []
    assert sorted(path.name for path in folder.iterdir()) == ["it.py"]


def test_where_no_terminal_is_nothing_but_words_is_written(folder: Path) -> None:
    command = [sys.executable, "-m", "harness.cli", "check", "it.py", "--watch", "--quick", "--no-report"]
    with subprocess.Popen(
        command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True,
        start_new_session=True, preexec_fn=obey_ctrl_c,  # noqa: PLW1509  (no thread runs here)
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            said = ""
            while WATCHING not in said:
                line = process.stdout.readline()
                assert line, said
                said += line
            os.killpg(process.pid, signal.SIGINT)
            assert process.wait(20) == 130
        finally:
            if process.poll() is None:
                process.kill()
    assert "\x1b" not in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(("it.py", "--json", "-"), "exclude each other"), (("no.py",), "there is nothing to watch")],
)
def test_what_cannot_be_watched_is_a_sentence_and_exit_2(harness: Run, arguments: tuple[str, ...], words: str) -> None:
    ran = harness("check", *arguments, "--watch")
    assert ran.code == 2
    assert words in ran.err
    assert re.fullmatch(r"harness: [^\n]+\n", ran.err)


def test_without_the_package_that_watches_it_is_told_how_to_install_it(folder: Path) -> None:
    code = "import sys; sys.modules['watchfiles'] = None; from harness.cli import main; main()"
    command = [sys.executable, "-c", code, "check", "it.py", "--watch"]
    ran = subprocess.run(
        command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 2
    assert ran.stderr.splitlines()[-1] == (
        "harness: --watch needs the package watchfiles; install it from where harness came from, with: "
        "pip install '.[watch]'."
    )
