"""Formulas in a line of text: every one of the catalogue can be read without LaTeX."""

import pytest

from harness.renderers._plain_formula import plain
from mutants._catalogue import catalogue
from mutants._equations import EQUATIONS

FORMULAS = sorted({mutant.formula for mutant in catalogue()} | set(EQUATIONS.values()))


@pytest.mark.parametrize("latex", FORMULAS)
def test_no_latex_is_left(latex: str) -> None:
    text = plain(latex)
    assert not set(text) & set("\\{}\n")
    assert text == " ".join(text.split())
    assert text.count("(") == text.count(")")


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\mathrm{d}C_{t-1} = \mathrm{d}C_t \odot f_t", "dC_(t-1) = dC_t ⊙ f_t"),
        (r"\mathrm{d}W_v = \sum_t \mathrm{d}v_t \, h_t^\top", "dW_v = Σ_t dv_t h_t^T"),
        (r"\hat{y} = \frac{e^{v - \max v}}{\sum e^{v - \max v}}", "ŷ = ((e^(v - max v)) / (Σ e^(v - max v)))"),
        (r"W_x \sim \frac{1}{\sqrt{V}} N(0, 1)", "W_x ~ (1 / √V) N(0, 1)"),
        (r"\unknown{x} \% {", "unknownx % {"),
        ("", ""),
    ],
)
def test_formulas_are_written_in_letters_and_signs(latex: str, text: str) -> None:
    assert plain(latex) == text
