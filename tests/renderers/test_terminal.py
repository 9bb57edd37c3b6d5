"""The summary in the terminal: plain when it must be, narrow when it must be, never fooled."""

import io
import subprocess
import sys

import pytest
from rich.cells import cell_len

from harness.records import Report
from harness.renderers._text import one_line
from harness.renderers.terminal import render, wants_colour

from .samples import (
    SAMPLES,
    clean,
    hostile,
    inconclusive,
    one_bug,
    one_bug_not_placed,
    three_bugs_and_remarks,
    unexplained,
    ungradable,
)

EACH = pytest.mark.parametrize("report", [sample() for sample in SAMPLES.values()], ids=list(SAMPLES))


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


@EACH
@pytest.mark.parametrize("width", [80, 200])
@pytest.mark.parametrize("verbose", [False, True])
def test_no_line_is_wider_than_asked_and_no_control_character_is_left(
    report: Report, width: int, *, verbose: bool
) -> None:
    text = render(report, width=width, verbose=verbose)
    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert all(character.isprintable() or character in "\n\xa0" for character in text)
    text.encode("utf-8")


def test_colours_are_escape_sequences_and_nothing_else_differs() -> None:
    coloured = render(three_bugs_and_remarks(), colour=True)
    assert "\x1b[" in coloured
    assert "\x1b" not in render(three_bugs_and_remarks())


def test_a_hostile_submission_cannot_send_sequences_of_its_own() -> None:
    text = render(hostile(), colour=True, verbose=True)
    assert "\x1b[31m" not in text.replace("\x1b[1;31m", "").replace("\x1b[0m", "")
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in text
    assert "[bold red]:smile:" in render(hostile(), width=200)


def test_the_summary_names_verdict_score_bugs_gradients_checks_and_the_page() -> None:
    text = render(one_bug(), html_path="reports/lstm_anna.html")
    assert text.startswith("✗ 1 bug found  lstm_anna.py  6.5 of 10 points\n")
    for part in ("1. cell-double-tanh  error, exact", "line ", "Symptom", "Evidence", "Gradients", "wrong", "Checks"):
        assert part in text
    assert "failed" in text
    assert "Report  reports/lstm_anna.html" in text


def test_a_bug_without_a_place_names_the_part_of_the_model() -> None:
    assert "cell path (line not placed)" in render(one_bug_not_placed())


def test_quiet_leaves_a_line_for_the_verdict_and_one_for_each_bug() -> None:
    lines = render(three_bugs_and_remarks(), quiet=True).splitlines()
    assert len(lines) == 6
    assert lines[1].startswith("error  cell-double-tanh  line ")
    assert len(render(clean(), quiet=True).splitlines()) == 1


@pytest.mark.parametrize("report", [ungradable(), unexplained(), inconclusive()])
def test_quiet_tells_why_no_bug_is_named(report: Report) -> None:
    assert one_line(report.headline) in render(report, quiet=True, width=200)


def test_verbose_adds_the_code_the_reason_and_what_was_measured() -> None:
    short, full = render(one_bug(), width=200), render(one_bug(), width=200, verbose=True)
    assert "Computes" in short
    assert "Should" in short
    for part in (
        "Formula    dC_t = dC_next + dh_t ⊙ o_t ⊙ (1 - tanh(C_t)^2)",
        "Why",
        "Hint",
        "Certainty",
        "Cost",
        "Same as",
        "largest error over its bar",
        "Seed",
    ):
        assert part in full
        assert part not in short


@pytest.mark.parametrize(
    ("stream", "environment", "wanted"),
    [
        (Terminal(), {}, True),
        (Terminal(), {"NO_COLOR": ""}, True),
        (Terminal(), {"NO_COLOR": "1"}, False),
        (Terminal(), {"TERM": "dumb"}, False),
        (io.StringIO(), {}, False),
    ],
)
def test_colour_is_for_terminals_that_want_it(
    stream: io.StringIO, environment: dict[str, str], *, wanted: bool
) -> None:
    assert wants_colour(stream, environment) is wanted


def test_importing_the_renderers_imports_neither_rich_nor_pygments_nor_the_formula_converter() -> None:
    code = (
        "import sys, harness.renderers.terminal, harness.renderers.html\n"
        "sys.exit(any(name.partition('.')[0] in ('rich', 'pygments', 'latex2mathml') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
