"""A comparison of two runs, as a table for the terminal and as JSON for other programs."""

from collections import Counter
from decimal import Decimal
from io import StringIO

from harness.classroom.comparing import Comparison, Difference, Kind, Standing
from harness.classroom.exports._form import as_json
from harness.classroom.overview.words import SHORT
from harness.languages.words import N_, _, ngettext
from harness.renderers._text import one_line
from harness.renderers.json import JSON

# Version of the JSON.  1: first.
FORMAT = 1
LEAST_WIDTH = 60  # narrower, the five columns break
MOST_NAME = 40  # characters
ARROW = " → "
KINDS = {Kind.CHANGED: N_("changed"), Kind.ADDED: N_("added"), Kind.GONE: N_("gone")}
NOTHING = "—"  # no mark, which is not a zero


def as_text(found: Comparison, width: int) -> str:
    """Return a line for each student who differs, and the counts."""
    table = _table(found, width) if found.differences else ""
    return f"{table}{_possible(found)}{_counts(found)}\n"


def to_json(found: Comparison) -> str:
    """Return the comparison as JSON; marks are exact decimals, as text."""
    changes: list[JSON] = [
        {
            "student": one.student,
            "kind": one.kind.value,
            "before": _record(one.before),
            "after": _record(one.after),
            "bugs_added": list(one.bugs_added),
            "bugs_gone": list(one.bugs_gone),
        }
        for one in found.differences
    ]
    return as_json({"format": FORMAT, "same": found.same, "changes": changes})


def _table(found: Comparison, width: int) -> str:
    from rich.console import Console  # rich takes 50 ms to import
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for name in (_("student"), "", _("mark"), _("result"), _("bugs")):
        table.add_column(name, overflow="fold")
    for one in found.differences:
        cells = (one_line(one.student, MOST_NAME), _(KINDS[one.kind]), _marks(one), _outcomes(one), _bugs(one))
        table.add_row(*(Text(cell) for cell in cells))
    buffer = StringIO()
    Console(file=buffer, width=max(width, LEAST_WIDTH), color_system=None, legacy_windows=False, _environ={}).print(
        table
    )
    return "".join(f"{line.rstrip()}\n" for line in buffer.getvalue().splitlines()) + "\n"


def _counts(found: Comparison) -> str:
    number = Counter(one.kind for one in found.differences)
    parts = [_("{count} {kind}", count=number[kind], kind=_(KINDS[kind])) for kind in Kind if number[kind]]
    marks = [(one.before.earned, one.after.earned) for one in found.differences if one.before and one.after]
    known = [(before, after) for before, after in marks if before is not None and after is not None]
    higher, lower = sum(old < new for old, new in known), sum(old > new for old, new in known)
    told = _(", ").join([*parts, _("{count} the same", count=found.same)])
    changed = [ngettext("{count} mark higher", "{count} marks higher", higher)] if higher else []
    changed += [ngettext("{count} mark lower", "{count} marks lower", lower)] if lower else []
    return (_("; ").join([told, _(", ").join(changed)]) if changed else told) + _(".")


def _possible(found: Comparison) -> str:
    """Return a line for each way in which the points that can be earned have changed."""
    pairs = {(one.before.possible, one.after.possible) for one in found.differences if one.before and one.after}
    known = sorted((old, new) for old, new in pairs if old is not None and new is not None and old != new)
    return "".join(
        _("The points that can be earned: {change}.", change=f"{old:f}{ARROW}{new:f}") + "\n" for old, new in known
    )


def _marks(one: Difference) -> str:
    return _moved(one, _mark(one.before), _mark(one.after))


def _outcomes(one: Difference) -> str:
    return _moved(one, _outcome(one.before), _outcome(one.after))


def _outcome(one: Standing | None) -> str:
    return "" if one is None else _(SHORT[one.outcome])


def _bugs(one: Difference) -> str:
    signs = [f"-{bug}" for bug in one.bugs_gone] + [f"+{bug}" for bug in one.bugs_added]
    return one_line(" ".join(signs))


def _moved(one: Difference, before: str, after: str) -> str:
    if one.kind is not Kind.CHANGED:
        return before or after
    return before if before == after else f"{before}{ARROW}{after}"


def _mark(one: Standing | None) -> str:
    return "" if one is None else _number(one.earned)


def _number(value: Decimal | None) -> str:
    return NOTHING if value is None else f"{value:f}"


def _record(one: Standing | None) -> JSON:
    if one is None:
        return None
    return {
        "slug": one.slug,
        "outcome": one.outcome.value,
        "earned": None if one.earned is None else str(one.earned),
        "possible": None if one.possible is None else str(one.possible),
        "bugs": list(one.bugs),
    }
