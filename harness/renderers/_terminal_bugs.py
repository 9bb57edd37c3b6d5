"""The terminal's part on what is wrong: each bug, and what is known where none is named."""

from typing import TYPE_CHECKING

from harness.hints import Hints
from harness.languages.words import _
from harness.records import Bug, Report, Unexplained
from harness.renderers._cost import cost
from harness.renderers._plain_formula import plain
from harness.renderers._terminal_parts import diff, fact, joined, text
from harness.renderers._text import one_line
from harness.renderers._unexplained import facts as known_facts
from harness.renderers._unexplained import mended
from harness.renderers._verdict import heading, place
from harness.renderers._words import CERTAINTIES, CERTAINTY_MEANS, SEVERITIES
from mutants._mutant import Severity

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

_SEVERITY_STYLES = {Severity.ERROR: "bold red", Severity.ROBUSTNESS: "yellow", Severity.ADVICE: "cyan"}


def bug_line(bug: Bug, hints: Hints) -> "Text":
    """Return a bug in one line: severity, id, place."""
    return joined(
        (_(SEVERITIES[bug.severity]), _SEVERITY_STYLES[bug.severity]),
        (f"  {one_line(bug.id, 200)}" if bug.id else "", ""),
        (f"  {one_line(place(bug, hints), 200)}", ""),
    )


def bug_parts(report: Report, bug: Bug, number: int, *, verbose: bool) -> list["RenderableType"]:
    """Return a bug with all that may be said of it."""
    from rich.padding import Padding

    where = one_line(place(bug, report.hints))
    facts = [
        (_("Where"), _("{where}: {code}", where=where, code=one_line(bug.location.code)) if bug.location else where),
        (_("Equation"), "" if bug.formula else plain(one_line(bug.equation))),
        (_("Hint"), "" if bug.explanation and not verbose else bug.hint),
        (_("Symptom"), bug.symptom),
        (_("Computes"), bug.buggy),
        (_("Should"), bug.correct),
        (_("Evidence"), bug.evidence),
    ]
    if verbose:
        others = _("; ").join(_(" with ").join(ids) for ids in bug.same_numbers_as)
        facts += [
            (_("Formula"), plain(one_line(bug.formula))),
            (_("Why"), bug.explanation),
            (
                _("Certainty"),
                _(
                    "{word}: {meaning}",
                    word=_(CERTAINTIES[bug.certainty]),
                    meaning=_(CERTAINTY_MEANS[bug.certainty]),
                ),
            ),
            (_("Cost"), cost(report, bug)),
            (_("Same as"), others),
        ]
    title = joined(
        (f"{number}. {one_line(bug.id or heading(bug), 200)}", "bold"),
        ("  ", ""),
        (_(SEVERITIES[bug.severity]), _SEVERITY_STYLES[bug.severity]),
        (_(", {certainty}", certainty=_(CERTAINTIES[bug.certainty])), "dim"),
    )
    body: list[RenderableType] = [text(one_line(bug.title))] if bug.title else []
    # Without a title the heading says the part of the model already.
    body += [fact(name, one_line(value)) for name, value in facts if value and (bug.title or value != bug.where)]
    body += [diff(_("Change that was run and passes every gradient check"), bug.fix.diff)] if bug.fix else []
    return [title, *(Padding(part, (0, 0, 0, 3)) for part in body)]


def unexplained_parts(known: Unexplained, hints: Hints) -> list["RenderableType"]:
    """Return what is known of a submission whose bugs are not named."""
    parts: list[RenderableType] = [joined((_("What is known"), "bold"))]
    parts += [fact(name, one_line(value)) for name, value in known_facts(known, hints)]
    if known.changes:
        parts.append(text(one_line(mended(known))))
    for change in known.changes:
        parts += [
            fact(_("Line {line}", line=change.location.line), one_line(change.old)),
            fact(_("Should"), one_line(change.new)),
        ]
    return parts
