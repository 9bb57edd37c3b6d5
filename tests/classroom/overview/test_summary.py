"""What a class has in common is counted: each student once, nothing of an earlier run, and no zero that is none."""

from dataclasses import replace
from decimal import Decimal

import pytest

from classroom.classes import OTHERWISE, clean, fault, inconclusive, large, missing, small, unexplained, with_bugs
from harness.classroom.overview.distribution import BINS, distribution, unmarked
from harness.classroom.overview.summary import overview
from harness.classroom.results import Outcome
from harness.classroom.rows import Row


def names(rows: tuple[Row, ...]) -> list[str]:
    return [row.student for row in rows]


@pytest.mark.parametrize("students", [0, 1, 30, 400])
def test_every_student_has_one_outcome_and_every_mark_stands_in_one_bar(students: int) -> None:
    found = large(students)
    assert sum(number for _, number in found.outcomes) == len(found.rows) == students
    data = distribution(found)
    bars = sum(one.total for one in data.bins) if data else 0
    assert bars == len(found.marked) == sum(row.earned is not None for row in found.rows)


def test_who_has_no_mark_of_this_run_is_in_no_statistic() -> None:
    rows = (
        with_bugs("a", earned="10"),
        with_bugs("b", earned="25.5"),
        missing("c"),
        fault("d"),
        fault("e", clean("e")),
    )
    marks = overview("", rows).marks
    assert marks is not None
    assert (marks.count, marks.median, marks.mean) == (2, Decimal("17.75"), Decimal("17.75"))
    assert (marks.least, marks.most, marks.possible) == (Decimal(10), Decimal("25.5"), Decimal(100))
    assert unmarked(overview("", rows)) == "3 students without a mark, which is no zero: harness error 2, missing 1."
    assert unmarked(overview("", rows[:2])) == ""
    assert overview("", rows[2:]).marks is None
    assert distribution(overview("", rows[2:])) is None


def test_a_mark_at_the_edge_of_two_bars_stands_in_the_upper_one_and_full_marks_in_the_last() -> None:
    rows = tuple(with_bugs(mark, earned=mark) for mark in ("0", "9.99", "10", "89.99", "90", "100"))
    data = distribution(overview("", rows))
    assert data is not None
    assert [one.total for one in data.bins] == [2, 1, *[0] * (BINS - 4), 1, 2]
    assert data.kinds == (("bugs", "bugs"),)


def test_bugs_are_counted_once_a_student_the_most_frequent_first_and_remarks_last() -> None:
    rows = (
        clean("a"),
        clean("b"),
        with_bugs("c", "no-eps-in-log", "cell-double-tanh"),
        with_bugs("d", "dh-without-carry", "cell-double-tanh"),
    )
    twice = replace(rows[3], found=rows[3].found * 2)
    found = [(one.bug.id, names(one.rows)) for one in overview("", (*rows[:3], twice)).bugs]
    assert found == [
        ("cell-double-tanh", ["c", "d"]),
        ("dh-without-carry", ["d"]),
        ("forget-bias-zero", ["a", "b"]),
        ("no-eps-in-log", ["c"]),
    ]


def test_who_has_the_same_errors_stands_together_whatever_the_remarks() -> None:
    rows = (
        with_bugs("a", "dh-without-carry"),
        with_bugs("b", "cell-double-tanh", "dh-without-carry"),
        with_bugs("c", "dh-without-carry", "no-eps-in-log"),
        clean("d"),
    )
    assert [(one.bugs, names(one.rows)) for one in overview("", rows).alike] == [
        (("dh-without-carry",), ["a", "c"]),
        (("cell-double-tanh", "dh-without-carry"), ["b"]),
    ]


def test_what_is_unexplained_in_the_same_way_stands_together() -> None:
    one, other = unexplained("a"), unexplained("b", OTHERWISE)
    confirmed = replace(unexplained("c"), failed=("gradients", "training"))  # a training run decides nothing
    refused = [
        replace(unexplained(name, ()), sentence=words, failed=("interface",)) for name, words in ("dx", "ex", "fy")
    ]
    shapes = overview("", (other, one, confirmed, *refused)).shapes
    assert [names(shape.rows) for shape in shapes] == [["a", "c"], ["d", "e"], ["b"], ["f"]]
    assert shapes[0].failed == ("gradients",)


def test_a_check_tells_how_many_passed_failed_and_neither() -> None:
    found = small()
    asked = {one.id: one for one in found.checks}
    assert all(one.passed + one.failed + one.others == found.judged for one in asked.values())
    assert (asked["gradients"].passed, asked["gradients"].failed) == (1, 6)
    assert overview("", (missing("a"),)).checks == ()


def test_an_earlier_report_beside_a_fault_counts_nowhere() -> None:
    alone = overview("", (fault("a", with_bugs("a", "cell-double-tanh")), inconclusive("b")))
    assert [outcome for outcome, _ in alone.outcomes] == [Outcome.INCONCLUSIVE, Outcome.FAULT]
    assert (alone.bugs, alone.alike) == ((), ())
    assert alone.judged == 1
