"""What a student's page is made with: a rubric and a language as text, so that a process anywhere can make it."""

import json
from dataclasses import asdict, dataclass, replace
from hashlib import sha256

from harness.classroom.marking import mark, seen_by
from harness.classroom.rubric import Gradescope, Limits, Rubric
from harness.languages.words import ENGLISH, speaking
from harness.records import Report
from harness.renderers import html
from harness.renderers.json_reader import parsed, record_of


@dataclass(frozen=True)
class Look:
    """What a page follows from, beside the report."""

    rubric: Rubric
    language: str


def look_of(rubric: Rubric, language: str = ENGLISH) -> str:
    """Return as JSON what a page shows of a rubric: all but the limits of a run, and what Gradescope hides."""
    shown = Look(replace(rubric, limits=Limits(), gradescope=Gradescope()), language)
    return json.dumps(asdict(shown), default=str, sort_keys=True)  # a decimal as text, so that it stays exact


def read(look: str) -> Look:
    """Return what a look was made of; raises ReportError where it is none."""
    return record_of(Look, parsed(look), "look")


def page(report: Report, look: str) -> str:
    """Return a student's page, with the mark of the rubric and no more help than it gives."""
    given = read(look)
    with speaking(given.language):
        return html.render(seen_by(report, given.rubric, mark(report, given.rubric)), given.rubric.hints)


def digest(look: str, sources: str) -> str:
    """Return what stands for a page's look and the harness that makes it."""
    return sha256(f"{sources} {look}".encode()).hexdigest()
