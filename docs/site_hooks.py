"""What MkDocs adds to docs/: a page for each bug, the pages beside this folder, the style sheet of the charts."""

import os
import re
import sys
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(Path(__file__).parent))  # MkDocs loads this file by its path

import bug_pages  # noqa: E402

from harness.renderers._formula import mathml  # noqa: E402

# Pages that stand where people look for them in a repository; what they link to is in docs/.
BESIDE = {"CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changes.md", "examples/README.md": "examples.md"}
# The order of the navigation; pages that are not named here follow.
FIRST = ("index.md", "students.md", "instructors.md", "authors.md", "mathematics.md", "verdict.md", "catalogue.md")
CHARTS = ROOT / "harness" / "renderers" / "templates" / "charts.css"
LINK = re.compile(r"\]\((?!https?://|#)([^)\s#]+)((?:#[^)\s]*)?)\)")
MATHS = re.compile(r"\$([^$\n]+)\$")
ID = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the pages in order."""
    docs = Path(config.docs_dir)
    others = sorted(path.name for path in docs.glob("*.md") if path.name not in FIRST)
    nav: list[Any] = [*FIRST, *others, *BESIDE.values()]
    nav.append({"Every bug": list(bug_pages.pages())})
    config.nav = nav
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made."""
    made = dict(bug_pages.pages())
    made |= {name: _moved(ROOT / path) for path, name in BESIDE.items()}
    made["charts.css"] = CHARTS.read_text(encoding="utf-8")
    for name, text in made.items():
        files.append(File.generated(config, name, content=text))
    return files


def on_page_markdown(markdown: str, *, page: Page, **_: object) -> str:
    """Lead from the catalogue to the bugs, and from links that leave docs/ to where their pages are here."""
    name = page.file.src_uri
    if name == "catalogue.md":
        markdown = ID.sub(lambda hit: f"| [`{hit[1]}`](bugs/{hit[1]}.md) |", markdown)
    if name == "mathematics.md":
        markdown = MATHS.sub(lambda hit: mathml(hit[1]).replace(' display="block"', ""), markdown)
    return LINK.sub(lambda hit: _here(name, hit), markdown)


def _here(name: str, hit: re.Match[str]) -> str:
    if name in BESIDE.values() or name.startswith("bugs/"):
        return hit[0]
    target = (ROOT / "docs" / hit[1]).resolve()
    if target.is_relative_to(ROOT / "docs"):
        return hit[0]
    beside = BESIDE.get(os.path.relpath(target, ROOT))
    if beside is None:
        raise PluginError(
            f"docs/{name} links to {hit[1]}, which is no page of the site: expected one in docs/, or of BESIDE in "
            "docs/site_hooks.py; add it there, or give an address with https."
        )
    return f"]({beside}{hit[2]})"


def _moved(path: Path) -> str:
    """Return a page with its links as they must be in docs/; those to files that are no pages lose their target."""

    def moved(hit: re.Match[str]) -> str:
        target = (path.parent / hit[1]).resolve()
        if target.is_relative_to(ROOT / "docs"):
            return f"]({target.relative_to(ROOT / 'docs')}{hit[2]})"
        inside = str(target.relative_to(ROOT))
        return f"]({BESIDE.get(inside, 'index.md')}{hit[2] if inside in BESIDE else ''})"

    return LINK.sub(moved, path.read_text(encoding="utf-8"))
