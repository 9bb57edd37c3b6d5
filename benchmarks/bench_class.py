"""What a class costs: beside the submissions' own calls, by jobs, by size, on a cluster, and a second time.

    python benchmarks/bench_class.py [--submissions N] [--sample N]     (with the project and its extra dev installed)

The class is that of the tests: documented bugs in many styles, right submissions, and one in ten hostile or broken.
Every run is the command `harness grade` in a folder of its own. Ratios, not seconds: both sides of each run on the same
machine, one after the other.
"""

import argparse
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench_check import FRAMES, ROOT, RecordingWorker, environment, replayed, with_timers

sys.path[:0] = [str(ROOT), str(ROOT / "tests")]  # ours first: the tests have folders of the same names

from dask_clusters import local_cluster  # noqa: E402  (found by the line above)
from generated_class import BROKEN, TENTH, write_class  # noqa: E402

from harness.grade import grade  # noqa: E402
from harness.isolation._zygote import Zygote  # noqa: E402
from harness.launching import Options  # noqa: E402

# The targets.
MOST_BARE = 1.5
LEAST_JOBS = 1.7
MOST_TIME, MOST_MEMORY = 2.1, 1.1
LEAST_DASK = 0.8
MOST_AGAIN = 0.05
SUBMISSIONS = 200
# Graded on one core, and their own calls measured: enough for a mean that moves by 3 %.
SAMPLE = 40
# Both sides in turn, and their medians: a machine that is shared changes its pace within minutes, by as much as a half.
ROUNDS = 5
# Runs the command and writes down the most memory that the parent had (Linux); the kernel forgets it with the process.
MEASURED = """
import sys
from pathlib import Path

if __name__ == "__main__":
    from harness.cli import main

    place = Path(sys.argv.pop())
    try:
        main()
    finally:
        lines = Path("/proc/self/status").read_text().splitlines()
        place.write_text(next(line.split()[1] for line in lines if line.startswith("VmHWM")))
"""


@dataclass(frozen=True)
class Cost:
    """A run over a class."""

    seconds: float
    memory: int  # of the parent, in kB


def main() -> None:
    """Print the ratios."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--submissions", type=int, default=SUBMISSIONS, help="in the class, 0: none (default: %(default)s)"
    )
    parser.add_argument("--sample", type=int, default=SAMPLE, help="on one core, or 0 (default: %(default)s)")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-class-") as place:
        folder = Path(place)
        if chosen.sample:
            frames = beside_bare(folder, chosen.sample)
            two_cores(frames)
        if chosen.submissions:
            sizes(folder, chosen.submissions)


def beside_bare(folder: Path, count: int) -> bytes:
    """Print what grading takes on one core, over the bare time of the same submissions' calls in a warm process.

    Returns the requests of those calls.
    """
    well_behaved = [path for n, path in enumerate(write_class(folder / "drawn", 2 * count)) if n % TENTH != BROKEN]
    sample = folder / "sample"
    sample.mkdir()
    paths = [path.rename(sample / path.name) for path in well_behaved[:count]]
    with one_core():
        frames = recorded(paths)
        timed = with_timers(frames)
        rounds = [
            (run(folder, "sample", f"sample-out-{number}", "--jobs", "1").seconds, replayed(timed))
            for number in range(ROUNDS)
        ]
    taken, bare = (statistics.median(times) / count for times in zip(*rounds, strict=True))
    print_ratio("grading / bare calls, on one core", taken, bare, most=MOST_BARE)
    return frames


def two_cores(frames: bytes) -> None:
    """Print what this machine gives two processes that share nothing: two jobs cannot do better."""
    with ThreadPoolExecutor(2) as pool:
        alone, together = (seconds_of(lambda run=run: list(run(replayed, [frames] * 2))) for run in (map, pool.map))
    print_ratio("bare calls twice, one after the other / at once", alone, together)


def seconds_of(call: Callable[[], object]) -> float:
    """Return the wall time of a call."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def recorded(paths: Sequence[Path]) -> bytes:
    """Return the requests of grading these submissions, as they went over the wire."""
    FRAMES.clear()
    with Zygote() as zygote:
        for path in paths:
            grade(path, Options(), RecordingWorker.start(zygote))
    return b"".join(FRAMES)


def sizes(folder: Path, count: int) -> None:
    """Print how the time of a class depends on jobs and size, on who grades, and on whether it was graded before."""
    write_class(folder / "class", count)
    write_class(folder / "twice", 2 * count)
    one = run(folder, "class", "one", "--jobs", "1")
    two = run(folder, "class", "two", "--jobs", "2")
    print_ratio("one job / two jobs", one.seconds, two.seconds, least=LEAST_JOBS)
    again = run(folder, "class", "two", "--jobs", "2")
    print_ratio("second run / first run of an unchanged class", again.seconds, two.seconds, most=MOST_AGAIN)
    twice = run(folder, "twice", "twice-out", "--jobs", "2")
    print_ratio(f"{2 * count} / {count} submissions", twice.seconds, two.seconds, most=MOST_TIME)
    print_ratio("the same, memory of the parent (MB)", twice.memory / 1024, two.memory / 1024, most=MOST_MEMORY)
    with local_cluster(folder) as cluster:
        dask = run(folder, "class", "dask", "--scheduler", cluster.address)
    print_ratio("rate of a cluster of two / of a pool of two", two.seconds, dask.seconds, least=LEAST_DASK)


def run(folder: Path, submissions: str, output: str, *options: str) -> Cost:
    """Grade a class by the command; raises RuntimeError where it does not end well."""
    told = folder / "memory"
    script = folder / "measured.py"
    script.write_text(MEASURED, encoding="utf-8")
    command = [sys.executable, str(script), "grade", submissions, "-o", output, *options, str(told)]
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False, cwd=folder, env=environment())
    seconds = time.perf_counter() - began
    if done.returncode:
        raise RuntimeError(f"harness grade ended with {done.returncode}: {done.stderr.decode()[-500:]}")
    return Cost(seconds, int(told.read_text(encoding="utf-8")))


@contextmanager
def one_core() -> Iterator[None]:
    """Keep this process, and what it starts, on one core."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


def print_ratio(what: str, one: float, other: float, *, most: float = math.inf, least: float = 0.0) -> None:
    """Print a ratio with the figures behind it."""
    ratio = one / other
    limit = f"at most {most:g}" if most < math.inf else f"at least {least:g}"
    verdict = f", {'within' if least <= ratio <= most else 'OVER'} the limit of {limit}"
    print(f"{what}: {ratio:.2f} ({one:.2f} / {other:.2f}){verdict if most < math.inf or least else ''}", flush=True)


if __name__ == "__main__":
    main()
