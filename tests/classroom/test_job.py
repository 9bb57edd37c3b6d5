"""A process of the pool: how it is prepared."""

import gc
from pathlib import Path

from harness.classroom.executors import local

# The harness and NumPy are far more objects, what a process has beside them is less.
LOADED = 20_000


def test_garbage_is_not_looked_for_among_what_is_loaded(tmp_path: Path) -> None:
    with local(1, tmp_path) as pool:
        assert pool.submit(gc.get_freeze_count).result() > LOADED
