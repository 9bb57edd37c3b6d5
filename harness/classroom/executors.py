"""Where jobs run: processes of this machine, or a cluster."""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import active_children, get_context
from pathlib import Path
from typing import ParamSpec, TypeVar

from harness.classroom.job import begin

P = ParamSpec("P")
T = TypeVar("T")


class Pool(ProcessPoolExecutor):
    """Processes that Ctrl-C does not reach before they can ignore it: they would print a traceback each."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Send a job; where that starts a process, it starts with the signal blocked."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return super().submit(fn, *args, **kwargs)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def local(jobs: int, place: Path) -> Executor:
    """Return a pool of so many processes with their temporary files in `place`.

    Each is started anew, for a fork would copy our threads' locks.
    """
    arguments = (os.getpid(), str(place))
    return Pool(jobs, mp_context=get_context("spawn"), initializer=begin, initargs=arguments)


@contextmanager
def chosen(jobs: int, scheduler: str | None) -> Iterator[tuple[int, Callable[[Path], Executor]]]:
    """Give how many jobs run at once, and what makes the executor that runs them with its files in a folder.

    Raises UsageError where there is no such scheduler, or it cannot be used.
    """
    if scheduler is None:
        yield jobs, partial(local, jobs)
        return
    from harness.classroom.cluster import cluster  # Dask is imported only when asked for

    workers = cluster(scheduler)
    try:
        yield workers.jobs, lambda _: workers
    finally:
        workers.shutdown(wait=False, cancel_futures=True)


@contextmanager
def stoppable(jobs: int, place: Path) -> Iterator[Executor]:
    """Give such a pool; Ctrl-C ends its processes instead of waiting for their jobs."""
    with local(jobs, place) as pool:
        try:
            yield pool
        except KeyboardInterrupt:
            end_now()
            raise


def end_now() -> None:
    """End the processes of every pool without waiting for their jobs."""
    for child in active_children():
        child.kill()
