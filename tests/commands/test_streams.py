"""What goes to standard output and what to standard error; completion in the shell."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Run
from grading import EXAMPLES

ROOT = Path(__file__).parents[2]
CHECK = ("check", str(EXAMPLES / "one_bug.py"), "--quick", "--no-report")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def test_json_on_standard_output_is_json_and_nothing_else_even_where_progress_is_shown() -> None:
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "harness.cli", *CHECK, "--json", "-"],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env=ENVIRONMENT,
        check=False,
    )
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 1
    assert json.loads(done.stdout)["bugs"][0]["id"] == "cell-double-tanh"


def test_quiet_says_the_verdict_and_a_line_for_each_bug(harness: Run) -> None:
    ran = harness(*CHECK, "-q")
    verdict, *bugs = ran.out.splitlines()
    assert verdict.startswith("✗ 1 bug found")
    assert [line.split()[:2] for line in bugs] == [["error", "cell-double-tanh"]]
    assert ran.err == ""


def test_verbose_says_all_that_the_usual_summary_says_and_more(harness: Run) -> None:
    usual, loud = (harness(*CHECK, *options).out for options in ((), ("-v",)))
    assert set(usual.split()) <= set(loud.split())
    assert "Reproduce" in loud
    assert "Why" in loud


@pytest.mark.parametrize("width", ["80", "40"])
def test_no_line_is_longer_than_the_terminal_is_wide(harness: Run, monkeypatch: pytest.MonkeyPatch, width: str) -> None:
    monkeypatch.setenv("COLUMNS", width)
    assert max(map(len, harness(*CHECK, "-v").out.splitlines())) <= int(width)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize(("words", "completed"), [("harness ch", "check"), ("harness check --wat", "--watch")])
def test_completion_knows_the_commands_and_their_options(shell: str, words: str, completed: str) -> None:
    parts = words.split()
    place = parts[-1] if shell == "fish" else str(len(parts) - 1)
    done = subprocess.run(
        [sys.executable, "-c", "import sys; sys.argv[0] = 'harness'; from harness.cli import main; main()"],
        env={**ENVIRONMENT, "_HARNESS_COMPLETE": f"{shell}_complete", "COMP_WORDS": words, "COMP_CWORD": place},
        capture_output=True,
        text=True,
        check=False,
    )
    assert completed in done.stdout


@pytest.mark.skipif(os.name != "posix", reason="limits are set as POSIX has them")
def test_a_page_for_which_there_is_no_room_is_told_and_leaves_the_one_that_stood_there(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("the page of yesterday", encoding="utf-8")
    code = (
        "import resource, pathlib\nfrom harness.commands._output import write_text\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\nwrite_text(pathlib.Path('page.html'), 'x' * 3000)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    said = "page.html cannot be written: the file is larger than the system allows; allow larger ones, or give another"
    assert f"UsageError: {said} path." in done.stderr
    assert [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()] == ["the page of yesterday"]
