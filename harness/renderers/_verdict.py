"""The verdict and the place of each bug in a few words, the same in every format."""

from collections.abc import Sequence

from harness.hints import Hints
from harness.languages.sentences import sentence
from harness.languages.words import _, ngettext
from harness.records import Bug, Location, Report, Verdict
from harness.renderers._snippet import lines_of
from harness.renderers._words import SEVERITY_ORDER, VERDICTS
from mutants._mutant import Severity


def verdict_title(report: Report) -> str:
    """Return the verdict as a heading: `3 bugs found`, `Clean, with 1 remark`; what others hide does not count."""
    counted = [bug for bug in report.bugs if bug.counts]
    errors = sum(bug.severity is Severity.ERROR for bug in counted)
    remarks = len(counted) - errors
    if report.verdict is Verdict.BUGS and errors:
        return ngettext("{count} bug found", "{count} bugs found", errors)
    if report.verdict is Verdict.CLEAN and remarks:
        return ngettext("Clean, with {count} remark", "Clean, with {count} remarks", remarks)
    return _(VERDICTS[report.verdict])


def in_order(report: Report) -> tuple[Bug, ...]:
    """Return the bugs, errors first, otherwise as they were found."""
    return tuple(sorted(report.bugs, key=lambda bug: SEVERITY_ORDER.index(bug.severity)))


def heading(bug: Bug) -> str:
    """Return the bug in a sentence, or where it is: all that a reader with little help may know."""
    return bug.title or _("In the {where}.", where=bug.where)


def place(bug: Bug, hints: Hints) -> str:
    """Return where the bug is: its lines, or the part of the model, with a remark where no line is known."""
    if bug.location:
        return sentence(lines_label(bug.location))
    return _("{where} (line not placed)", where=bug.where) if hints.shows(Hints.LINE) else bug.where


def to_change(bugs: Sequence[Bug]) -> str:
    """Return in a sentence where to change something for these bugs: their lines, else their parts of the model."""
    lines: dict[int | None, set[int]] = {}
    for bug in bugs:
        if bug.location:
            lines.setdefault(bug.location.cell, set()).update(lines_of(bug.location))
    by_cell = sorted(lines.items(), key=lambda item: item[0] or 0)
    places = [_label(sorted(found), cell) for cell, found in by_cell]
    parts = dict.fromkeys(bug.where.removeprefix("the ") for bug in bugs if not bug.location)
    places += [f"the {' and the '.join(parts)} (line not placed)"] if parts else []
    # One bug has room for its part of the model too.
    single = f", in the {bugs[0].where}" if len(bugs) == 1 and not parts else ""
    return f"To change: {'; '.join(places)}{single}."


def lines_label(location: Location) -> str:
    """Return the numbers of a bug's lines: `line 12`, `lines 12, 14 and 20`, `cell 5, line 12`."""
    return _label(lines_of(location), location.cell)


def _label(lines: Sequence[int], cell: int | None) -> str:
    *others, last = map(str, lines)
    where = f"cell {cell}, " if cell else ""
    return f"{where}lines {', '.join(others)} and {last}" if others else f"{where}line {last}"
