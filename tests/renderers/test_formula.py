"""Formulas become MathML, and nothing but MathML."""

from xml.etree import ElementTree as ET

import pytest

from harness.renderers._formula import mathml
from mutants._catalogue import catalogue
from mutants._equations import EQUATIONS


@pytest.mark.parametrize("latex", sorted({mutant.formula for mutant in catalogue()} | set(EQUATIONS.values())))
def test_every_formula_of_the_catalogue_is_mathml_without_leftovers(latex: str) -> None:
    result = mathml(latex)
    root = ET.fromstring(result)  # noqa: S314  (our own markup)
    assert root.tag == "math"
    shown = "".join(root.itertext())
    assert shown
    assert "\\" not in shown
    assert "{" not in shown


@pytest.mark.parametrize(
    ("latex", "part"),
    [
        (r"\mathrm{d}f_t", "<mtext>d</mtext>"),
        (r"\frac{a}{b}", "<mfrac>"),
        (r"h_{t-1}", "<msub><mi>h</mi>"),
        (r"h_{next}", "<mtext>next</mtext>"),
        (r"\sigma(x) \odot y", "⊙"),
        (r"\hat{y}", "<mover"),
        (r"\sqrt{V}", "<msqrt>"),
        (r"a \mathrel{+}= b", "<mo>+</mo>"),
    ],
)
def test_typical_parts_are_what_they_should_be(latex: str, part: str) -> None:
    assert part in mathml(latex)


@pytest.mark.parametrize(
    "latex",
    [
        r"\text{<script>alert(1)</script>}",
        r"\href{javascript:alert(1)}{x}",
        r"\style{position:fixed}{x}",
        r"\text{</math><img src=x onerror=alert(1)>}",
        "a & b",
        r"\frac{",
        "",
        "\x00\ud800",
    ],
)
def test_what_is_no_formula_is_shown_as_text_and_carries_nothing_along(latex: str) -> None:
    result = mathml(latex)
    root = ET.fromstring(result)  # noqa: S314  (our own markup)
    assert root.tag in ("math", "code")
    for element in root.iter():
        assert element.tag not in ("script", "img", "a")
        assert not {"href", "style", "onerror"} & element.attrib.keys()


@pytest.mark.parametrize("latex", [r"\frac{", "", "a & b", r"\text{<b>}"])
def test_what_cannot_be_converted_is_shown_as_it_stands(latex: str) -> None:
    root = ET.fromstring(mathml(latex))  # noqa: S314  (our own markup)
    assert root.tag == "code"
    assert (root.text or "") == latex
