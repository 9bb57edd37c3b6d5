"""The page: complete, accessible, deterministic, and deaf to what the submission says."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from harness.hints import Hints
from harness.records import Report
from harness.renderers.html import _bytecode_cache, render, warm_up

from .pages import Page
from .samples import HOSTILE, SAMPLES, clean, hostile, large, one_bug, one_bug_not_placed, three_bugs_and_remarks

TYPICAL = [name for name in SAMPLES if name != "large"]
EACH = pytest.mark.parametrize("report", [sample() for sample in SAMPLES.values()], ids=list(SAMPLES))
HEADING = re.compile("h[1-6]")
INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


@EACH
def test_every_page_balances_its_tags_and_repeats_no_id(report: Report) -> None:
    ids = Page(render(report)).values("id")
    assert ids
    assert len(ids) == len(set(ids))


@EACH
def test_every_link_inside_the_page_and_every_label_leads_somewhere(report: Report) -> None:
    page = Page(render(report))
    ids = set(page.values("id"))
    wanted = {link.removeprefix("#") for link in page.values("href") if link.startswith("#")}
    wanted |= {
        name for names in page.values("aria-labelledby") + page.values("aria-describedby") for name in names.split()
    }
    assert "main" in wanted
    assert wanted <= ids


@EACH
def test_headings_descend_one_level_at_a_time_below_a_single_h1(report: Report) -> None:
    levels = [int(tag[1]) for tag, _ in Page(render(report)).tags if HEADING.fullmatch(tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@EACH
def test_nothing_is_loaded_executed_or_sent(report: Report) -> None:
    page = Page(render(report))
    policy = next(meta["content"] for meta in page.named("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert {tag for tag, _ in page.tags}.isdisjoint(
        ("script", "iframe", "object", "embed", "form", "img", "base", "use")
    )
    assert page.values("src") == []
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    assert [link["href"] for link in page.named("link")] == ["data:,"]
    assert "url(" not in page.markup
    assert "@import" not in page.markup


@EACH
def test_links_that_leave_the_page_are_web_addresses_and_send_no_referrer(report: Report) -> None:
    links = [link for link in Page(render(report)).named("a") if not (link["href"] or "").startswith("#")]
    assert all(re.match(r"https?://[^\s\"<>]+$", link["href"] or "") for link in links)
    assert all("noreferrer" in (link["rel"] or "") for link in links)


@EACH
def test_every_chart_is_well_formed_and_has_a_title_and_a_description(report: Report) -> None:
    for chart in re.findall(r"<svg.*?</svg>", render(report), re.DOTALL):
        root = ET.fromstring(chart)  # noqa: S314  (our own page)
        if root.get("aria-hidden") != "true":
            assert root.get("role") == "img"
            assert root.findtext("title")
            assert root.findtext("desc")
            assert root.get("aria-labelledby") == root.find("title").get("id")  # type: ignore[union-attr]


@EACH
def test_the_same_report_gives_the_same_bytes(report: Report) -> None:
    assert render(report) == render(report)


@EACH
def test_no_hidden_character_reaches_the_page(report: Report) -> None:
    text = render(report)
    assert not INVISIBLE.search(text)
    assert text.encode("utf-8").decode("utf-8") == text


@pytest.mark.parametrize("name", [name for name in TYPICAL if name != "hostile"])
def test_a_typical_page_stays_below_150_kilobytes(name: str) -> None:
    assert len(render(SAMPLES[name]()).encode()) < 150_000


@pytest.mark.parametrize("report", [large(), hostile()], ids=["large", "hostile"])
def test_no_page_exceeds_a_megabyte(report: Report) -> None:
    assert len(render(report).encode()) < 1_000_000


def test_the_first_screen_holds_verdict_score_sentence_and_a_link_to_each_bug() -> None:
    report = three_bugs_and_remarks()
    head, _, rest = render(report).partition("<main")
    page = Page(head[head.index("<header") :])
    assert "2 bugs found" in page.text
    assert report.headline in page.text
    assert "4.25 of 10 points" in page.text
    links = [link.removeprefix("#") for link in page.values("href")]
    assert links[0] == "bug-cell-double-tanh"
    assert len(links) == len(report.bugs)
    assert all(f'id="{link}"' in rest for link in links)


def test_errors_stand_before_remarks() -> None:
    cards = [a["class"] for a in Page(render(three_bugs_and_remarks())).named("article")]
    assert cards == ["bug error"] * 3 + ["bug robustness", "bug advice"]


def test_a_placed_bug_shows_its_line_marks_it_in_the_listing_and_offers_the_verified_fix() -> None:
    report = one_bug()
    location = report.bugs[0].location
    assert location is not None
    text = render(report, Hints.FIX)
    assert f'<span id="L{location.line}" class="hit">' in text
    assert f'<a href="#L{location.line}">line {location.line}</a>' in text
    assert "A change that was run and passes every gradient check" in text


def test_a_bug_without_a_place_says_so() -> None:
    assert "cell path (line not placed)" in Page(render(one_bug_not_placed())).text


def test_a_clean_page_has_no_findings() -> None:
    page = Page(render(clean()))
    assert "10 of 10 gradients are right" in page.text
    assert "What to change" not in page.text


def test_hostile_text_is_shown_as_text() -> None:
    text = render(hostile())
    assert "<script" not in text
    assert "{{ 7*7 }}" in text
    assert "<script>alert(1)</script>" in Page(text).text
    assert 'href="javascript' not in text
    assert HOSTILE not in text


def test_curves_are_told_apart_without_colour() -> None:
    text = render(three_bugs_and_remarks())
    for label in ("submission", "reference", "dc-next-without-forget"):
        assert re.search(rf'<text [^>]*class="words [a-z]+">{label}<', text)
    assert text.count("stroke-dasharray") > 1


def test_what_was_warmed_up_renders_the_same() -> None:
    before = render(one_bug())
    warm_up()
    assert render(one_bug()) == before


def test_compiled_templates_are_kept_where_a_folder_can_be_made_and_done_without_elsewhere(tmp_path: Path) -> None:
    assert _bytecode_cache(tmp_path / "cache") is not None
    assert (tmp_path / "cache").is_dir()
    (tmp_path / "file").touch()
    assert _bytecode_cache(tmp_path / "file" / "cache") is None


def test_a_card_names_its_formula_says_nothing_twice_and_gives_no_hint_beside_the_answer() -> None:
    report = one_bug()
    text = render(replace(report, bugs=(replace(report.bugs[0], seen=("seen in public copies",)),)))
    assert '<p class="label">The right equation</p>' in text
    assert "<dt>Seen</dt><dd><ul><li>in public copies</li>" in text
    assert "Largest relative difference" not in text
    hint = f'<p class="question">{report.bugs[0].hint}</p>'
    assert hint not in text
    assert hint in render(report, Hints.TOPIC)
