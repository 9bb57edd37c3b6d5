"""One submission graded in a process of the pool, on this machine or another: bytes go in, text comes back."""

import signal
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from harness.client import Worker
from harness.errors import HarnessError
from harness.grade import grade
from harness.isolation.choose import AUTO
from harness.isolation.way import Limits
from harness.isolation.zygote import Zygote
from harness.launching import Options
from harness.renderers import html, json

# The submission's one file keeps its name; several stand in a folder of this name.
FOLDER = "submission"


@dataclass(frozen=True)
class Job:
    """What is graded: the files of one entry by name, and how."""

    files: tuple[tuple[str, bytes], ...]
    options: Options


@dataclass(frozen=True)
class Graded:
    """A report as JSON and as a page; or, where the harness failed, the sentence that says so."""

    report: str = ""
    page: str = ""
    fault: str = ""


def begin(parent: int) -> None:
    """Prepare a process of the pool: Ctrl-C is the parent's to handle, and its end is ours."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        from harness.inside.linux import die_with

        die_with(parent)


def run(job: Job) -> Graded:
    """Grade one submission; a fault of the harness is told, not raised, so that no other job suffers."""
    try:
        with tempfile.TemporaryDirectory(prefix="grading-") as folder:
            report = grade(_written(job, Path(folder)), job.options, _worker(job.options))
        return Graded(json.render(report), html.render(report))
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
    return zygote if zygote.available() is None else None
