"""The class page in a browser: its script may run, sorts and filters, and at 320 px nothing scrolls sideways."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from renderers.pages import Page

from classroom.classes import large, small
from harness.classroom.overview.page import render
from harness.records import Hints

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync")
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
# Puts what the page shows after each step into the page's own title.
STEPS = """
const shown = () => [...document.querySelectorAll("#table tbody tr")].filter((row) => !row.hidden)
  .map((row) => row.cells[0].textContent.slice(0, 8)).slice(0, 4).join(",");
const said = [shown()];
const [name, points, result, bugs] = document.querySelectorAll("#table button");
for (const button of [points, points, bugs, bugs, result, name]) { button.click(); said.push(shown()); }
const words = document.getElementById("words");
const type = (text) => { words.value = text; words.dispatchEvent(new Event("input")); };
type("DOUBLE-tanh dh-"); said.push(shown());
type("");
const outcome = document.getElementById("outcome");
outcome.value = [...outcome.options].find((one) => one.text === "missing").value;
outcome.dispatchEvent(new Event("change"));
said.push(shown(), document.getElementById("shown").textContent);
document.title = said.join("; ");
"""
WIDTHS = """
const frame = document.querySelector("iframe");
frame.onload = () => {
  const page = frame.contentDocument.documentElement;
  document.title = `${page.scrollWidth} of ${page.clientWidth}`;
};
"""

pytestmark = pytest.mark.skipif(BROWSER is None, reason="needs Chromium")


def opened(text: str, folder: Path, *flags: str) -> str:
    """Return the markup of a page after its scripts have run."""
    (folder / "page.html").write_text(text, encoding="utf-8")
    command = [str(BROWSER), *FLAGS, *flags, f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=5000"]
    done = subprocess.run(
        [*command, "--dump-dom", (folder / "page.html").as_uri()],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    return done.stdout


def title_of(text: str) -> str:
    found = re.search("<title>(.*?)</title>", text, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_policy_lets_the_pages_own_script_run_and_no_other(tmp_path: Path) -> None:
    text = render(small(), Hints.EXPLAIN).replace("</body>", "<script>document.title = 'owned'</script></body>")
    dom = opened(text, tmp_path)
    assert len(Page(dom).named("button")) == 4
    assert "13 of 13 shown" in dom
    assert "owned" not in title_of(dom)


def test_columns_sort_both_ways_with_marks_that_do_not_exist_last_and_the_filter_counts(
    tmp_path: Path,
) -> None:
    text = POLICY.sub("", render(small(), Hints.EXPLAIN)).replace("</body>", f"<script>{STEPS}</script></body>")
    assert title_of(opened(text, tmp_path)).split("; ") == [
        "ada,alan,barbara,claude",
        "katherin,&lt;script&gt;,claude,edsger",
        "ada,john,alan,barbara",
        "ada,edsger,frances,grace",
        "claude,alan,barbara,&lt;script&gt;",
        "ada,alan,barbara,claude",
        "ada,alan,barbara,claude",
        "claude",
        "niklaus",
        "1 of 13 shown",
    ]


@pytest.mark.parametrize("width", [320, 1280, 3840])
def test_nothing_scrolls_sideways(width: int, tmp_path: Path) -> None:
    (tmp_path / "class.html").write_text(render(large(40, 3), Hints.EXPLAIN), encoding="utf-8")
    frame = f'<title></title><iframe src="class.html" width="{width}" height="900" style="border:0"></iframe>'
    dom = opened(f"<!doctype html>{frame}<script>{WIDTHS}</script>", tmp_path, "--allow-file-access-from-files")
    inside, there = title_of(dom).split(" of ")
    assert int(inside) <= int(there)
