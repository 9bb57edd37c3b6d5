"""What pages are made with travels as text, and comes back as the same rubric."""

from dataclasses import replace
from decimal import Decimal

import pytest
from grading import EXAMPLES, graded
from renderers.samples import SAMPLES

from harness.classroom import looks
from harness.classroom.rubric import Charge, Deductions, Gradients, Level, Limits, Rubric
from harness.hints import Hints
from harness.renderers import html
from harness.renderers.json_reader import ReportError
from mutants._mutant import Severity

FULL = Rubric(
    hints=Hints.LINE,
    ungradable=None,
    gradients=Gradients(partial=True, levels=(Level(Decimal("1e-3"), Decimal("0.5")),), weights={"W_f": Decimal(2)}),
    deductions=Deductions(Decimal("10.10"), Decimal(1), bugs={"cell-double-tanh": Charge(Decimal("8.75"), None)}),
    severities={"no-eps-in-log": Severity.ERROR},
)


@pytest.mark.parametrize("rubric", [Rubric(), FULL])
def test_a_rubric_comes_back_exactly(rubric: Rubric) -> None:
    assert looks.read(looks.look_of(rubric)).rubric == rubric


def test_what_no_page_shows_makes_no_other_look() -> None:
    assert looks.look_of(replace(FULL, limits=Limits(Decimal(99)))) == looks.look_of(FULL)
    others = [replace(FULL, hints=Hints.TOPIC), replace(FULL, deductions=Deductions()), Rubric()]
    assert len({looks.digest(looks.look_of(one), "sources") for one in (FULL, *others)}) == 4
    assert looks.digest("look", "sources") != looks.digest("look", "others")


def test_the_default_rubric_gives_the_page_of_a_check() -> None:
    report = graded(EXAMPLES / "one_bug.py")
    assert looks.page(report, looks.look_of(Rubric())) == html.render(report)


def test_a_page_has_the_mark_and_the_help_of_its_rubric() -> None:
    report = SAMPLES["one_bug"]()
    page = looks.page(report, looks.look_of(replace(FULL, points={"gradients": Decimal("61.25")})))
    assert "61.25" in page
    assert "cell-double-tanh" not in page
    assert "cell-double-tanh" in html.render(report)


@pytest.mark.parametrize("look", ["", "{}", '{"hints": "line"}', looks.look_of(FULL).replace('"8.75"', '"x"')])
def test_what_is_no_rubric_is_refused(look: str) -> None:
    with pytest.raises(ReportError):
        looks.read(look)
