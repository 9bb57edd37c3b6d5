"""A class is graded on any executor; whatever breaks, no result is lost and none is invented."""

from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import replace
from pathlib import Path

import pytest

from harness.classroom import store
from harness.classroom.entries import Entry
from harness.classroom.finding import find
from harness.classroom.job import Graded, Job
from harness.classroom.results import Result, State
from harness.classroom.running import MOST_BYTES, Run
from harness.classroom.store import Store, key_of
from harness.errors import UsageError
from harness.grade import ungradable
from harness.launching import Options
from harness.records import Verdict
from harness.renderers import json

OPTIONS = Options()
CLEAN = Graded(json.render(replace(ungradable("it.py", "Right.", OPTIONS), verdict=Verdict.CLEAN)), "<p>page</p>")
Answer = Callable[[Job], Graded]


class Inline(Executor):
    """Answers at once, with what a function says of the job; an exception comes back as the future's."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.jobs: list[str] = []

    def submit(self, _function: object, /, job: Job, **_: object) -> "Future[Graded]":  # type: ignore[override]
        """Answer the job."""
        self.jobs.append(job.files[0][0])
        future: Future[Graded] = Future()
        try:
            future.set_result(self.answer(job))
        except Exception as problem:  # noqa: BLE001  (what the executor would hand on)
            future.set_exception(problem)
        return future


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Store]:
    with store.opened(tmp_path / "out" / "cache.sqlite") as opened:
        yield opened


@pytest.fixture
def entries(tmp_path: Path) -> tuple[Entry, ...]:
    folder = tmp_path / "class"
    folder.mkdir()
    for name in ("ada", "alan", "grace"):
        (folder / f"{name}.py").write_text(f"name = {name!r}\n", encoding="utf-8")
    return find(folder)


def graded(kept: Store, entries: tuple[Entry, ...], executor: Executor, *, fresh: bool = False) -> dict[str, Result]:
    run = Run(kept, lambda: executor, 2, fresh=fresh)
    return {result.student: result for result in run.results(entries, OPTIONS)}


def test_every_student_has_a_result(kept: Store, entries: tuple[Entry, ...]) -> None:
    found = graded(kept, entries, Inline(lambda _: CLEAN))
    assert {name: result.state for name, result in found.items()} == dict.fromkeys(
        ("ada", "alan", "grace"), State.GRADED
    )


def test_what_has_not_changed_is_not_graded_again(kept: Store, entries: tuple[Entry, ...]) -> None:
    graded(kept, entries, Inline(lambda _: CLEAN))
    entries[1].paths[0].write_text("changed = True\n", encoding="utf-8")
    again = Inline(lambda _: CLEAN)
    assert len(graded(kept, entries, again)) == 3
    assert again.jobs == ["alan.py"]
    fresh = Inline(lambda _: CLEAN)
    graded(kept, entries, fresh, fresh=True)
    assert len(fresh.jobs) == 3


def test_a_fault_of_ours_is_no_mark_and_leaves_an_earlier_one(kept: Store, entries: tuple[Entry, ...]) -> None:
    graded(kept, entries[:1], Inline(lambda _: CLEAN))
    found = graded(kept, entries[:2], Inline(lambda _: Graded(fault="KeyError: 'x'")), fresh=True)
    assert found["ada"].state is found["alan"].state is State.FAULT
    assert found["ada"].report is not None
    assert found["alan"].report is None
    assert found["alan"].sentence == "KeyError: 'x'"


def test_a_job_that_breaks_the_pool_costs_its_neighbours_nothing(kept: Store, entries: tuple[Entry, ...]) -> None:
    def answer(job: Job) -> Graded:
        if job.files[0][0] == "alan.py":
            raise BrokenExecutor("a process ended")
        return CLEAN

    executor = Inline(answer)
    found = graded(kept, entries, executor)
    assert {name: result.state for name, result in found.items()} == {
        "ada": State.GRADED,
        "alan": State.FAULT,
        "grace": State.GRADED,
    }
    # Once beside others, once alone.
    assert executor.jobs.count("alan.py") == 2
    assert kept.latest("alan") is None


def test_a_job_that_was_lost_once_is_graded_the_second_time(kept: Store, entries: tuple[Entry, ...]) -> None:
    lost = {"grace.py"}

    def answer(job: Job) -> Graded:
        name = job.files[0][0]
        if name in lost:
            lost.remove(name)
            raise ConnectionError("the worker is gone")
        return CLEAN

    assert {result.state for result in graded(kept, entries, Inline(answer)).values()} == {State.GRADED}


def test_nothing_handed_in_or_too_much_is_ungradable_in_a_sentence(kept: Store, tmp_path: Path) -> None:
    folder = tmp_path / "others"
    (folder / "empty").mkdir(parents=True)
    with (folder / "large.py").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    found = graded(kept, find(folder), Inline(lambda _: CLEAN))
    assert {result.state for result in found.values()} == {State.UNGRADABLE}
    assert "no file in empty" in found["empty"].sentence
    assert "at most 32 MB are read" in found["large"].sentence


def test_a_key_depends_on_names_contents_and_options() -> None:
    job = Job((("a.py", b"1"), ("b.py", b"2")), OPTIONS)
    others = [
        Job((("a.py", b"1b.py"), ("", b"2")), OPTIONS),
        Job((("a.py", b"1"), ("c.py", b"2")), OPTIONS),
        replace(job, options=Options(seed=1)),
    ]
    assert len({key_of(one) for one in (job, *others)}) == 4


def test_a_damaged_store_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    path.write_text("no database " * 100, encoding="utf-8")
    with pytest.raises(UsageError, match="is damaged or in use"), store.opened(path):
        pass
