"""Bugs outside the catalogue: never given a name, and mended by an edit that is proven where one is found."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from grading import QUICK, SUBMISSIONS, graded_text, written
from unknown_bugs import CELLS, COURSE, FUSED, LISTS, PLANTED, TWO, Planted

from harness.diagnosis.first_wrong import first_wrong
from harness.diagnosis.following import followed
from harness.launching import Options
from harness.opening import Session, opened
from harness.records import Verdict
from harness.repair.standings import Standings
from harness.repair.unexplained import unexplained
from harness.repair.unknown import SmallEdits, small_edits
from harness.repair.verify import verified

LEAST_MENDED = 10
# Enough of each style for every run; the others are seen nightly.
SOME = [bug for bug in PLANTED if bug.mended][::6]


@contextmanager
def session(text: str, options: Options = QUICK) -> Iterator[Session]:
    """Open a submission's text."""
    with written(text) as path, opened(path, options) as opening:
        assert opening.observations.answers
        yield opening


def mended(bug: Planted) -> str:
    """Return the text that the edits make, and see that they are proven."""
    with session(bug.text) as opening:
        found = small_edits(opening, followed(opening.observations))
        steps = found.steps
        assert steps, "no edit mends it"
        assert found.remaining == frozenset()
        assert verified(opening, steps[-1].after)
    return steps[-1].after


def right(style: str) -> str:
    return (SUBMISSIONS / "correct" / f"{style}.py").read_text(encoding="utf-8")


def test_enough_bugs_of_three_styles_are_planted() -> None:
    assert len(PLANTED) >= 15
    assert {bug.style for bug in PLANTED} == {COURSE, LISTS, FUSED}
    assert sum(bug.mended for bug in PLANTED) >= LEAST_MENDED


@pytest.mark.parametrize("bug", SOME, ids=lambda bug: bug.name)
def test_a_small_edit_mends_a_planted_bug(bug: Planted) -> None:
    assert mended(bug) != bug.text


@pytest.mark.slow
@pytest.mark.parametrize("bug", [bug for bug in [*PLANTED, *TWO] if bug.mended], ids=lambda bug: bug.name)
def test_small_edits_mend_every_planted_bug_that_is_said_to_be_mended(bug: Planted) -> None:
    assert graded_text(mended(bug)).verdict is Verdict.CLEAN


@pytest.mark.parametrize("bug", SOME, ids=lambda bug: bug.name)
def test_a_planted_bug_gets_no_name_of_the_catalogue(bug: Planted) -> None:
    report = graded_text(bug.text)
    assert report.verdict is Verdict.UNEXPLAINED
    assert [found.id for found in report.bugs if found.severity == "error"] == []


@pytest.mark.slow
@pytest.mark.parametrize("bug", [*PLANTED, *TWO], ids=lambda bug: bug.name)
def test_no_planted_bug_gets_a_name_of_the_catalogue(bug: Planted) -> None:
    test_a_planted_bug_gets_no_name_of_the_catalogue(bug)


def test_what_is_known_stands_in_the_report() -> None:
    bug = PLANTED[2]
    with session(bug.text, Options(mends=True)) as opening:
        known = unexplained(opening)
    assert [(tensor.name, tensor.steps) for tensor in known.tensors if tensor.steps == 1] == [("W_o", 1), ("b_o", 1)]
    assert known.first_wrong is not None
    assert known.first_wrong.line == bug.lines[0]
    change = known.changes[0]
    assert (change.location.line, change.new) == (bug.lines[0], "do = dh * tanh(C[t + 1])")
    assert known.fix is not None
    assert known.fix.verified
    assert f"-        {change.old}\n+        {change.new}\n" in known.fix.diff


def test_a_documented_bug_beside_an_unknown_one_is_named_once_that_is_mended() -> None:
    planted = (("b_o_d += do", "b_o_d += do * o[t]"), ("dC_next = dC * f[t]", "dC_next = dC"))
    bug = Planted(LISTS, planted)
    assert graded_text(bug.text).bugs == ()
    with session(bug.text, Options(mends=True)) as opening:
        known = unexplained(opening)
    assert [(change.location.line, change.new) for change in known.changes] == [(bug.lines[0], "b_o_d += do")]
    assert known.remaining == ("dc-next-without-forget",)
    assert known.fix is None


def test_no_edit_is_tried_where_little_is_asked() -> None:
    with session(PLANTED[2].text) as opening:
        known = unexplained(opening)
    assert known.changes == ()
    assert known.first_wrong is not None


def test_clean_submissions_have_nothing_to_be_known() -> None:
    assert graded_text(right(LISTS)).unexplained is None


def test_nothing_is_tried_where_no_small_number_is_wrong() -> None:
    with session(right(LISTS)) as opening:
        assert small_edits(opening, followed(opening.observations)) == SmallEdits()


def test_standings_tell_right_texts_from_wrong_ones_whatever_came_before() -> None:
    text = right(LISTS)
    texts = [
        text,
        text.replace("b_o_d += do", "b_o_d -= do"),
        text.replace("b_o_d += do", "b_o_d += do +"),  # no Python
        text.replace("b_o_d += do", "b_o_d += undefined"),
        text.replace("b_o_d += do", "raise SystemExit"),
        text.replace("b_o_d += do", "while True: pass"),
        text,
    ]
    with session(text) as opening, Standings(opening) as standings:
        found, all_ = list(standings.of(texts)), standings.complete
    assert all_ == 1 + 2 * (1 + 10)  # the loss, and in two cases the predictions and ten gradients
    assert [len(standing) for standing in found] == [all_, all_ - 2, 0, *[3] * 2, 0, all_]
    assert found[0] - found[1] == {"one b_o", "two b_o"}


@pytest.mark.parametrize("bug", CELLS, ids=lambda bug: bug.name)
def test_what_no_documented_bug_explains_is_followed_in_a_cell_too(bug: Planted) -> None:
    with session(bug.text) as opening:
        run = followed(opening.observations)
        found = small_edits(opening, run)
        assert found.steps, "no edit mends it"
        assert verified(opening, found.steps[-1].after)
        first = first_wrong(run)
    assert first is None or first.line in bug.lines


def test_the_first_wrong_line_of_a_cell_is_told() -> None:
    known = graded_text(CELLS[0].text).unexplained
    assert known is not None
    assert known.first_wrong is not None
    assert [known.first_wrong.line] == CELLS[0].lines


def test_an_unverified_edit_is_no_fix() -> None:
    # Right on one step and two, the cases of the trial, and on no longer ones.
    text = right(LISTS).replace("dC_next = dC * f[t]", "dC_next = dC * f[t] * (1 if len(outputs) < 3 else 2)")
    assert text != right(LISTS)
    with session(text) as opening:
        assert not verified(opening, text)
        assert small_edits(opening, followed(opening.observations)) == SmallEdits()
