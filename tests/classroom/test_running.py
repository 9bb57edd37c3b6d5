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
from harness.classroom.reading import MOST_BYTES
from harness.classroom.results import Result, State
from harness.classroom.running import Run
from harness.classroom.store import Store
from harness.grade import ungradable
from harness.launching import Options
from harness.records import Verdict
from harness.renderers import json

OPTIONS = Options()
CLEAN = Graded(json.render(replace(ungradable("it.py", "Right.", OPTIONS), verdict=Verdict.CLEAN)), "<p>page</p>")
ERROR_IN_PAGE = "ZeroDivisionError: in the page"
Answer = Callable[[Job], Graded]
# What a job is called that makes a page of a report.
PAGE = "a page"


class Inline(Executor):
    """Answers at once, with what a function says of the job; an exception comes back as the future's."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.jobs: list[str] = []

    def submit(self, _function: object, /, job: Job, **_: object) -> "Future[Graded]":  # type: ignore[override]
        """Answer the job."""
        self.jobs.append(PAGE if job.report else job.files[0][0])
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
    return find(folder).everyone


def graded(
    kept: Store,
    entries: tuple[Entry, ...],
    executor: Executor,
    *,
    fresh: bool = False,
    look: str = "one rubric",
    others: bool = False,
) -> dict[str, Result]:
    run = Run(kept, lambda: executor, 2, look, fresh=fresh)
    return {result.student: result for result in run.results(entries, OPTIONS, others=others)}


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
    (folder / "kept").mkdir()
    (folder / "kept" / ".keep").touch()
    with (folder / "large.py").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    found = graded(kept, find(folder).everyone, Inline(lambda _: CLEAN))
    assert {result.state for result in found.values()} == {State.UNGRADABLE}
    assert "no file in empty" in found["empty"].sentence
    assert "no file in kept" in found["kept"].sentence
    assert "at most 32 MB are read" in found["large"].sentence


def answer_pages(job: Job) -> Graded:
    """Grade, and make pages that name what they were made with."""
    return Graded("" if job.report else CLEAN.report, f"page by {job.look}")


def page_of(kept: Store, student: str) -> str:
    found = kept.latest(student)
    assert found is not None
    return found.page


def test_another_rubric_makes_pages_anew_in_the_pool_and_the_same_one_makes_none(
    kept: Store, entries: tuple[Entry, ...]
) -> None:
    first = graded(kept, entries, Inline(answer_pages))
    other = Inline(answer_pages)
    assert graded(kept, entries, other, look="another") == first
    assert other.jobs == [PAGE] * 3
    assert {page_of(kept, entry.slug) for entry in entries} == {"page by another"}
    again = Inline(answer_pages)
    assert graded(kept, entries, again, look="another") == first
    assert again.jobs == []


def test_a_page_that_cannot_be_made_is_a_fault_beside_the_report(kept: Store, entries: tuple[Entry, ...]) -> None:
    graded(kept, entries, Inline(answer_pages))
    failing = Inline(lambda _: Graded(fault=ERROR_IN_PAGE))
    run = Run(kept, lambda: failing, 2, "another", fresh=False)
    found = list(run.results(entries, OPTIONS))
    assert {(result.state, result.sentence) for result in found} == {(State.FAULT, ERROR_IN_PAGE)}
    assert all(result.report is not None for result in found)
    assert failing.jobs == [PAGE] * 3
    # The page of the other rubric may say more than this one allows.
    assert [run.page(result) for result in found] == [""] * 3


def test_a_fault_shows_an_earlier_report_with_the_page_of_this_rubric(kept: Store, entries: tuple[Entry, ...]) -> None:
    graded(kept, entries[:1], Inline(answer_pages))
    entries[0].paths[0].write_text("changed = True\n", encoding="utf-8")

    def answer(job: Job) -> Graded:
        return answer_pages(job) if job.report else Graded(fault="OSError: full")

    found = graded(kept, entries[:1], Inline(answer), look="another")["ada"]
    assert (found.state, found.sentence) == (State.FAULT, "OSError: full")
    assert found.report is not None
    assert page_of(kept, "ada") == "page by another"


def test_a_part_of_a_class_leaves_the_results_of_the_others(kept: Store, entries: tuple[Entry, ...]) -> None:
    def answer(job: Job) -> Graded:
        if job.files and job.files[0][0] == "grace.py":
            return Graded(fault="KeyError: 'x'")
        return answer_pages(job)

    first = graded(kept, entries, Inline(answer))
    entries[1].paths[0].write_text("changed = True\n", encoding="utf-8")
    part = Inline(answer_pages)
    found = graded(kept, entries[:1], part, look="another", others=True)
    assert found == first
    # Grace has no report, and Alan's changed submission is not graded.
    assert part.jobs == [PAGE, PAGE]
    assert {page_of(kept, name) for name in ("ada", "alan")} == {"page by another"}
    assert set(graded(kept, entries[:1], part)) == {"ada"}


def test_who_has_left_the_class_does_not_come_back(kept: Store, entries: tuple[Entry, ...]) -> None:
    graded(kept, entries, Inline(answer_pages))
    kept.list_only(["ada", "alan"])
    assert set(graded(kept, entries[:1], Inline(answer_pages), others=True)) == {"ada", "alan"}
    assert kept.latest("grace") is not None


def test_a_student_whose_report_has_another_name_now_stands_once(kept: Store, entries: tuple[Entry, ...]) -> None:
    graded(kept, entries[:1], Inline(answer_pages))
    renamed = (replace(entries[0], slug="ada-1f2e3d"),)
    run = Run(kept, lambda: Inline(answer_pages), 2, "one rubric", fresh=False)
    assert [result.slug for result in run.results(renamed, OPTIONS, others=True)] == ["ada-1f2e3d"]
