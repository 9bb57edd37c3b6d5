"""What `harness check` costs beside `import numpy`, and beside the bare calls of the submission that it makes.

    python benchmarks/bench_check.py [--pairs N]     (with the project installed)

Ratios, not seconds: all sides run on the same machine in turn, and the medians are compared. For the second ratio the
requests of one check are recorded as they go over the wire, and answered again in one plain process.
"""

import argparse
import ast
import io
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from harness.client import Worker
from harness.grade import grade
from harness.launching import Options
from harness.wire import Message, encode, read

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "one_bug.py"
# What a check of the example prints. Its exit code, 1, is not enough: a crash of Python ends with 1 too.
BUG = b"cell-double-tanh"
# The targets: a whole check in at most ten starts of NumPy, and at most twice the submission's own share.
MOST_IMPORTS = 10.0
MOST_BARE = 2.0
# On a busy two-core machine the median of seven pairs repeated to within 5 %.
PAIRS = 7

IMPORT_NUMPY = [sys.executable, "-c", "import numpy"]
# Answers recorded requests without any confinement, and prints the seconds spent in `forward` and `backward` alone.
REPLAY = """
import sys
from harness import worker

calls = []
screen = sys.stdout
worker.serve(sys.stdin.buffer.read, lambda frame: None, worker.operations())
print(sum(calls), file=screen)
"""
# What the submission's two functions become; their signatures, by which the contract calls them, stay.
TIMED_BODY = """
_begin = __import__("time").perf_counter()
try:
    pass
finally:
    __import__("__main__").calls.append(__import__("time").perf_counter() - _begin)
"""


def main() -> None:
    """Print the ratios."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pairs", type=int, default=PAIRS, help="runs of each side (default: %(default)s)")
    options = parser.parse_args()
    timed = with_timers(recorded_requests())
    sides = (
        lambda: seconds(check_command(), 1, BUG),
        lambda: seconds(IMPORT_NUMPY, 0, b""),
        lambda: replayed(timed),
    )
    rounds = [[side() for side in sides] for _ in range(options.pairs + 1)]  # the first warms the machine
    check, start, calls = (statistics.median(times) for times in zip(*rounds[1:], strict=True))
    print_ratio("import numpy", check, start, MOST_IMPORTS)
    print_ratio("the bare calls and start-up", check, start + calls, MOST_BARE)


class RecordingWorker(Worker):
    """A worker that keeps what it is asked."""

    def send(self, message: Message) -> None:
        """Keep the request's frame, and send it."""
        FRAMES.append(encode(message))
        super().send(message)


FRAMES: list[bytes] = []


def recorded_requests() -> bytes:
    """Return the requests of one check of the example, as they went over the wire."""
    FRAMES.clear()
    grade(EXAMPLE, Options(), RecordingWorker.start())
    return b"".join(FRAMES)


def check_command() -> list[str]:
    """Return the command that checks the single-bug example: the installed script, else the module."""
    script = Path(sys.executable).with_name("harness")
    harness = [str(script)] if script.exists() else [sys.executable, "-m", "harness.cli"]
    return [*harness, "check", str(EXAMPLE), "--no-report"]


def seconds(command: Sequence[str], code: int, printed: bytes) -> float:
    """Return the wall time of `command`; raises RuntimeError where it ends or prints otherwise."""
    begin = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False, cwd=ROOT, env=environment())
    wall = time.perf_counter() - begin
    if done.returncode != code or printed not in done.stdout:
        error = done.stderr.decode(errors="replace").strip()
        wanted = f"expected {code} and {printed.decode()!r} in its output"
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}, {wanted}: {error[-500:]}")
    return wall


def replayed(timed: bytes) -> float:
    """Return the time that requests with timers spend in the submission's own two functions, in one process.

    What the harness does on its side of a call (decoding, copying, matching arguments, replying) is not counted, nor
    are the probes of other functions.
    """
    replay = [sys.executable, "-c", REPLAY]
    answer = subprocess.run(replay, input=timed, capture_output=True, check=True, cwd=ROOT, env=environment())
    return float(answer.stdout)


def with_timers(frames: bytes) -> bytes:
    """Return the frames with TIMED_BODY around the bodies of `forward` and `backward` in every submission loaded."""
    source = io.BytesIO(frames)
    timed = []
    while (message := read(source.read)) is not None:
        if message.kind == "load":
            message = message._replace(fields={**message.fields, "text": timed_text(str(message.fields["text"]))})
        timed.append(encode(message))
    return b"".join(timed)


def timed_text(text: str) -> str:
    """Return a submission's text with timers in its two functions."""
    tree = ast.parse(text)
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef) and statement.name in ("forward", "backward"):
            begin, guarded = ast.parse(TIMED_BODY).body
            if isinstance(guarded, ast.Try):
                guarded.body = statement.body
            statement.body = [begin, guarded]
    return ast.unparse(tree)


def environment() -> dict[str, str]:
    """Return the environment of both sides: the tree's own code, and NumPy on one thread as in the worker.

    NumPy was compiled when it was installed; the warm-up keeps our modules compiled too, as an installation does.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}


def print_ratio(beside: str, check: float, other: float, most: float) -> None:
    """Print one ratio with the times behind it."""
    ratio = check / other
    verdict = "within" if ratio <= most else "OVER"
    print(f"check / {beside}: {ratio:.1f} ({check:.3f} s / {other:.3f} s), {verdict} the limit of {most:g}")


if __name__ == "__main__":
    main()
