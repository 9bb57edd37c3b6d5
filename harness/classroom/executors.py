"""Where jobs run: processes of this machine, or a cluster."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import active_children, get_context

from harness.classroom.job import begin


def local(jobs: int) -> Executor:
    """Return a pool of so many processes; each is started anew, for a fork would copy our threads' locks."""
    return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=begin, initargs=(os.getpid(),))


@contextmanager
def chosen(jobs: int, scheduler: str | None) -> Iterator[tuple[int, Callable[[], Executor]]]:
    """Give how many jobs run at once, and what makes the executor that runs them; Ctrl-C waits for none.

    Raises UsageError where there is no such scheduler, or it cannot be used.
    """
    if scheduler is None:
        try:
            yield jobs, lambda: local(jobs)
        except KeyboardInterrupt:
            end_now()
            raise
        return
    from harness.classroom.cluster import cluster  # Dask is imported only when asked for

    workers = cluster(scheduler)
    try:
        yield workers.jobs, lambda: workers
    finally:
        workers.shutdown(wait=False, cancel_futures=True)


@contextmanager
def stoppable(jobs: int) -> Iterator[Executor]:
    """Give such a pool; Ctrl-C ends its processes instead of waiting for their jobs."""
    with local(jobs) as pool:
        try:
            yield pool
        except KeyboardInterrupt:
            end_now()
            raise


def end_now() -> None:
    """End the processes of every pool without waiting for their jobs."""
    for child in active_children():
        child.kill()
