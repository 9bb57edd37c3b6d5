"""One submission graded in a process of the pool, on this machine or another: bytes go in, text comes back."""

import atexit
import gc
import signal
import sys
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from harness.classroom import looks
from harness.client import Worker
from harness.errors import HarnessError
from harness.grade import grade
from harness.isolation._zygote import Zygote
from harness.isolation.choose import AUTO
from harness.isolation.way import Limits
from harness.launching import Options
from harness.renderers import json
from harness.renderers.json_reader import load

# The submission's one file keeps its name; several stand in a folder of this name.
FOLDER = "submission"
# New objects, at most: some 30 MB.
COLLECTED_AFTER = 100_000


@dataclass(frozen=True)
class Job:
    """What is graded: the files of one entry by name, and how; or a report that was, of which a page is made."""

    files: tuple[tuple[str, bytes], ...] = ()
    options: Options = field(default_factory=Options)
    look: str = ""  # what the page is made with; without it there is none
    report: str = ""  # as it is kept: then nothing is graded


@dataclass(frozen=True)
class Graded:
    """A report as JSON, where it was made now, and as a page; or, where the harness failed, what went wrong."""

    report: str = ""
    page: str = ""
    fault: str = ""


def begin(parent: int, place: str) -> None:
    """Prepare a process of the pool: Ctrl-C is the parent's to handle, its end is ours, our files are in `place`."""
    tempfile.tempdir = place
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # it was blocked until now
    if sys.platform == "linux":
        from harness.inside.linux import die_with

        die_with(parent)
    # What is loaded stays: looking through it again and again took 3 % of the time, and as much through what is kept
    # of all submissions, at the default of 700.
    gc.set_threshold(COLLECTED_AFTER)
    gc.collect()
    gc.freeze()


def run(job: Job) -> Graded:
    """Do one job; a fault of the harness is told, not raised, so that no other job suffers."""
    try:
        if job.report:
            return Graded(page=looks.page(load(job.report), job.look))
        with tempfile.TemporaryDirectory(prefix="grading-") as folder:
            report = grade(_written(job, Path(folder)), job.options, _worker(job.options))
        return Graded(json.render(report), looks.page(report, job.look) if job.look else "")
    except HarnessError as problem:
        return Graded(fault=str(problem))
    except Exception as problem:  # noqa: BLE001  (a fault of ours is a state of its own, never a zero)
        return Graded(fault=f"{type(problem).__name__}: {problem}")


def _written(job: Job, folder: Path) -> Path:
    """Write the files; returns the only one, or the folder that holds several."""
    several = len(job.files) != 1
    root = folder / FOLDER if several else folder
    root.mkdir(exist_ok=True)
    for name, data in job.files:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root if several else root / job.files[0][0]


def _worker(options: Options) -> Worker | None:
    """Return a worker forked from this process's zygote, or None where the options or the machine rule that out."""
    zygote = _zygote()
    if zygote is None or options.isolation not in (AUTO, "strict"):
        return None
    return Worker.start(zygote, Limits(seconds=options.seconds, memory_mb=options.memory_mb))


@cache
def _zygote() -> Zygote | None:
    zygote = Zygote()
    if zygote.available() is not None:
        return None
    atexit.register(zygote.close)  # it serves as long as this process, which may be nobody's pool
    return zygote
