"""Levels of help: each shows what stands before it, and not a word of what comes after."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, make_dataclass, replace
from enum import StrEnum
from itertools import pairwise
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from grading import EXAMPLES, graded
from jsonschema import Draft202012Validator
from markupsafe import escape

from harness.hints import Hints
from harness.launching import Options
from harness.measured import Curve
from harness.records import Bug, CheckResult, Fix, Report, Score, Status, Verdict
from harness.renderers import html, terminal
from harness.renderers._hints import USUAL, level_of, redacted
from harness.renderers._text import one_line
from harness.renderers.json import render as to_json
from harness.renderers.json_reader import load

from .pages import Page
from .samples import SAMPLES, one_bug, three_bugs_and_remarks, ungradable
from .test_json import SCHEMA

LEVELS = tuple(Hints)
EACH_LEVEL = pytest.mark.parametrize("level", LEVELS)
BEFORE_AND_AFTER = [(level, later) for level in LEVELS for later in LEVELS[LEVELS.index(level) + 1 :]]


def records_of(kind: type) -> Iterator[type]:
    """Yield a record and all records that it holds, at any depth."""
    yield kind
    for hint in get_type_hints(kind).values():
        for inner in (hint, *get_args(hint)):
            if isinstance(inner, type) and is_dataclass(inner):
                yield from records_of(inner)


RECORDS = sorted(set(records_of(Report)), key=lambda kind: kind.__name__)


def filled(kind: Any, name: str) -> Any:
    """Return a value of this type in which every text is different and names its field."""
    options = [option for option in get_args(kind) if option is not NoneType]
    origin = get_origin(kind)
    if origin is tuple:
        return (filled(options[0], name),) if options[-1] is Ellipsis else tuple(filled(one, name) for one in options)
    if origin is Mapping:
        return {name: filled(options[1], name)}
    if options:
        return filled(options[0], name)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        values = {one.name: filled(hints[one.name], f"{kind.__name__}.{one.name}") for one in fields(kind)}
        return kind(**values)
    if issubclass(kind, StrEnum):
        return list(kind)[-1]
    return f"⟦{name}⟧" if kind is str else kind(1)


def everything() -> Report:
    """A report in which every field says its own name."""
    report: Report = filled(Report, "Report")
    return replace(
        report,
        verdict=Verdict.BUGS,
        checks=(replace(report.checks[0], status=Status.FAIL),),
        tensors=(replace(report.tensors[0], right=False),),
    )


def said(report: Report, level: Hints) -> str:
    """Return all that a reader with this level of help can get to see."""
    page = html.render(report, level)
    loud = terminal.render(report, level, width=2000, verbose=True, html_path="page.html")
    quiet = terminal.render(report, level, width=2000, quiet=True)
    return f"{page}\n{Page(page).text}\n{loud}\n{quiet}"


@EACH_LEVEL
def test_text_of_a_field_without_a_level_or_of_a_later_one_is_nowhere(level: Hints) -> None:
    text = said(everything(), level)
    for kind in RECORDS:
        for field in fields(kind):
            needed = level_of(kind, field.name)
            if needed is None or not level.shows(needed):
                assert f"⟦{kind.__name__}.{field.name}⟧" not in text


def test_every_text_of_a_bug_is_there_at_the_last_level_but_what_the_answer_replaces() -> None:
    text = said(everything(), Hints.FIX)
    told = [f"⟦Bug.{one.name}⟧" for one in fields(Bug) if get_type_hints(Bug)[one.name] is str]
    assert {mark for mark in told if mark not in text} == {"⟦Bug.family⟧", "⟦Bug.equation⟧"}
    assert "⟦Fix.diff⟧" in text
    assert "⟦Location.code⟧" in text


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_every_field_of_every_record_has_a_level(kind: type) -> None:
    missing = [one.name for one in fields(kind) if level_of(kind, one.name) is None]
    assert missing == [], "give each a level in harness/renderers/_hints.py: until then nobody sees it"


def test_a_field_without_a_level_is_blank_for_everybody() -> None:
    extra = [("solution", str), ("line", int | None), ("lines", tuple[int, ...]), ("verdict", Verdict)]
    Grown = make_dataclass("Grown", extra, bases=(Score,), frozen=True)
    assert level_of(Score, "solution") is None
    grown = Grown(1.0, 2.0, "write f * (1 - f)", 7, (7, 8), Verdict.BUGS)
    shown = redacted(replace(one_bug(), score=grown), Hints.FIX).score
    assert vars(shown) | {"earned": 0, "possible": 0} == {
        "earned": 0,
        "possible": 0,
        "solution": "",
        "line": None,
        "lines": (),
        "verdict": None,
    }


SUBJECTS = ("one_bug", "three_bugs", "ten_bugs", "course_script")


@pytest.fixture(scope="module", params=SUBJECTS)
def report(request: pytest.FixtureRequest) -> Report:
    """A report of an example, with a change that somebody verified, and without its text, where every line occurs."""
    found = graded(EXAMPLES / f"{request.param}.py", Options())
    assert found.bugs
    bugs = tuple(
        replace(bug, fix=Fix(f"-wrong {number}\n+mended {number}\n", verified=True))
        for number, bug in enumerate(found.bugs)
    )
    return replace(found, bugs=bugs, source=None)


def texts_at(level: Hints, report: Report) -> set[str]:
    """Return the words of all bugs that only this level and those after it may show."""
    found: set[str] = set()
    for bug in report.bugs:
        if level is Hints.TOPIC:
            found |= {bug.hint, f"In the {bug.where}"}
        if level is Hints.LINE and bug.location:
            found |= {f"line {bug.location.line}", f"Line {bug.location.line}", bug.location.code.strip()}
        if level is Hints.EXPLAIN:
            found |= {bug.id, bug.title, bug.explanation, bug.symptom, bug.buggy, bug.correct, bug.evidence, *bug.seen}
            # The equation concerned is sometimes the right one itself.
            found |= {bug.formula} - {part for other in report.bugs for part in other.equation.split(r", \quad ")}
        if level is Hints.FIX and bug.fix:
            found |= set(bug.fix.diff.split("\n"))
    return {text for text in found if text.strip()}


@pytest.mark.parametrize(("level", "later"), BEFORE_AND_AFTER)
def test_no_word_of_a_later_level_is_shown(report: Report, level: Hints, later: Hints) -> None:
    text = said(report, level)
    words = texts_at(later, report) - {t for one in LEVELS if level.shows(one) for t in texts_at(one, report)}
    assert words or later is Hints.LINE
    assert [one for one in words if one_line(one) in text or str(escape(one)) in text] == []


@pytest.mark.parametrize(("before", "level"), list(pairwise(LEVELS)))
def test_every_level_adds_its_words(report: Report, before: Hints, level: Hints) -> None:
    text = said(report, level)
    shown = [one for one in texts_at(level, report) if one_line(one) in text or str(escape(one)) in text]
    assert shown or level is Hints.LINE
    assert len(said(report, before)) < len(text)


def test_no_line_is_marked_in_the_listing_before_the_level_line() -> None:
    report = three_bugs_and_remarks()
    for level in LEVELS:
        page = Page(html.render(report, level))
        marked = [attributes for _, attributes in page.tags if attributes.get("class") in ("hit", "note")]
        linked = [link for link in page.values("href") if link.startswith("#L")]
        assert bool(marked) == bool(linked) == level.shows(Hints.LINE)


def test_title_and_anchors_of_a_page_name_no_bug_before_the_level_explain() -> None:
    report = three_bugs_and_remarks()
    page = Page(html.render(report, Hints.TOPIC))
    assert [article["id"] for article in page.named("article")] == [f"bug-{number}" for number in range(1, 6)]
    assert "2 bugs found" in html.render(report, Hints.TOPIC)
    assert "<title>Bugs found – lstm_anna.py</title>" in html.render(report, Hints.NONE)


def test_a_level_that_hides_the_line_does_not_say_that_it_was_not_found() -> None:
    report = one_bug()
    assert "not placed" not in said(report, Hints.TOPIC)
    without = replace(report, bugs=(replace(report.bugs[0], location=None),))
    assert "line not placed" in terminal.render(without, Hints.LINE)
    assert "not placed" not in said(without, Hints.TOPIC)


def test_a_change_that_nobody_verified_is_never_shown() -> None:
    report = one_bug()
    guess = replace(report.bugs[0], fix=Fix("+perhaps", verified=False))
    assert "perhaps" not in said(replace(report, bugs=(guess,)), Hints.FIX)


def test_all_changes_together_are_shown_at_the_last_level_where_one_change_does_not_say_it() -> None:
    several = three_bugs_and_remarks()
    assert several.mended is not None
    for level in LEVELS:
        page, text = html.render(several, level), terminal.render(several, level)
        assert ("+all right" in page) is ("+all right" in text) is (level is Hints.FIX)
    single = replace(one_bug(), mended=several.mended)
    assert "+all right" not in said(single, Hints.FIX)
    unplaced = replace(single, bugs=(replace(single.bugs[0], fix=None),))
    assert "+all right" in said(unplaced, Hints.FIX)


def test_a_training_curve_named_after_a_bug_is_held_back() -> None:
    report = one_bug()
    labels = {level: {curve.label for curve in redacted(report, level).training.curves} for level in LEVELS}
    assert labels[Hints.LINE] == {"submission", "reference"}
    assert labels[Hints.EXPLAIN] == {"submission", "reference", "cell-double-tanh"}
    assert isinstance(report.training.curves[-1], Curve)


@pytest.mark.parametrize("status", list(Status))
def test_what_a_check_says_is_held_back_where_it_could_name_a_bug(status: Status) -> None:
    check = CheckResult("recipe", "Is the recipe sound?", status, "The learning rate is 0.1.")
    shown = redacted(replace(one_bug(), checks=(check,)), Hints.LINE).checks[0]
    assert bool(shown.message) == (status in (Status.PASS, Status.SKIP))
    assert redacted(replace(one_bug(), checks=(check,)), Hints.EXPLAIN).checks[0] == check


def test_the_sentence_of_what_could_not_be_graded_is_for_everybody() -> None:
    assert redacted(ungradable(), Hints.NONE).headline == ungradable().headline


@pytest.mark.parametrize("name", [name for name in SAMPLES if name not in ("hostile", "unexplained", "inconclusive")])
def test_the_last_level_takes_nothing_away_and_a_lower_one_cannot_be_undone(name: str) -> None:
    report = SAMPLES[name]()
    assert redacted(report, Hints.FIX) == report
    for level in LEVELS:
        once = redacted(report, level)
        assert redacted(once, Hints.FIX) == redacted(once, level) == once
        assert once.hints is level


@EACH_LEVEL
@pytest.mark.parametrize("name", list(SAMPLES))
def test_a_redacted_report_is_a_report_of_the_documented_form(name: str, level: Hints) -> None:
    text = to_json(redacted(SAMPLES[name](), level))
    document = json.loads(text)
    Draft202012Validator(SCHEMA).validate(document)
    assert document["hints"] == level.value
    assert document["hints"] == load(text).hints


@EACH_LEVEL
@pytest.mark.parametrize("name", list(SAMPLES))
def test_a_page_of_every_level_is_whole(name: str, level: Hints) -> None:
    page = Page(html.render(SAMPLES[name](), level))
    ids = set(page.values("id"))
    assert {link[1:] for link in page.values("href") if link.startswith("#")} <= ids
    assert max(map(len, terminal.render(SAMPLES[name](), level, width=80).splitlines())) <= 80


def test_unless_told_otherwise_page_and_terminal_explain_and_show_no_change() -> None:
    assert USUAL is Hints.EXPLAIN
    assert html.render(one_bug()) == html.render(one_bug(), Hints.EXPLAIN) != html.render(one_bug(), Hints.FIX)
    assert terminal.render(one_bug()) == terminal.render(one_bug(), Hints.EXPLAIN)
