"""A process of the pool: how it is prepared, and what it leaves."""

import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness.classroom.executors import local
from harness.isolation import strict

# The harness and NumPy are far more objects, what a process has beside them is less.
LOADED = 20_000


def test_garbage_is_not_looked_for_among_what_is_loaded(tmp_path: Path) -> None:
    with local(1, tmp_path) as pool:
        assert pool.submit(gc.get_freeze_count).result() > LOADED


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
