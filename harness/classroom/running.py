"""Grades many submissions on any executor, keeps each result as it comes, and loses none."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass

from harness.classroom.entries import Entry, files_of
from harness.classroom.job import Graded, Job, run
from harness.classroom.results import Result, State
from harness.classroom.store import Store, key_of
from harness.errors import UngradableError, UsageError
from harness.launching import Options
from harness.records import Verdict
from harness.renderers.json_reader import load

# Of one student, all files together: a notebook with pictures fits, a data set does not.
MOST_BYTES = 32 * 2**20
# Jobs at the executor for each that runs: none waits for us, and the parent never holds more submissions than these.
AHEAD = 2


@dataclass(frozen=True)
class Sent:
    """A job on its way; `alone` once the process of some job beside it, or its own, has died."""

    entry: Entry
    job: Job
    alone: bool = False


class Run:
    """One run over a class: what is at the executor, and what has to be tried again."""

    def __init__(self, store: Store, make: Callable[[], Executor], jobs: int, *, fresh: bool) -> None:
        self._store = store
        self._make = make
        self._jobs = jobs
        self._fresh = fresh
        self._executor: Executor | None = None
        self._sent: dict[Future[Graded], Sent] = {}
        self._suspects: deque[Sent] = deque()

    def results(self, entries: Iterable[Entry], options: Options) -> Iterator[Result]:
        """Yield each student's result as soon as it is kept, in no particular order.

        Raises UsageError where the executor as a whole is gone; what is kept stays.
        """
        try:
            for entry in entries:
                found = self._begun(entry, options)
                if found is not None:
                    yield found
                while len(self._sent) >= self._jobs * AHEAD:
                    yield from self._finished()
            while self._sent or self._suspects:
                if not self._sent:
                    self._submit(self._suspects.popleft())
                yield from self._finished()
        finally:
            if self._executor is not None:
                self._executor.shutdown(wait=not self._sent, cancel_futures=True)

    def _begun(self, entry: Entry, options: Options) -> Result | None:
        """Send an entry to the executor; returns its result where that is known without."""
        try:
            job = job_of(entry, options)
        except UngradableError as problem:
            return Result(entry.student, entry.slug, State.UNGRADABLE, None, str(problem), entry.identity)
        except OSError as problem:
            return self._fault(entry, f"The submission could not be read: {problem}.")
        key = key_of(job)
        graded = None if self._fresh else self._store.report(key)
        if graded is None:
            self._submit(Sent(entry, job))
            return None
        self._store.keep(entry.slug, key)
        return result_of(entry, graded)

    def _submit(self, sent: Sent) -> None:
        for _ in range(2):
            if self._executor is None:
                self._executor = self._make()
            try:
                self._sent[self._executor.submit(run, sent.job)] = sent
            except BrokenExecutor:
                self._executor = None
            else:
                return
        self._suspects.append(sent)

    def _finished(self) -> Iterator[Result]:
        done, _ = wait(self._sent, return_when=FIRST_COMPLETED)
        for future in done:
            sent = self._sent.pop(future)
            try:
                graded = future.result()
            except BrokenExecutor as problem:
                self._executor = None  # all that was sent with it comes back, and goes alone
                yield from self._died(sent, problem)
            except UsageError:
                raise  # the executor as a whole is gone
            except Exception as problem:  # noqa: BLE001  (a cluster's own: a worker was lost too often)
                yield from self._died(sent, problem)
            else:
                yield self._kept(sent, graded)

    def _died(self, sent: Sent, problem: Exception) -> Iterator[Result]:
        """Try again alone what may have suffered from its neighbour; a second time it is its own fault."""
        if sent.alone:
            yield self._fault(sent.entry, f"Its process ended without a result ({type(problem).__name__}).")
        else:
            self._suspects.append(Sent(sent.entry, sent.job, alone=True))

    def _kept(self, sent: Sent, graded: Graded) -> Result:
        if graded.fault:
            return self._fault(sent.entry, graded.fault)
        self._store.keep(sent.entry.slug, key_of(sent.job), graded)
        return result_of(sent.entry, graded)

    def _fault(self, entry: Entry, sentence: str) -> Result:
        """Return a fault of ours, which leaves an earlier report as it stands."""
        earlier = self._store.latest(entry.slug)
        report = load(earlier.report) if earlier else None
        return Result(entry.student, entry.slug, State.FAULT, report, sentence, entry.identity)


def job_of(entry: Entry, options: Options) -> Job:
    """Read an entry's files; raises OSError, or UngradableError where there are none or they are too large."""
    files = files_of(entry.paths)
    if not files:
        raise UngradableError(f"There is no file in {entry.paths[0].name}; hand in the Python file itself.")
    size = sum(path.stat().st_size for _, path in files)
    if size > MOST_BYTES:
        raise UngradableError(
            f"{entry.paths[0].name} has {size / 2**20:.0f} MB, and at most {MOST_BYTES // 2**20} MB are read; "
            "hand in the code without data and pictures."
        )
    return Job(tuple((name, path.read_bytes()) for name, path in files), options)


def result_of(entry: Entry, graded: Graded) -> Result:
    """Return the result that a report says."""
    report = load(graded.report)
    state = State.UNGRADABLE if report.verdict is Verdict.UNGRADABLE else State.GRADED
    return Result(entry.student, entry.slug, state, report, identity=entry.identity)
