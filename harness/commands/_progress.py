"""A spinner or a bar on standard error, only on a terminal, and gone when the work is done."""

import itertools
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# Work below this needs no sign of life.
PATIENCE, PERIOD = 0.5, 0.1
FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


@contextmanager
def spinner(words: str) -> Iterator[None]:
    """Show that work goes on, once it takes longer than half a second."""
    if not sys.stderr.isatty():
        yield
        return
    done = threading.Event()
    thread = threading.Thread(target=_spin, args=(words, done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _spin(words: str, done: threading.Event) -> None:
    if done.wait(PATIENCE):
        return
    for frame in itertools.cycle(FRAMES):
        sys.stderr.write(f"\r{frame} {words} ")
        sys.stderr.flush()
        if done.wait(PERIOD):
            break
    sys.stderr.write("\r\x1b[K")
    sys.stderr.flush()
