"""The class page: one file that tells a teacher where a class stands, complete without scripts and network."""

import base64
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, FileSystemLoader
from markupsafe import Markup

from harness import __version__
from harness.classroom.overview.distribution import distribution, unmarked
from harness.classroom.overview.lines import (
    AlikeLine,
    BugLine,
    Group,
    ShapeCard,
    StudentLine,
    alike_lines,
    bug_lines,
    groups,
    shape_cards,
    student_lines,
)
from harness.classroom.overview.summary import Overview
from harness.classroom.overview.words import WORDS, css
from harness.hints import Hints
from harness.languages.words import _
from harness.renderers.charts.histogram import Histogram, histogram
from harness.renderers.html import environment, styles

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Page:
    """What the template shows beside the overview."""

    histogram: Histogram | None
    unmarked: str
    judged: int  # students of whom it is known which bugs they have
    shapes: tuple[ShapeCard, ...]
    groups: tuple[Group, ...]
    bugs: tuple[BugLine, ...]
    alike: tuple[AlikeLine, ...]
    students: tuple[StudentLine, ...]
    script: Markup
    script_hash: str  # the one script that the page's policy allows

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """Anchor and name of each part that there is."""
        there = {
            "marks": (_("Marks"), True),
            "attention": (_("To look at first"), bool(self.shapes or self.groups)),
            "bugs": (_("Bugs"), bool(self.bugs)),
            "alike": (_("Same errors"), bool(self.alike)),
            "checks": (_("Checks"), bool(self.judged)),
            "students": (_("Students"), True),
        }
        return tuple((anchor, name) for anchor, (name, wanted) in there.items() if wanted)


def render(found: Overview, hints: Hints) -> str:
    """Return the page; `hints` is the level of the students' pages, to which it links. Same results, same bytes."""
    template = _environment().get_template("class.html.j2")
    sheets = styles() + _own("class.css")
    text = template.render(
        overview=found,
        page=_page(found, hints),
        styles=sheets,
        version=__version__,
        outcomes=WORDS,
        css=css,
        chart=histogram,
    )
    return f"{text}\n"


def _page(found: Overview, hints: Hints) -> Page:
    script = _own("class.js")
    digest = base64.b64encode(sha256(script.encode()).digest()).decode()
    return Page(
        histogram=distribution(found),
        unmarked=unmarked(found),
        judged=found.judged,
        shapes=tuple(shape_cards(found)),
        groups=tuple(groups(found)),
        bugs=tuple(bug_lines(found, hints)),
        alike=tuple(alike_lines(found)),
        students=tuple(student_lines(found, hints)),
        script=script,
        script_hash=f"sha256-{digest}",
    )


@cache
def _environment() -> Environment:
    """Return the environment of the students' reports, with the templates of this folder before theirs."""
    base = environment()
    loaders = [FileSystemLoader(TEMPLATES), *([base.loader] if base.loader else [])]
    return base.overlay(loader=ChoiceLoader(loaders))


@cache
def _own(name: str) -> Markup:
    """Return a style sheet or script of this folder."""
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))  # noqa: S704  (our own files)
