"""A process of the pool: how it is prepared, and what it leaves."""

import gc
import os
import re
import signal
import subprocess
import sys
from multiprocessing import active_children
from pathlib import Path

import pytest
from grading import correct_with

from harness.classroom.executors import local
from harness.classroom.job import Job, run
from harness.classroom.rubric import Rubric
from harness.isolation import strict
from harness.records import Report, Verdict
from harness.renderers.json_reader import load

# The harness and NumPy are far more objects, what a process has beside them is less.
LOADED = 20_000


def test_garbage_is_not_looked_for_among_what_is_loaded(tmp_path: Path) -> None:
    with local(1, tmp_path) as pool:
        assert pool.submit(gc.get_freeze_count).result() > LOADED


def blocked() -> set[signal.Signals]:
    return {signal.Signals(number) for number in signal.pthread_sigmask(signal.SIG_BLOCK, ())}


@pytest.mark.skipif(sys.platform != "linux", reason="a process's signals are read from /proc")
def test_ctrl_c_does_not_reach_a_process_of_the_pool_before_it_ignores_it(tmp_path: Path) -> None:
    before = blocked()
    with local(1, tmp_path) as pool:
        answer = pool.submit(blocked)
        (starting,) = active_children()
        status = Path(f"/proc/{starting.pid}/status").read_text(encoding="utf-8")
        masks = [int(mask, 16) for mask in re.findall(r"^Sig(?:Blk|Ign):\s*(\w+)", status, re.MULTILINE)]
        assert any(mask >> (signal.SIGINT - 1) & 1 for mask in masks)
        assert answer.result() == before == blocked()


GRADED_HERE = """
import os
from harness.classroom.job import Job, run
job = Job((("it.py", b"x = 1"),))
assert not run(job).fault
if os.fork():
    assert os.waitstatus_to_exitcode(os.wait()[1]) == 0
assert not run(job).fault
"""


@pytest.mark.skipif(strict.available() is not None, reason="nothing is forked where strict does not work")
def test_what_workers_are_forked_from_ends_with_the_process_and_its_forks_and_leaves_nothing_open(
    tmp_path: Path,
) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "always::ResourceWarning", "-W", "ignore::DeprecationWarning", "-c", GRADED_HERE],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert list(tmp_path.iterdir()) == []


def test_who_hands_in_two_halves_is_told_what_helps_there_and_it_does() -> None:
    head, backward = correct_with("array_caches").split("\ndef backward")
    halves = {"forward.py": head, "backward.py": f"import numpy as np\ndef backward{backward}"}
    asked = told(halves)
    assert (asked.verdict, "--" in asked.headline) == (Verdict.UNGRADABLE, False)
    assert "put both passes into one file, or add a file that imports both from these." in asked.headline
    together = {"main.py": "from forward import forward\nfrom backward import backward"}
    assert told({"it.py": correct_with("array_caches")}).verdict == Verdict.CLEAN
    assert told(halves | together).verdict == Verdict.CLEAN


def test_whoever_can_give_no_option_is_told_of_none() -> None:
    assert told({"it.py": "x = 1"}).headline.endswith("has them, or give yours these names and arguments.")


def told(files: dict[str, str]) -> Report:
    """Return the report of a submission of a class."""
    return load(run(Job(tuple((name, text.encode()) for name, text in files.items()), Rubric().options())).report)
