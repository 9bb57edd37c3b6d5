"""Code in colour: the lines of a text, its kinds of word, and nothing that a text could smuggle in."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from harness.records import Location
from harness.renderers import html
from harness.renderers._highlight import highlighted
from harness.renderers._snippet import AROUND, lines_of, snippet
from harness.renderers._text import clean
from harness.renderers._verdict import lines_label

from .pages import Page
from .samples import HOSTILE, one_bug

STYLE = (Path(html.__file__).parent / "templates" / "style.css").read_text(encoding="utf-8")
EXAMPLES = Path(html.__file__).parents[2] / "examples"
ENOUGH = 4.5  # contrast of small text, WCAG 2.2 AA
WORDS = ("ink", "quiet", "keyword", "name", "string", "number")
GROUNDS = ("code", "wrong-wash")
CODE = '''def f(x):  # why
    """One,
    two."""
    return np.tanh(x) if x else len("y") * 2.5
'''


def text_of(line: Markup) -> str:
    return "".join(Page(f"<p>{line}</p>").words)


def test_words_have_the_classes_of_their_kind_on_every_line() -> None:
    lines = highlighted(CODE, range(1, 5))
    assert lines[0] == ('<span class="tk">def</span> <span class="tf">f</span>(x):  <span class="tc"># why</span>')
    assert lines[1] == '    <span class="ts">&#34;&#34;&#34;One,</span>'
    assert lines[2] == '<span class="ts">    two.&#34;&#34;&#34;</span>'
    assert '<span class="tk">return</span>' in lines[3]
    assert '<span class="tn">2.5</span>' in lines[3]
    assert '<span class="tf">len</span>' in lines[3]


@given(st.text(alphabet="ab1 '\"#\\\n\t(){}[]f<>&@%:=λ", max_size=200))
def test_any_text_comes_back_line_by_line(text: str) -> None:
    wanted = text.split("\n")
    assert [text_of(line) for line in highlighted(text, range(1, len(wanted) + 1))] == [clean(line) for line in wanted]


def test_only_the_lines_that_are_asked_for_are_made() -> None:
    assert len(highlighted(CODE, (1, 2))) == 2
    assert highlighted(CODE, (2,)) == ("", highlighted(CODE, (1, 2))[1])
    assert highlighted("", (1,)) == ("",)


@pytest.mark.parametrize(
    "text",
    [
        *(path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.py"))),
        'a = """\ndef f(x):\n    """\nclass C:\n    """One."""\n    b = 1\n',
        "a = '\\\ndef f(x):\\\n'\n# It's\ndef g(y):\n    return '#' # \"\ndef h(z):\n    return 1\n",
        "a = 'it\\\\' + '''\ndef f(x):\n\\''''\ndef g(y): return \"'\"\ndef h(z): return 1",
        "x = (1,\ndef f(x):\n    return len(x)\n@wraps\nclass C(D): pass",
        "from m import a, \\\n    max\nx = max(1)\ndef \\\n f(x): return 1\n",
    ],
)
def test_a_line_looks_alike_wherever_lexing_began(text: str) -> None:
    whole = highlighted(text, range(1, text.count("\n") + 2))
    for number, line in enumerate(whole, start=1):
        assert highlighted(text, (number,))[-1] == line


def test_hostile_text_is_shown_as_text() -> None:
    line = HOSTILE.replace("\r", "").split("\n")[0]
    shown = highlighted(line, (1,))[0]
    assert "<script" not in shown
    assert text_of(shown) == clean(line)


def test_what_lies_beyond_the_limits_is_plain_or_cut() -> None:
    text = "x = 1\n" * 10_000
    lines = highlighted(text, range(1, 9_001))
    assert lines[0] == 'x = <span class="tn">1</span>'
    assert lines[-1] == "x = 1"
    long = highlighted("y" * 1000 + "\nz = 2", (1, 2))
    assert long == ("y" * 300 + "…", 'z = <span class="tn">2</span>')
    many = highlighted("y " * 1000, (1,))[0]
    assert len(text_of(many)) <= 301
    assert many.endswith("…")


def code(count: int) -> list[Markup]:
    return [Markup("line {}").format(number) for number in range(1, count + 1)]


def test_lines_around_a_place_are_shown_and_the_place_is_marked() -> None:
    (run,) = snippet(code(100), (50,))
    assert [line.number for line in run] == list(range(50 - AROUND, 50 + AROUND + 1))
    assert [line.number for line in run if line.is_place] == [50]
    assert run[0].code == "line 47"


@pytest.mark.parametrize(
    ("places", "runs"),
    [
        ((1,), [[1, 2, 3, 4]]),
        ((9,), [[6, 7, 8, 9]]),
        ((2, 6), [[1, 2, 3, 4, 5, 6, 7, 8, 9]]),
        ((1, 9), [[1, 2, 3, 4], [6, 7, 8, 9]]),
    ],
)
def test_places_that_are_near_share_their_lines_and_others_do_not(
    places: tuple[int, ...], runs: list[list[int]]
) -> None:
    assert [[line.number for line in run] for run in snippet(code(9), places)] == runs


def test_blank_lines_at_the_ends_are_left_out_and_places_are_not() -> None:
    lines = [Markup("a"), Markup(" "), Markup("b"), Markup(""), Markup("")]
    assert [[line.number for line in run] for run in snippet(lines, (3,))] == [[1, 2, 3]]
    assert [[line.number for line in run] for run in snippet(lines, (5,))] == [[3, 4, 5]]


@pytest.mark.parametrize("places", [(), (0,), (10,), (10**9,), (2, 10)])
def test_a_place_outside_the_text_gives_no_lines(places: tuple[int, ...]) -> None:
    assert snippet(code(9), places) == ()


def test_a_place_has_its_lines_in_order() -> None:
    assert lines_of(None) == ()
    assert lines_of(Location(7, "x")) == (7,)
    assert lines_of(Location(7, "x", None, (9, 2, 7))) == (2, 7, 9)


def test_a_bug_over_several_lines_lists_and_marks_them_all() -> None:
    report = one_bug()
    place = Location(111, "dC += dtanh", None, (30, 109))
    assert lines_label(place) == "lines 30, 109 and 111"
    page = Page(html.render(replace(report, bugs=(replace(report.bugs[0], location=place),))))
    assert page.text.count("Your lines 30, 109 and 111") == 1
    assert sum(attributes.get("class") == "hit" for attributes in page.named("span")) == 2 * 3
    assert sum(attributes.get("class") == "snippet" for attributes in page.named("pre")) == 2


def contrast(one: str, other: str) -> float:
    """Return the ratio of luminances, 1 to 21, as WCAG defines it."""

    def luminance(colour: str) -> float:
        digits = colour.lstrip("#")
        digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
        parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


SCHEMES = [dict(re.findall(r"--([\w-]+): (#\w+)", block)) for block in re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)]


@pytest.mark.parametrize("scheme", SCHEMES, ids=["light", "dark", "print"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("word", WORDS)
def test_every_colour_of_code_can_be_read_on_every_ground(scheme: dict[str, str], word: str, ground: str) -> None:
    assert contrast(scheme[word], scheme[ground]) >= ENOUGH


def test_black_on_white_is_the_strongest_contrast_and_grey_on_grey_none() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#777") == 1
