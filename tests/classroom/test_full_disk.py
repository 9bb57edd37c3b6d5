"""A run that can keep nothing more ends at once, in one sentence, and leaves no process behind."""

import os
import resource
import shutil
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from grading import EXAMPLES, outliving, unmeasured

# The tables fit, and not two reports with their pages.
MOST_BYTES = 120_000
LIMIT = 90.0
# A process that was killed with its parent is gone after moments, on a loaded machine too.
END = 10.0


@pytest.mark.skipif(sys.platform != "linux", reason="processes are asked as Linux has them")
def test_a_run_whose_store_cannot_be_written_ends_with_all_its_processes(tmp_path: Path) -> None:
    (tmp_path / "class").mkdir()
    (tmp_path / "temporary").mkdir()
    for number in range(6):
        shutil.copy(EXAMPLES / "one_bug.py", tmp_path / "class" / f"student{number}.py")
        with (tmp_path / "class" / f"student{number}.py").open("a", encoding="utf-8") as file:
            file.write(f"# {number}\n")
    with subprocess.Popen(
        [sys.executable, "-m", "harness.cli", "grade", "class", "-o", "out", "--jobs", "1"],
        cwd=tmp_path,
        env=unmeasured() | {"TMPDIR": str(tmp_path / "temporary"), "PYTHONPATH": str(Path(__file__).parents[2])},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
        preexec_fn=partial(resource.setrlimit, resource.RLIMIT_FSIZE, (MOST_BYTES, MOST_BYTES)),  # noqa: PLW1509
    ) as run:
        try:
            _, said = run.communicate(timeout=LIMIT)
        finally:
            if run.poll() is None:
                os.killpg(run.pid, signal.SIGKILL)
    assert run.returncode == 2, said
    assert "cannot be written: " in said.splitlines()[-1]
    assert "Traceback" not in said
    assert outliving(str(tmp_path), END) == []
    assert list((tmp_path / "temporary").iterdir()) == []
