"""The site of the documentation: a page for each bug, mathematics that are the reference's, quick starts that run."""

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from pages import DOCS, ROOT, commands, run_page

from mutants._catalogue import catalogue
from mutants._mutant import Mutant, Severity

# Whose commands other tests run.
ELSEWHERE = {"exports.md", "class.md", "cluster.md", "gradescope.md", "github-actions.md"}
WITH_COMMANDS = sorted(page for page in DOCS.glob("*.md") if any(commands(page)) and page.name not in ELSEWHERE)
REFERENCE = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "reference").glob("*.py")))
EACH = pytest.mark.parametrize("mutant", catalogue(), ids=lambda mutant: mutant.id)


def module_of_docs(name: str) -> ModuleType:
    """Return a file of docs/ as a module."""
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def bug_pages() -> ModuleType:
    """Return docs/bug_pages.py as a module."""
    return module_of_docs("bug_pages")


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=lambda page: page.stem)
def test_commands_of_a_page_end_as_it_says(page: Path, tmp_path: Path) -> None:
    for name, copy in (("one_bug.py", "lstm.py"), ("correct.py", "correct.py")):
        shutil.copy(ROOT / "examples" / name, tmp_path / copy)
    shutil.copy(ROOT / "tests" / "submissions" / "correct" / "cs231n_step_and_sequence.py", tmp_path / "cell.py")
    (tmp_path / "class").mkdir()
    shutil.copy(ROOT / "examples" / "one_bug.py", tmp_path / "class" / "anna.py")
    assert "Traceback" not in run_page(page, tmp_path)


def test_quick_starts_are_among_the_pages_whose_commands_run() -> None:
    assert {"students.md", "instructors.md", "authors.md"} <= {page.name for page in WITH_COMMANDS}


def test_lines_that_the_mathematics_name_are_the_references() -> None:
    page = (DOCS / "mathematics.md").read_text(encoding="utf-8")
    lines = re.findall(r"\| `([^`]+ (?:\+?=) [^`]+)` \|$", page, re.MULTILINE)
    assert len(lines) > 20
    assert [line for line in lines if line not in REFERENCE] == []


@EACH
def test_every_bug_has_a_page_with_both_lines_its_formula_and_how_it_is_detected(
    bug_pages: ModuleType, mutant: Mutant
) -> None:
    page = bug_pages.pages()[f"bugs/{mutant.id}.md"]
    assert f"```python\n{mutant.buggy}\n```" in page
    assert f"```python\n{mutant.correct}\n```" in page
    assert "<math" in page
    assert mutant.explanation in page
    assert mutant.symptom in page
    detected = page.partition("## How it is detected\n\n")[2].partition("\n\n## ")[0]
    if mutant.severity is Severity.ERROR and not mutant.latent:
        assert "wrong: " in detected or "predictions off" in detected or "raises" in detected
    assert len(detected) > 40


def test_a_bug_of_the_carry_is_right_in_one_step_and_shows_its_plots(bug_pages: ModuleType) -> None:
    page = bug_pages.pages()["bugs/dc-next-without-forget.md"]
    assert "| one step | right |" in page
    assert re.search(r"\| two steps \| wrong: W_f \(", page)
    assert page.count('class="map"') == 8
    assert "Norm of dC over time" in page


def test_a_link_to_what_is_no_page_of_the_site_is_told_with_the_page() -> None:
    exceptions = pytest.importorskip("mkdocs.exceptions", reason="the extra `docs` is not installed")
    hooks = module_of_docs("site_hooks")
    page = SimpleNamespace(file=SimpleNamespace(src_uri="authors.md"))
    text = "[a](../CONTRIBUTING.md#x), [b](verdict.md)"
    assert hooks.on_page_markdown(text, page=page) == "[a](contributing.md#x), [b](verdict.md)"
    for link in ("../LICENSE", "../../elsewhere.md"):
        with pytest.raises(exceptions.PluginError, match=rf"docs/authors\.md links to {re.escape(link)}, which is no"):
            hooks.on_page_markdown(f"[a]({link})", page=page)


@pytest.mark.slow
def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    pytest.importorskip("mkdocs", reason="the extra `docs` is not installed")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for mutant in catalogue():
        assert (tmp_path / "site" / "bugs" / mutant.id / "index.html").is_file()
    listed = (tmp_path / "site" / "catalogue" / "index.html").read_text(encoding="utf-8")
    assert 'href="../bugs/cell-double-tanh/"' in listed
    pages = "".join(path.read_text(encoding="utf-8") for path in sorted((tmp_path / "site").rglob("*.html")))
    assert set(re.findall(r'<(?:script|link|img)[^>]* (?:src|href)="(https?://[^"]+)"', pages)) == set()
