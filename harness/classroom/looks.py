"""What a student's page is made with: a rubric as text, so that a process anywhere can make it, and tell it apart."""

import json
from dataclasses import asdict, replace
from hashlib import sha256

from harness.classroom.marking import mark, seen_by
from harness.classroom.rubric import Gradescope, Limits, Rubric
from harness.records import Report
from harness.renderers import html
from harness.renderers.json_reader import parsed, record_of


def look_of(rubric: Rubric) -> str:
    """Return as JSON what a page shows of a rubric: all but the limits of a run, and what Gradescope hides."""
    shown = replace(rubric, limits=Limits(), gradescope=Gradescope())
    return json.dumps(asdict(shown), default=str, sort_keys=True)  # a decimal as text, so that it stays exact


def rubric_of(look: str) -> Rubric:
    """Return the rubric that a look was made of; raises ReportError where it is none."""
    return record_of(Rubric, parsed(look), "rubric")


def page(report: Report, look: str) -> str:
    """Return a student's page, with the mark of the rubric and no more help than it gives."""
    rubric = rubric_of(look)
    return html.render(seen_by(report, rubric, mark(report, rubric)), rubric.hints)


def digest(look: str, sources: str) -> str:
    """Return what stands for a page's rubric and the harness that makes it."""
    return sha256(f"{sources} {look}".encode()).hexdigest()
