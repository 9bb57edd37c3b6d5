"""`harness open`: the last report in a browser, and a sentence where there is no report or no browser."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness.commands.open import last_report

ROOT = Path(__file__).parents[2]
BROWSER = '#!/bin/sh\nprintf "%s" "$1" > opened\n'


def opened(folder: Path, *arguments: str, browser: str = "") -> "subprocess.CompletedProcess[str]":
    """Run the command where no browser is installed but this one."""
    return subprocess.run(
        [sys.executable, "-m", "harness.cli", "open", *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": os.defpath if browser else "/nonexistent", "BROWSER": browser},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def browser(tmp_path: Path) -> str:
    """Return a browser that only writes down what it is to open."""
    path = tmp_path / "browser"
    path.write_text(BROWSER, encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def written(path: Path, time: int) -> Path:
    """Write a report at this time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("<!doctype html>", encoding="utf-8")
    os.utime(path, (time, time))
    return path


def test_the_report_that_was_written_last_is_opened(tmp_path: Path, browser: str) -> None:
    written(tmp_path / "reports" / "b.html", 1)
    last = written(tmp_path / "reports" / "a.html", 2)
    done = opened(tmp_path, browser=browser)
    assert (done.returncode, done.stdout, done.stderr) == (0, "reports/a.html\n", "")
    assert (tmp_path / "opened").read_text(encoding="utf-8") == last.as_uri()


def test_a_report_can_be_named(tmp_path: Path, browser: str) -> None:
    path = written(tmp_path / "elsewhere" / "it.html", 1)
    assert opened(tmp_path, "elsewhere/it.html", browser=browser).returncode == 0
    assert (tmp_path / "opened").read_text(encoding="utf-8") == path.as_uri()


@pytest.mark.parametrize(
    ("reports", "arguments", "words"),
    [
        ((), (), "There is no report in reports/ of this folder yet: run harness check FILE first."),
        ((), ("no.html",), "There is no report at no.html: run harness check FILE first, or give another path."),
        (("a.html",), (), "No browser could be started here; the report is reports/a.html."),
    ],
)
def test_without_report_or_browser_it_says_so_in_a_sentence(
    tmp_path: Path, reports: tuple[str, ...], arguments: tuple[str, ...], words: str
) -> None:
    for name in reports:
        written(tmp_path / "reports" / name, 1)
    done = opened(tmp_path, *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"harness: {words}\n")


def test_a_class_counts_by_its_page_and_not_by_its_students(tmp_path: Path) -> None:
    written(tmp_path / "it.html", 1)
    page = written(tmp_path / "class" / "index.html", 2)
    written(tmp_path / "class" / "students" / "ann.html", 3)
    assert last_report(tmp_path) == page
