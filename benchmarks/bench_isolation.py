"""What confining a submission costs: strict beside a bare subprocess, and a fork of the zygote.

    python benchmarks/bench_isolation.py [--pairs N]     (with the project installed)

Both sides of a pair run one after the other on the same machine; told are the medians over the pairs of their
differences and ratios. Both start an interpreter, import NumPy and end; the worker also confines itself, says that it
is ready and is removed with all that is its own. A fork has nothing to be compared with: its whole time counts.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from harness.client import Worker
from harness.isolation import spawn
from harness.isolation._zygote import Zygote
from harness.isolation.choose import ways
from harness.isolation.way import Way

# The targets, in milliseconds for a submission.
MOST_STRICT = 60.0
MOST_FORK = 15.0
# On a busy two-core machine the medians of 15 pairs repeated to within 3 ms.
PAIRS = 15
# The same interpreter and options as the worker's, and NumPy found in the same manner.
BARE = [sys.executable, *spawn.OPTIONS, "-c", spawn.BOOTSTRAP + "import numpy"]


def main() -> None:
    """Print what each way costs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pairs", type=int, default=PAIRS, help="runs of each side (default: %(default)s)")
    options = parser.parse_args()
    with Zygote() as zygote:
        sides = {"bare": bare, **{name: starting(way) for name, way in ways().items()}, "fork": starting(zygote)}
        seconds = alternated(sides, options.pairs)
    beside = seconds["bare"]
    print(f"bare subprocess with NumPy: {1000 * statistics.median(beside):.0f} ms")
    for name in ways():
        extra = [way - other for way, other in zip(seconds[name], beside, strict=True)]
        ratio = statistics.median(way / other for way, other in zip(seconds[name], beside, strict=True))
        print_cost(f"{name}, beside it ({ratio:.2f} times its time)", extra, MOST_STRICT)
    print_cost("a fork of the zygote, in all", seconds["fork"], MOST_FORK)


def bare() -> None:
    """Start the worker's interpreter, which only imports NumPy."""
    arguments = [*BARE, spawn._package(), spawn.folder_of("numpy")]  # noqa: SLF001  (the same command)
    subprocess.run(arguments, check=True, env=spawn.ENVIRONMENT | {"HOME": os.devnull}, stdin=subprocess.DEVNULL)


def starting(way: Way) -> Callable[[], None]:
    """Return what starts a worker in this way, waits until it is confined, and ends it."""

    def start() -> None:
        with Worker.start(way) as worker:
            _ = worker.isolation

    return start


def alternated(sides: dict[str, Callable[[], None]], pairs: int) -> dict[str, list[float]]:
    """Return the seconds that each side took, run in turn after a first round that is not counted."""
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(pairs + 1):
        for name, run in sides.items():
            begin = time.perf_counter()
            run()
            if number:
                seconds[name].append(time.perf_counter() - begin)
    return seconds


def print_cost(what: str, extra: list[float], most: float) -> None:
    """Print the median of what something costs."""
    cost = 1000 * statistics.median(extra)
    print(f"{what}: {cost:.1f} ms more, {'within' if cost <= most else 'OVER'} the limit of {most:g} ms")


if __name__ == "__main__":
    main()
