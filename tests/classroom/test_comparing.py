"""Two runs are compared student by student: by name, and by slug where several share one."""

from dataclasses import replace
from decimal import Decimal

from harness.classroom.comparing import Kind, Standing, compared
from harness.classroom.comparison_text import as_text
from harness.classroom.results import Outcome

ADA = Standing("ada", "ada", Outcome.BUGS, Decimal(49), Decimal(100), ("a-bug", "a-bug", "b-bug"))


def test_equal_marks_are_equal_however_they_are_written() -> None:
    assert compared([ADA], [replace(ADA, earned=Decimal("49.00"))]).same == 1


def test_a_slug_that_changed_because_others_came_is_no_change() -> None:
    found = compared([ADA], [replace(ADA, slug="ada-1f2e3d"), replace(ADA, student="Ada", slug="Ada-4c5b6a")])
    assert [(one.student, one.kind) for one in found.differences] == [("Ada", Kind.ADDED)]


def test_students_who_share_a_name_are_told_apart_by_their_slugs() -> None:
    twins = [replace(ADA, slug="ada-1"), replace(ADA, slug="ada-2")]
    found = compared(twins, [twins[0], replace(twins[1], earned=Decimal(50))])
    assert [(one.kind, one.after and one.after.slug) for one in found.differences] == [(Kind.CHANGED, "ada-2")]
    assert found.same == 1


def test_bugs_are_counted_as_often_as_they_occur() -> None:
    (one,) = compared([ADA], [replace(ADA, bugs=("a-bug", "c-bug"))]).differences
    assert (one.bugs_gone, one.bugs_added) == (("a-bug", "b-bug"), ("c-bug",))


def test_a_mark_that_does_not_exist_is_no_zero() -> None:
    missing = Standing("ada", "ada", Outcome.MISSING, None, None, ())
    text = as_text(compared([missing], [replace(ADA, earned=Decimal(0))]), 100)
    assert "— → 0" in text
    assert "higher" not in text


def test_students_stand_by_name_whatever_the_case() -> None:
    names = ["b", "C", "a", "A"]
    found = compared([], [replace(ADA, student=name) for name in names])
    assert [one.student for one in found.differences] == ["A", "a", "b", "C"]
