"""Every page, in a real browser: accessible, silent, whole without scripts, on any screen and on paper."""

from functools import cache
from importlib import resources
from typing import Any

import pytest

from .conftest import Open
from .documents import REPORTS
from .opened import Opened

EACH = pytest.mark.parametrize("name", REPORTS)
WIDTHS = (320, 768, 1280, 3840)  # px: a telephone, a tablet, a laptop, 4K
# px at 96 dpi, without the margins of 16 mm: what fits on the sheet.
PAPERS = {"A4": 672, "Letter": 695}
DARK = {"color_scheme": "dark"}
SPARE = 1  # px that rounding may take
_WIDER = """room => [...document.querySelectorAll('body *')]
  .filter(e => e.checkVisibility() && !e.closest('.scroll, svg, .unseen') && e.getBoundingClientRect().right > room)
  .map(e => e.outerHTML.slice(0, 80))"""
_CUT = """room => [...document.querySelectorAll('pre, table, math')].filter(e => e.checkVisibility()
  && e.getBoundingClientRect().right > room).map(e => e.outerHTML.slice(0, 80))"""
_FOLDED = """() => [...document.querySelectorAll('details:not([open]) > :not(summary)')]
  .filter(e => !e.checkVisibility() || e.getBoundingClientRect().height === 0).map(e => e.outerHTML.slice(0, 80))"""
_MOVING = """() => document.getAnimations().length + [...document.querySelectorAll('*')]
  .filter(e => getComputedStyle(e).transitionDuration !== '0s').length"""
# WCAG 2.2 asks for 24 px, but of links in a sentence.
_SMALL = """() => [...document.querySelectorAll('summary, nav a, .jump')].filter(e => e.checkVisibility()
  && e.getBoundingClientRect().height < 24).map(e => e.outerHTML.slice(0, 80))"""
# Lines of a plot, marked lines and words are told from what is around them, though the colours of the page are gone.
_LOST = """() => [...document.querySelectorAll('.hit, mark, .badge, .line')].filter(e => {
  if (!e.checkVisibility()) return false;
  const style = getComputedStyle(e), around = getComputedStyle(e.parentElement);
  const paper = getComputedStyle(document.body).backgroundColor;
  return e.matches('.line') ? ['none', paper].includes(style.stroke)
    : style.backgroundColor === around.backgroundColor && style.borderStyle === 'none';
}).map(e => e.outerHTML.slice(0, 80))"""

# The cells of maps, and the tables of their values, differ in their numbers only: axe would look at each of hundreds.
_ONE_OF_A_KIND = """() => {
  document.querySelectorAll('.map ~ .map details').forEach(e => { e.open = false });
  document.querySelectorAll('.map svg path ~ path ~ path').forEach(e => e.remove());
}"""


@cache
def axe() -> str:
    """Return axe-core, as its package brings it along: nothing is downloaded."""
    return (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Opened, *rules: str) -> list[tuple[str, str, str]]:
    """Return what axe-core finds, by all its rules or by these: rule, element, and what to do."""
    page.run(axe())
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": list(rules)}
    found = page.run("options => axe.run(document, options)", options)
    return [
        (violation["id"], node["html"][:120], node["failureSummary"])
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


@EACH
def test_axe_finds_no_violation_in_light_and_dark_and_nothing_is_said_or_requested(opened: Open, name: str) -> None:
    page = opened(name)
    page.unfold()
    page.run(_ONE_OF_A_KIND)
    assert violations(page) == []
    page.page.emulate_media(**DARK)
    assert violations(page, "color-contrast", "link-in-text-block") == []
    assert page.said == []
    assert [address for address in page.requested if not address.startswith(("file:", "data:"))] == []


def test_axe_sees_what_is_planted(opened: Open) -> None:
    page = opened("clean")
    page.run("() => { document.querySelector('h1').style.color = '#eee'; document.documentElement.lang = '' }")
    assert {rule for rule, _, _ in violations(page)} == {"color-contrast", "html-has-lang"}


@EACH
def test_the_keyboard_reaches_everything_in_the_order_of_the_page_and_shows_where_it_is(
    opened: Open, name: str
) -> None:
    page = opened(name)
    page.unfold()
    wanted = page.reachable()
    found = page.tabbed(len(wanted) + 5)
    assert [place for place, _, _ in found] == wanted
    assert [place for place, outline, _ in found if outline == "none"] == []


@EACH
def test_what_scrolls_can_be_reached_and_is_named(opened: Open, name: str) -> None:
    page = opened(name, viewport={"width": 320, "height": 640})
    page.unfold()
    scrolling = """() => [...document.querySelectorAll('body *')].filter(e => e.checkVisibility()
      && e.scrollWidth > e.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX)
      && (e.tabIndex !== 0 || !e.getAttribute('aria-label'))).map(e => e.outerHTML.slice(0, 80))"""
    assert page.run(scrolling) == []


@EACH
def test_nothing_scrolls_sideways_on_any_screen_and_targets_are_large_enough(opened: Open, name: str) -> None:
    page = opened(name)
    page.unfold()
    for width in WIDTHS:
        page.page.set_viewport_size({"width": width, "height": 800})
        assert page.run("() => document.documentElement.scrollWidth") <= width
        assert page.run(_WIDER, width + SPARE) == []
        assert page.run(_SMALL) == []


@EACH
def test_every_fact_is_there_with_scripts_off_and_what_is_folded_opens(opened: Open, name: str) -> None:
    page = opened(name, java_script_enabled=False)
    for summary in page.page.locator("summary:visible").all():
        if summary.evaluate("e => !e.parentElement.open"):
            summary.press("Enter")
            assert summary.evaluate("e => e.parentElement.open")
    whole = opened(name)
    whole.unfold()
    page.unfold()
    # What scripts add are controls, which are hidden where there are none.
    controls = page.run("() => [...document.querySelectorAll('[hidden]')].map(e => e.id)")
    whole.run("ids => ids.forEach(id => { document.getElementById(id).hidden = true })", controls)
    assert page.text == whole.text
    assert "harness" in page.text


@EACH
def test_paper_shows_what_is_folded_and_cuts_nothing_off(opened: Open, name: str) -> None:
    page = opened(name)
    page.page.emulate_media(media="print")
    for paper, width in PAPERS.items():
        page.page.set_viewport_size({"width": width, "height": 1000})
        assert page.run(_FOLDED) == []
        assert page.run(_CUT, width + SPARE) == []
        assert page.page.pdf(format=paper).startswith(b"%PDF")


@EACH
def test_nothing_moves_and_forced_colours_leave_every_sign(opened: Open, name: str) -> None:
    page = opened(name, forced_colors="active", reduced_motion="reduce", **DARK)
    page.unfold()
    assert page.run(_MOVING) == 0
    assert page.run(_LOST) == []
    page.run(_ONE_OF_A_KIND)
    assert violations(page, "color-contrast") == []
