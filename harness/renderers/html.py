"""A page in one file, complete without scripts and network, for light and dark, screen and paper."""

import os
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from harness import __version__
from harness.hints import Hints
from harness.languages.choosing import sheets
from harness.languages.sentences import gap, sentence
from harness.languages.words import _, ngettext, spoken
from harness.measured import TensorError
from harness.records import Bug, CheckResult, Report
from harness.renderers import _words
from harness.renderers._compare import compare
from harness.renderers._cost import cost
from harness.renderers._formula import mathml
from harness.renderers._highlight import highlighted
from harness.renderers._hints import USUAL, redacted
from harness.renderers._links import anchors, is_web
from harness.renderers._markup import bold, linked
from harness.renderers._numbers import human, percent, points
from harness.renderers._snippet import AROUND, SnippetLine, before, rows_of, snippet
from harness.renderers._source import LeftOut, SourceLine, is_cut, left_out, listing, normal
from harness.renderers._spoken import in_language
from harness.renderers._text import clean, shorten
from harness.renderers._unexplained import facts, mended
from harness.renderers._verdict import heading, in_order, place, verdict_title
from harness.renderers.charts import derivative_plot, error_map, norms_plot, step_plot, training_plot

_TEMPLATES = Path(__file__).parent / "templates"
_STYLE_SHEETS = ("style.css", "charts.css")
_MOST_CHARACTERS = 20_000  # of any one text on the page
_PRINTED = 4000  # characters of the submission's output: enough to recognise it


class Card(NamedTuple):
    """A bug and all that its card shows beside the record."""

    bug: Bug
    number: int
    anchor: str
    heading: str
    place: str  # its lines, or the part of the model, with a remark where no line is known
    snippet: tuple[tuple[SnippetLine, ...], ...]
    buggy: Markup
    correct: Markup
    cost: str
    row: int | None  # of its first line in the listing, where that holds it, so that it can be linked


class Page(NamedTuple):
    """What the template shows beside the report."""

    title: str
    cards: tuple[Card, ...]
    checks: tuple[CheckResult, ...]
    tensors: tuple[TensorError, ...]
    lines: tuple[SourceLine, ...]
    lines_cut: bool
    left_out: tuple[LeftOut, ...]
    printed: str
    earned: float  # of all points, 0 to 1
    known: tuple[tuple[str, str], ...]  # where no documented bug explains the numbers
    mended: str


def render(report: Report, hints: Hints = USUAL) -> str:
    """Return the report, as far as the level of help goes, as an HTML document; equal reports give the same bytes."""
    shown = in_language(redacted(report, hints))
    template = environment().get_template("report.html.j2")
    return template.render(report=shown, page=_page(shown), styles=styles(), version=__version__) + "\n"


def warm_up() -> None:
    """Load all that the first page needs (0.1 s), so that it is done while a worker computes."""
    loaded = environment()
    for name in loaded.list_templates(extensions=["j2"]):
        loaded.get_template(name)
    mathml("h_t")
    highlighted("h_t", (1,))


def _page(report: Report) -> Page:
    bugs = in_order(report)
    lines = listing(report.source, bugs) if report.source else ()
    rows = {row for bug in bugs for row in rows_of(report.source, bug.location)}
    near = {line for row in rows for line in range(row - AROUND, row + AROUND + 1) if 0 < line <= len(lines)}
    code = highlighted(normal(report.source), near) if report.source and near else ()
    score = report.score
    return Page(
        title=verdict_title(report),
        cards=tuple(
            _card(report, bug, number, anchor, code)
            for number, (bug, anchor) in enumerate(zip(bugs, anchors(bug.id for bug in bugs), strict=True), start=1)
        ),
        checks=tuple(sorted(report.checks, key=lambda check: _words.STATUS_ORDER.index(check.status))),
        tensors=tuple(sorted(report.tensors, key=_gate_first)),
        lines=lines,
        lines_cut=report.source is not None and is_cut(report.source),
        left_out=left_out(report.source) if report.source else (),
        printed=shorten(report.source.printed, _PRINTED) if report.source else "",
        earned=min(1.0, max(0.0, score.earned / score.possible)) if score.possible > 0 else 0.0,
        known=facts(report.unexplained, report.hints) if report.unexplained else (),
        mended=mended(report.unexplained) if report.unexplained else "",
    )


def _card(report: Report, bug: Bug, number: int, anchor: str, code: tuple[Markup, ...]) -> Card:
    buggy, correct = compare(bug.buggy, bug.correct)
    rows = rows_of(report.source, bug.location)
    around = snippet(code, rows, before(report.source, bug.location))
    return Card(
        bug=bug,
        number=number,
        anchor=anchor,
        heading=heading(bug),
        place=place(bug, report.hints),
        snippet=around,
        buggy=buggy,
        correct=correct,
        cost=cost(report, bug),
        row=rows[0] if around else None,
    )


def _gate_first(tensor: TensorError) -> tuple[str, str]:
    """Sort a gate's weight beside its bias: W_f, b_f, W_g, b_g."""
    kind, _, gate = tensor.name.partition("_")
    return gate, kind


def styles() -> Markup:
    """Return the style sheets; passed as a value, since the compiled template that is kept must not hold them."""
    return _sheets(spoken())


@cache
def _sheets(language: str) -> Markup:
    """Return our style sheets, and behind them that of a language whose letters need other fonts."""
    paths = [*(_TEMPLATES / name for name in _STYLE_SHEETS), *sheets(language)]
    return Markup("").join(Markup(path.read_text(encoding="utf-8")) for path in paths)  # noqa: S704  (our own files)


@cache
def environment() -> Environment:
    """Return the environment in which every text is escaped and made visible, without being asked to."""
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_visible,
        bytecode_cache=None if sys.dont_write_bytecode else _bytecode_cache(_TEMPLATES / "__pycache__"),
    )
    made.filters |= {
        "human": human,
        "percent": percent,
        "points": points,
        "mathml": mathml,
        "shorten": shorten,
        "sentence": sentence,
        "bold": bold,
        "linked": linked,
        "run": _run,
    }
    made.tests |= {"web": is_web, "joined": error_map.is_reduced}
    made.globals |= {
        "_": _,
        "ngettext": ngettext,
        "gap": gap,
        "lang": _lang,
        "words": _words,
        "derivative_plot": derivative_plot,
        "error_map": error_map,
        "norms_plot": norms_plot,
        "step_plot": step_plot,
        "training_plot": training_plot,
    }
    return made


def _lang() -> str:
    """Return the page's language as HTML names it: `zh-Hant`."""
    return spoken().replace("_", "-")


def _run(label: str) -> str:
    """Return whose numbers a curve shows; a heading may not be empty."""
    return sentence(label) or _(_words.UNNAMED)


def _bytecode_cache(folder: Path) -> FileSystemBytecodeCache | None:
    """Keep compiled templates as Python keeps compiled modules (saves 45 ms), where it may and can."""
    try:
        folder.mkdir(exist_ok=True)
    except OSError:
        return None
    return FileSystemBytecodeCache(str(folder), f"%s.{__version__}.jinja") if os.access(folder, os.W_OK) else None


def _visible(value: object) -> object:
    """Return a text without hidden characters; markup was cleaned where it was made."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else clean(shorten(value, _MOST_CHARACTERS))
