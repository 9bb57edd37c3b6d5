"""Grades many submissions on any executor, keeps each result as it comes, and loses none."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass, replace
from itertools import chain

from harness.classroom import looks
from harness.classroom.entries import Entry
from harness.classroom.holding import held
from harness.classroom.job import Graded, Job, run
from harness.classroom.reading import job_of, unreadable
from harness.classroom.results import Result, State
from harness.classroom.sources import sources
from harness.classroom.store import Kept, Store, key_of
from harness.errors import UngradableError, UsageError
from harness.launching import Options
from harness.records import Verdict
from harness.renderers.json_reader import load

# Jobs at the executor for each that runs: none waits for us, and the parent never holds more submissions than these.
AHEAD = 2


@dataclass(frozen=True)
class Sent:
    """A job on its way; `alone` once the process of some job beside it, or its own, has died."""

    entry: Entry
    job: Job
    key: str  # of the report that it makes, or makes a page of
    standing: Result | None = None  # what is known already, where only the page is made
    alone: bool = False


class Run:
    """One run over a class: what is at the executor, and what has to be tried again."""

    def __init__(self, store: Store, make: Callable[[], Executor], jobs: int, look: str, *, fresh: bool) -> None:
        self._store = store
        self._look = look
        self._sources = sources()
        self._made_with = looks.digest(look, self._sources)
        self._make = make
        self._jobs = jobs
        self._fresh = fresh
        self._executor: Executor | None = None
        self._sent: dict[Future[Graded], Sent] = {}
        self._suspects: deque[Sent] = deque()

    def results(self, entries: Sequence[Entry], options: Options, *, others: bool = False) -> Iterator[Result]:
        """Yield each student's result as soon as it and its page are kept, in no particular order.

        With `others`, those of earlier runs as well, as they stand, for all that are not among the entries. Raises
        UsageError where the executor as a whole is gone; what is kept stays.
        """
        earlier = self._earlier(entries) if others else ()
        try:
            for found in chain((self._begun(entry, options) for entry in entries), earlier):
                yield from found
                while len(self._sent) >= self._jobs * AHEAD:
                    yield from self._finished()
            while self._sent or self._suspects:
                if not self._sent:
                    self._submit(self._suspects.popleft())
                yield from self._finished()
        finally:
            if self._executor is not None:
                self._executor.shutdown(wait=not self._sent, cancel_futures=True)

    def page(self, result: Result) -> str:
        """Return the page of a result; empty where there is none, or none that this run's rubric allows."""
        kept = self._store.latest(result.slug) if result.report else None
        return kept.page if kept and kept.look == self._made_with else ""

    def _begun(self, entry: Entry, options: Options) -> Iterator[Result]:
        """Send an entry to the executor; yields its result where that is known without."""
        try:
            job = job_of(entry, options, self._look)
        except UngradableError as problem:
            yield self._told(
                Result(entry.student, entry.slug, State.UNGRADABLE, None, str(problem), entry.identity, entry.members)
            )
            return
        except OSError as problem:
            yield from self._fault(entry, unreadable(problem))
            return
        key = key_of(job, self._sources)
        kept = None if self._fresh else self._store.report(key)
        if kept is None:
            self._submit(Sent(entry, job, key))
        else:
            yield from self._standing(result_of(entry, kept.report), kept)

    def _earlier(self, entries: Sequence[Entry]) -> Iterator[Iterator[Result]]:
        """Yield, for each student of earlier runs that is not among the entries, what stands."""
        slugs = {entry.slug for entry in entries}
        # The name of a report changes when somebody else's is the same.
        people = {(entry.student, entry.identity) for entry in entries}
        for slug, told in self._store.listed():
            if slug in slugs or (told.student, told.identity) in people:
                continue
            kept = self._store.latest(slug) if told.reported else None
            report = load(kept.report) if kept else None
            result = Result(told.student, slug, told.state, report, told.sentence, told.identity, told.members)
            yield self._standing(result, kept) if kept else iter((result,))

    def _standing(self, result: Result, kept: Kept) -> Iterator[Result]:
        """Yield a result that is known: at once where its page is made with this rubric, else once that is."""
        if kept.look == self._made_with:
            yield self._told(result, kept.key)
        else:
            entry = Entry(result.student, (), result.slug, result.identity, result.members)
            self._submit(Sent(entry, Job(look=self._look, report=kept.report), kept.key, result))

    def _submit(self, sent: Sent) -> None:
        for _ in range(2):
            with held():  # a pool that is stopped while it starts a process cannot be ended
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
                yield from self._kept(sent, graded)

    def _died(self, sent: Sent, problem: Exception) -> Iterator[Result]:
        """Try again alone what may have suffered from its neighbour; a second time it is its own fault."""
        if sent.alone:
            yield from self._failed(sent, f"Its process ended without a result ({type(problem).__name__}).")
        else:
            self._suspects.append(replace(sent, alone=True))

    def _kept(self, sent: Sent, graded: Graded) -> Iterator[Result]:
        if graded.fault:
            yield from self._failed(sent, graded.fault)
            return
        result = sent.standing or result_of(sent.entry, graded.report)
        self._store.keep(Kept(sent.key, sent.job.report or graded.report, graded.page, self._made_with), result)
        yield result

    def _failed(self, sent: Sent, sentence: str) -> Iterator[Result]:
        """Yield the fault of a job; where it was to make a page the report stands, and its page is not tried again."""
        if sent.standing is None:
            yield from self._fault(sent.entry, sentence)
        else:
            yield self._told(replace(sent.standing, state=State.FAULT, sentence=sentence), sent.key)

    def _fault(self, entry: Entry, sentence: str) -> Iterator[Result]:
        """Yield a fault of ours, which leaves an earlier report as it stands."""
        result = Result(entry.student, entry.slug, State.FAULT, None, sentence, entry.identity, entry.members)
        earlier = self._store.latest(entry.slug)
        if earlier is None:
            yield self._told(result)
        else:
            yield from self._standing(replace(result, report=load(earlier.report)), earlier)

    def _told(self, result: Result, key: str | None = None) -> Result:
        self._store.tell(result, key)
        return result


def result_of(entry: Entry, text: str) -> Result:
    """Return the result that a report says, which is JSON."""
    report = load(text)
    state = State.UNGRADABLE if report.verdict is Verdict.UNGRADABLE else State.GRADED
    return Result(entry.student, entry.slug, state, report, "", entry.identity, entry.members)
