"""The page of accuracy counts what it says, tells what was missed, and is made by the command that it names."""

from dataclasses import replace
from pathlib import Path

import pytest
from grading import QUICK, graded_text
from injected import ERRORS, Injected, by_hand, injected, styles

from benchmarks.accuracy import PAGE, judged, main
from benchmarks.accuracy_page import Right, Wrong, page, wilson
from harness.records import Verdict

ONE = next(one for one in by_hand() if one.bug == "sigma-prime-half.f" and one.contract == "language_model")
RIGHT = Right("cs231n", "cs231n_steps_alone", 3, Verdict.CLEAN)
WRONG = Wrong("char_rnn", "by hand: cell-double-tanh", alarm=True, named=True, line=True, fixed=True, said="bugs")


@pytest.mark.parametrize(
    ("hits", "trials", "interval"),
    [
        (0, 10, (0.0, 0.2775)),
        (1, 10, (0.0179, 0.4042)),
        (81, 263, (0.2553, 0.3662)),  # R. G. Newcombe, Statistics in Medicine 17 (1998), table I
        (10, 10, (0.7225, 1.0)),
        (0, 0, (0.0, 1.0)),
    ],
)
def test_intervals_are_wilsons(hits: int, trials: int, interval: tuple[float, float]) -> None:
    assert wilson(hits, trials) == pytest.approx(interval, abs=5e-5)


def test_a_report_is_held_against_the_bug_that_was_injected() -> None:
    report = graded_text(ONE.text, QUICK._replace(mends=True))
    found = judged(ONE, report)
    assert (found.alarm, found.named, found.line, found.fixed) == (True, True, True, True)
    assert judged(replace(ONE, lines=frozenset({1})), report).line is False
    other = judged(replace(ONE, bug="cell-double-tanh"), report)
    assert (other.alarm, other.named, other.line) == (True, False, None)
    assert judged(ONE, replace(report, mended=None)).fixed is False


def test_what_is_missed_is_counted_and_listed() -> None:
    false = replace(RIGHT, verdict=Verdict.UNEXPLAINED)
    missed = replace(WRONG, named=False, alarm=False, line=None, fixed=False, said="clean")
    text = page([RIGHT, false, RIGHT], [WRONG, missed, replace(WRONG, line=False)], "a command", 116, 1)
    assert "| `cs231n` | 1 of 3: 33.3 % (6.1 to 79.2) |" in text
    assert "- `cs231n` cs231n_steps_alone, seed 3: unexplained\n" in text
    row = next(line for line in text.splitlines() if line.startswith("| `char_rnn` | 2 of 3"))
    assert [cell.partition(":")[0].strip() for cell in row.split("|")[2:8]] == [
        "2 of 3", "2 of 3", "1 of 2", "1 of 2", "0 of 2", "2 of 3",
    ]  # fmt: skip
    assert "### Not named\n\n- `char_rnn` by hand: cell-double-tanh: clean\n" in text
    assert "### On a wrong line\n\n- `char_rnn` by hand: cell-double-tanh" in text


def test_nothing_is_listed_where_nothing_was_missed() -> None:
    assert "###" not in page([RIGHT], [WRONG], "a command", 116, 1)


@pytest.mark.parametrize(("contract", "style"), [*styles(1)], ids=lambda part: part.replace(" ", "-"))
def test_the_lines_of_an_injected_bug_differ_from_the_right_ones(contract: str, style: str) -> None:
    one: Injected = next(injected(contract, style, [ONE.bug]))
    assert one.lines
    assert max(one.lines) <= len(one.text.splitlines())
    assert one.contract in ("language_model", contract, "char_rnn")


def test_a_small_run_writes_the_page_of_its_command(tmp_path: Path) -> None:
    options = ["--seeds", "1", "--files", "1", "--every", str(len(ERRORS)), "--rewritings", "1"]
    main([*options, "--output", str(tmp_path / "page.md")])
    text = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert f"python benchmarks/accuracy.py --seeds 1 --every {len(ERRORS)} --rewritings 1 --files 1`" in text
    assert "| all | 0 of 1: 0.0 % (0.0 to 79.3) |" in text
    assert "### False alarms" not in text


def test_the_committed_page_was_written_by_the_benchmark() -> None:
    committed = PAGE.read_text(encoding="utf-8")
    assert committed.startswith("# How often it is right\n\nWritten by `python benchmarks/accuracy.py ")
    assert "### False alarms" not in committed
