"""Small parts: text made visible, numbers, addresses, comparisons, costs."""

import math
from dataclasses import replace

import pytest

from harness.records import Location, SourceView, Status, Verdict
from harness.renderers import _words
from harness.renderers._compare import compare
from harness.renderers._cost import cost
from harness.renderers._links import anchors, is_web
from harness.renderers._markup import tag
from harness.renderers._numbers import ascii_number, coordinate, human, percent, points
from harness.renderers._source import is_cut, left_out, listing
from harness.renderers._text import clean, one_line, shorten
from harness.renderers._verdict import to_change, verdict_title
from mutants._mutant import Severity

from .samples import clean as clean_report
from .samples import inconclusive, one_bug, remarks_only, three_bugs_and_remarks, unexplained, ungradable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\r\nb\tc", "a\nb\tc"),
        ("a\rb", "a␍b"),
        ("\x00\x1b\x7f", "␀␛␡"),
        ("\x9b", "⟨U+009B⟩"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}x", "⟨U+202E⟩x"),
        ("\ud83d", "⟨U+D83D⟩"),
        ("\U000e0041", "⟨U+E0041⟩"),
        ("né 漢字 👩‍🔬 σ", "né 漢字 👩‍🔬 σ"),
    ],
)
def test_hidden_characters_are_named_and_others_left_alone(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_one_line_is_one_line_and_long_text_says_how_long_it_was() -> None:
    assert one_line(" a\n\tb ") == "a b"
    assert shorten("x" * 5000, 3) == "xxx … (5,000 characters in all)"
    assert shorten("xxx", 3) == "xxx"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1.00"),
        (0.41234, "0.412"),
        (0.99999, "1.00"),
        (12345.6, "12346"),
        (3.1e-9, "3.1\xa0×\xa010⁻⁹"),
        (1e-300, "1\xa0×\xa010⁻³⁰⁰"),
        (2e7, "2\xa0×\xa010⁷"),
        (math.nan, "not a number"),
        (-math.inf, "-infinite"),
        (None, "—"),
    ],
)
def test_numbers_are_written_for_readers(value: float | None, text: str) -> None:
    assert human(value) == text


def test_other_numbers_have_their_own_form() -> None:
    assert [points(x) for x in (10, 6.5, 4.25, math.inf)] == ["10", "6.5", "4.25", "infinite"]
    assert [percent(x) for x in (0, 0.001, 0.5, 0.999, 1, math.nan)] == [
        "0 %",
        "under 1 %",
        "50 %",
        "over 99 %",
        "100 %",
        "not a number",
    ]
    assert [coordinate(x) for x in (1.0, -0.01, 2.25)] == ["1", "0", "2.2"]
    assert [ascii_number(x) for x in (3.1e-9, 0.5, math.nan)] == ["3.1e-09", "0.5", "nan"]


def test_every_choice_has_its_words() -> None:
    assert set(_words.VERDICTS) == set(_words.SYMBOLS) == set(Verdict)
    assert set(_words.STATUSES) == set(_words.STATUS_ORDER) == set(Status)
    assert set(_words.SEVERITIES) == set(_words.SEVERITY_MEANS) == set(_words.SEVERITY_ORDER) == set(Severity)


def test_the_verdict_counts_errors_and_remarks_but_none_that_another_hides() -> None:
    samples = (clean_report, one_bug, three_bugs_and_remarks, remarks_only, unexplained, inconclusive, ungradable)
    assert [verdict_title(sample()) for sample in samples] == [
        "Clean",
        "1 bug found",
        "2 bugs found",
        "Clean, with 2 remarks",
        "Wrong, cause unknown",
        "Not decided",
        "Could not be graded",
    ]


def test_anchors_are_readable_safe_and_different() -> None:
    assert anchors(["cell-double-tanh", "dz-forgets-a-gate.f", 'a b"<', 'a b"<']) == (
        "bug-cell-double-tanh",
        "bug-dz-forgets-a-gate.f",
        "bug-a-b--",
        "bug-a-b---2",
    )


@pytest.mark.parametrize(
    ("address", "web"),
    [
        ("https://github.com/a/b/issues/1", True),
        ("http://example.org", True),
        ("javascript:alert(1)//https://x", False),
        ("https://x\n", False),
        ('https://x"onclick=', False),
        ("//example.org", False),
        ("seen in public copies", False),
    ],
)
def test_only_web_addresses_become_links(address: str, *, web: bool) -> None:
    assert is_web(address) is web


def test_comparison_marks_what_differs_and_escapes_all() -> None:
    wrong, right = compare("f * <b>", "f * (1 - f)")
    assert str(wrong) == "f * <mark>&lt;b&gt;</mark>"
    assert str(right) == "f * <mark>(1 - f)</mark>"
    assert compare("same", "same") == ("same", "same")


def test_markup_is_escaped_in_text_and_attributes() -> None:
    assert str(tag("p", '<&">', class_='"x"', stroke_width=1.0)) == (
        '<p class="&#34;x&#34;" stroke-width="1">&lt;&amp;&#34;&gt;</p>'
    )


def test_the_cost_is_told_for_the_only_error_and_for_the_bug_that_was_trained() -> None:
    single = one_bug()
    assert cost(single, single.bugs[0]).startswith("After 40 updates the loss is 0.849 nats per token instead of 0.484")
    several = three_bugs_and_remarks()
    assert [bool(cost(several, bug)) for bug in several.bugs] == [False, False, False, False, True]
    without = replace(single, training=replace(single.training, curves=single.training.curves[:1]))
    assert cost(without, single.bugs[0]) == ""


def test_the_cost_of_a_loss_that_exploded_says_so() -> None:
    report = one_bug()
    mine = replace(report.training.curves[0], label=report.bugs[0].id, losses=(1.0, math.nan))
    training = replace(report.training, curves=(mine, report.training.curves[1]))
    assert "After 5 updates the loss is no longer a number" in cost(replace(report, training=training), report.bugs[0])


def test_left_out_lines_are_joined_by_reason() -> None:
    source = SourceView("", ((3, "trains"), (4, "trains"), (9, "prints"), (5, "trains"), (7, "trains")))
    assert [(part.lines, part.reason) for part in left_out(source)] == [("3–5, 7", "trains"), ("9", "prints")]


def test_the_listing_marks_lines_and_stops_where_a_page_is_full() -> None:
    report = one_bug()
    assert report.source is not None
    assert report.bugs[0].location is not None
    hit = [line.number for line in listing(report.source, report.bugs) if line.bugs]
    assert hit == [report.bugs[0].location.line]
    long = SourceView("x\n" * 10_000)
    assert len(listing(long, ())) == 1500
    assert is_cut(long)
    assert not is_cut(SourceView("x\n"))


def test_what_to_change_is_told_by_lines_and_by_the_part_of_the_model_where_no_line_is_known() -> None:
    one, two, three = (
        replace(bug, where=where) for bug, where in zip(three_bugs_and_remarks().bugs, "abc", strict=False)
    )
    at = [replace(one, location=Location(9, "")), replace(two, location=Location(3, "", None, (4,)))]
    nowhere = replace(three, location=None)
    assert to_change(at) == "To change: lines 3, 4 and 9."
    assert to_change(at[:1]) == "To change: line 9, in the a."
    assert to_change([*at, nowhere]) == "To change: lines 3, 4 and 9; the c (line not placed)."
    assert to_change([nowhere]) == "To change: the c (line not placed)."
    in_cells = [replace(one, location=Location(9, "", cell=2)), replace(two, location=Location(3, "", cell=1))]
    assert to_change(in_cells) == "To change: cell 1, line 3; cell 2, line 9."
