"""The class page: complete without scripts, deaf to hostile names, and its links lead to what they name."""

import base64
import re
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from urllib.parse import unquote

import pytest
from jinja2 import Environment, PackageLoader, StrictUndefined
from renderers.pages import Page
from renderers.samples import HOSTILE

from classroom.classes import WRONG, fault, large, missing, small, unexplained, with_bugs
from classroom.students import class_at
from harness.classroom.overview.page import render
from harness.classroom.overview.summary import Overview, overview
from harness.classroom.results import Outcome, State
from harness.hints import Hints
from harness.records import Report, WrongTensor
from harness.renderers import html
from harness.renderers._verdict import in_order

EACH = pytest.mark.parametrize(
    "found", [small(), large(30, 1), overview("nobody", ())], ids=["small", "thirty", "nobody"]
)
HEADING = re.compile("h[1-6]")
SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
MOST_BYTES = 600_000  # of a class of 400


def page_of(found: Overview, hints: Hints = Hints.EXPLAIN) -> Page:
    return Page(render(found, hints))


def row_of(text: str, name: str) -> str:
    """Return the line of a student in the table."""
    table = text.partition('id="table"')[2]
    return next(line for line in table.splitlines() if re.match(rf'<tr><th scope="row">(<a [^>]*>)?{name}<', line))


@EACH
def test_tags_balance_ids_are_unique_and_links_inside_lead_somewhere(found: Overview) -> None:
    page = page_of(found)
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    wanted = {link.removeprefix("#") for link in page.values("href") if link.startswith("#")}
    wanted |= {name for names in page.values("aria-labelledby") for name in names.split()}
    assert wanted <= set(ids)


@EACH
def test_headings_descend_one_level_at_a_time_below_a_single_h1(found: Overview) -> None:
    levels = [int(tag[1]) for tag, _ in page_of(found).tags if HEADING.fullmatch(tag)]
    assert (levels[0], levels.count(1)) == (1, 1)
    assert all(after <= before + 1 for before, after in pairwise(levels))


@EACH
def test_nothing_is_loaded_and_only_the_pages_own_script_may_run(found: Overview) -> None:
    text = render(found, Hints.EXPLAIN)
    page = Page(text)
    (script,) = SCRIPT.findall(text)
    digest = base64.b64encode(sha256(script.encode()).digest()).decode()
    policy = next(meta["content"] for meta in page.named("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    assert policy == (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    assert page.values("src") == []
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    assert {tag for tag, _ in page.tags}.isdisjoint(("iframe", "object", "embed", "form", "img", "base", "use"))
    assert "url(" not in text
    links = [link for link in page.values("href") if not link.startswith("#")]
    assert all(re.match(r"students/[\w.@+-]+\.html(#bug-[\w.-]+)?$|data:,$", unquote(link)) for link in links)


@EACH
def test_the_same_class_gives_the_same_bytes(found: Overview) -> None:
    assert render(found, Hints.EXPLAIN) == render(found, Hints.EXPLAIN)


def test_hostile_names_are_shown_as_text() -> None:
    text = render(small(), Hints.EXPLAIN)
    assert text.count("<script") == 1
    assert HOSTILE not in text
    assert "<script>alert(1)</script>{{ 7*7 }}" in Page(text).text
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e\u2066\ud800-\udfff\ufeff]", text)
    assert text.encode("utf-8").decode("utf-8") == text


def test_without_scripts_every_student_stands_in_the_table_and_the_tools_are_hidden() -> None:
    found = large(30, 1)
    text = render(found, Hints.EXPLAIN)
    assert all(row_of(text, row.student) for row in found.rows)
    (tools,) = [one for one in Page(text).named("div") if one.get("id") == "tools"]
    assert "hidden" in tools


def test_who_is_missing_or_met_our_fault_has_no_mark_and_is_named_as_such() -> None:
    text = render(small(), Hints.EXPLAIN)
    for name, words in (("linus", "harness error"), ("niklaus", "missing")):
        assert '<td class="n" data-k=""></td>' in row_of(text, name)
        assert words in row_of(text, name)
    assert "students/niklaus.html" not in text
    assert "students/linus.html" not in text
    margaret = row_of(text, "margaret")
    assert '49 <span class="quiet">earlier</span>' in margaret
    assert "cell-double-tanh" not in margaret
    assert "no zero" in Page(text).text


def test_what_nobody_can_explain_stands_before_all_that_is_explained() -> None:
    text = render(small(), Hints.EXPLAIN)
    assert text.index('id="shape-1"') < text.index('id="bugs"') < text.index('id="alike"')
    assert "2 students: 2 gradients wrong in the same way" in text
    assert "Right in one step, wrong from 2 steps on" in Page(text).text
    assert "W_f is zero." in Page(text).text


def test_gradients_that_follow_from_right_ones_in_the_same_way_are_told_together() -> None:
    wrong = (*WRONG, WrongTensor("W_o", 1, "zero"))
    assert "W_f, W_o are each zero." in page_of(overview("", (unexplained("a", wrong),))).text


def test_bugs_link_to_their_cards_in_the_students_reports_at_every_level_of_help() -> None:
    for level in Hints:
        students = [one for one in class_at(level) if one.row.slug != "large"]  # slow, and no other case
        rows = [one.row for one in students]
        links = {link for link in page_of(overview("", rows), level).values("href") if link.startswith("students/")}
        assert any("#" in link for link in links) is level.shows(Hints.TOPIC)
        for one in students:
            mine = {link.partition("#")[2] for link in links if link.startswith(f"students/{one.row.slug}.html")}
            cards = cards_of(one.report, level) if one.report and one.row.state is not State.FAULT else set()
            assert mine - {""} == cards, one.row.slug


def cards_of(report: Report, level: Hints) -> set[str]:
    """Return the ids of the cards in a student's report, but for what other bugs hide: it does not count."""
    cards = Page(html.render(report, level)).named("article")
    # A page shows a card for every bug or none at all.
    return {card["id"] or "" for bug, card in zip(in_order(report), cards, strict=bool(cards)) if bug.counts}


def test_marks_are_in_the_chart_and_in_a_table() -> None:
    text = render(small(), Hints.EXPLAIN)
    assert "10 students: median 33.25, mean 39.35, from 0 to 100 of 100 points." in Page(text).text
    charts = re.findall(r"<svg(?: [^>]*)? role=\"img\".*?</svg>", text, re.DOTALL)
    assert len(charts) == 2  # wide and narrow
    assert all("<title" in chart and "<desc" in chart for chart in charts)
    assert re.search(r'<th scope="row">30 to below 40</th>(<td class="n">\d</td>)*<td class="n">3</td>', text)
    assert "Nobody has a mark." in render(overview("", (missing("a"), fault("b"))), Hints.EXPLAIN)


def test_a_page_for_four_hundred_students_stays_small() -> None:
    assert len(render(large(400, 2), Hints.EXPLAIN).encode()) < MOST_BYTES


def test_a_class_with_one_student_is_told_in_the_singular() -> None:
    text = page_of(overview("", (with_bugs("ada", "cell-double-tanh"),))).text
    assert "1 student " in text
    assert "1 set that one student alone has" in text


def test_every_outcome_has_words_and_a_badge() -> None:
    text = render(small(), Hints.EXPLAIN)
    sheet = text.partition("<style>")[2].partition("</style>")[0]
    for outcome in Outcome:
        css = "fault" if outcome is Outcome.FAULT else outcome.value
        assert f'<span class="badge {css}">' in text
        assert f".badge.{css}" in sheet


def test_a_name_of_nothing_but_spaces_is_replaced_by_the_files() -> None:
    row = replace(with_bugs("ada", "cell-double-tanh"), student=" ")
    assert ">ada</a>" in render(overview("", (row,)), Hints.EXPLAIN)


def test_of_nobody_the_share_is_nothing() -> None:
    environment = Environment(
        loader=PackageLoader("harness.classroom.overview"), undefined=StrictUndefined, autoescape=True
    )
    text = environment.from_string(
        '{% from "_lists.html.j2" import share %}{{ share(0, 0) }} {{ share(1, 4) }}'
    ).render()
    assert re.findall(r' d="([^"]+)"', text) == ["M0 0h0v1h-0z", "M0 0h250v1h-250z"]
