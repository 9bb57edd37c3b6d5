"""A summary for the terminal: verdict, bugs, gradients and checks in words."""

from collections.abc import Mapping
from io import StringIO
from typing import TYPE_CHECKING, TextIO

from harness.records import Bug, CheckResult, Hints, Report, Status, TensorError, Unexplained, Verdict
from harness.renderers._cost import cost
from harness.renderers._hints import USUAL, redacted
from harness.renderers._numbers import ascii_number, points
from harness.renderers._plain_formula import plain
from harness.renderers._source import left_out
from harness.renderers._text import clean, one_line, shorten
from harness.renderers._unexplained import facts as known_facts
from harness.renderers._unexplained import mended
from harness.renderers._verdict import heading, in_order, place, verdict_title
from harness.renderers._words import CERTAINTY_MEANS, HINTS_MEAN, SEVERITIES, STATUS_ORDER, STATUSES, SYMBOLS
from mutants._mutant import Severity

if TYPE_CHECKING:  # rich takes 50 ms to import, which is paid only when something is shown
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

_LEAST_WIDTH = 40  # narrower, the tables break
_LABEL = 10  # columns for the name of a bug's fact
_VERDICT_STYLES = {
    Verdict.CLEAN: "bold green",
    Verdict.BUGS: "bold red",
    Verdict.UNEXPLAINED: "bold red",
    Verdict.INCONCLUSIVE: "bold yellow",
    Verdict.UNGRADABLE: "bold red",
}
_SAID_IN_WORDS = frozenset({Verdict.UNEXPLAINED, Verdict.INCONCLUSIVE, Verdict.UNGRADABLE})
_STATUS_STYLES = {
    Status.PASS: "green",
    Status.FAIL: "bold red",
    Status.SKIP: "dim",
    Status.INCONCLUSIVE: "yellow",
    Status.ADVICE: "cyan",
}
_MOST_OF_A_DIFF = 20_000  # characters
_DIFF_STYLES = {"+": "green", "-": "red"}
_SEVERITY_STYLES = {Severity.ERROR: "bold red", Severity.ROBUSTNESS: "yellow", Severity.ADVICE: "cyan"}


def wants_colour(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Tell whether the stream is a terminal that shows colours and nobody declined them (no-color.org)."""
    return stream.isatty() and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


def render(
    report: Report,
    hints: Hints = USUAL,
    *,
    width: int = 80,
    colour: bool = False,
    quiet: bool = False,
    verbose: bool = False,
    html_path: str = "",
) -> str:
    """Return the summary, as far as the level of help goes, in lines of at most `width` columns.

    `quiet` leaves the verdict, its sentence where no bug says why, and a line for each bug; `verbose` adds the
    explanations, the code and what was measured.  Without `colour` the text holds no escape sequence, whatever the
    submission contains.
    """
    from rich.console import Console

    buffer = StringIO()
    console = Console(
        file=buffer,
        width=max(width, _LEAST_WIDTH),
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        _environ={},
    )
    shown = redacted(report, hints)
    parts = _quiet(shown) if quiet else _full(shown, verbose=verbose, html_path=html_path)
    for part in parts:
        console.print(part)
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"


def warm_up() -> None:
    """Load Rich (0.05 s), so that a thread can do it while a worker computes."""
    import rich.console
    import rich.table
    import rich.text  # noqa: F401  (loading is all)


def _quiet(report: Report) -> list["RenderableType"]:
    # Without a bug that is named, the sentence is all there is to know.
    sentence = [_text(one_line(report.headline))] if report.verdict in _SAID_IN_WORDS else []
    return [_verdict_line(report), *sentence, *(_bug_line(bug, report.hints) for bug in in_order(report))]


def _full(report: Report, *, verbose: bool, html_path: str) -> list["RenderableType"]:
    parts: list[RenderableType] = [_verdict_line(report), _text(one_line(report.headline))]
    for number, bug in enumerate(in_order(report), start=1):
        parts += ["", *_bug(report, bug, number, verbose=verbose)]
    if report.mended and not (len(report.bugs) == 1 and report.bugs[0].fix):
        parts += ["", _diff("All changes together: run, and right by every gradient check", report.mended.diff)]
    if report.unexplained:
        parts += ["", *_unexplained(report.unexplained, report.hints)]
    if report.tensors:
        parts += ["", _tensors(report.tensors)]
    if report.checks:
        parts += ["", _checks(report.checks, verbose=verbose)]
    if verbose:
        parts += ["", *_reproduce(report)]
    if html_path:
        parts += ["", _joined(("Report  ", "bold"), (one_line(html_path), ""))]
    return parts


def _verdict_line(report: Report) -> "Text":
    score = report.score
    earned = f"  {points(score.earned)} of {points(score.possible)} points" if score.possible > 0 else ""
    return _joined(
        (f"{SYMBOLS[report.verdict]} {verdict_title(report)}", _VERDICT_STYLES[report.verdict]),
        (f"  {one_line(report.submission, 200)}", ""),
        (earned, "dim"),
    )


def _bug_line(bug: Bug, hints: Hints) -> "Text":
    return _joined(
        (SEVERITIES[bug.severity], _SEVERITY_STYLES[bug.severity]),
        (f"  {one_line(bug.id, 200)}" if bug.id else "", ""),
        (f"  {one_line(place(bug, hints), 200)}", ""),
    )


def _bug(report: Report, bug: Bug, number: int, *, verbose: bool) -> list["RenderableType"]:
    from rich.padding import Padding

    where = one_line(place(bug, report.hints))
    facts = [
        ("Where", f"{where}: {one_line(bug.location.code)}" if bug.location else where),
        ("Equation", "" if bug.formula else plain(one_line(bug.equation))),
        ("Hint", "" if bug.explanation and not verbose else bug.hint),
        ("Symptom", bug.symptom),
        ("Computes", bug.buggy),
        ("Should", bug.correct),
        ("Evidence", bug.evidence),
    ]
    if verbose:
        others = "; ".join(" with ".join(ids) for ids in bug.same_numbers_as)
        facts += [
            ("Formula", plain(one_line(bug.formula))),
            ("Why", bug.explanation),
            ("Certainty", f"{bug.certainty.value}: {CERTAINTY_MEANS[bug.certainty]}"),
            ("Cost", cost(report, bug)),
            ("Same as", others),
        ]
    title = _joined(
        (f"{number}. {one_line(bug.id or heading(bug), 200)}", "bold"),
        ("  ", ""),
        (SEVERITIES[bug.severity], _SEVERITY_STYLES[bug.severity]),
        (f", {bug.certainty.value}", "dim"),
    )
    body: list[RenderableType] = [_text(one_line(bug.title))] if bug.title else []
    # Without a title the heading says the part of the model already.
    body += [_facts(name, one_line(value)) for name, value in facts if value and (bug.title or value != bug.where)]
    body += [_diff("Change that was run and passes every gradient check", bug.fix.diff)] if bug.fix else []
    return [title, *(Padding(part, (0, 0, 0, 3)) for part in body)]


def _diff(title: str, diff: str) -> "Text":
    """Return a verified change; a line that is too long goes on below."""
    from rich.text import Text

    lines = clean(shorten(diff, _MOST_OF_A_DIFF)).rstrip("\n").split("\n")
    coloured = [Text(line, style=_DIFF_STYLES.get(line[:1], "dim"), overflow="fold") for line in lines]
    return Text(f"{title}\n", style="dim").append(Text("\n").join(coloured))


def _unexplained(known: Unexplained, hints: Hints) -> list["RenderableType"]:
    parts: list[RenderableType] = [_joined(("What is known", "bold"))]
    parts += [_facts(name, one_line(value)) for name, value in known_facts(known, hints)]
    if known.changes:
        parts.append(_text(one_line(mended(known))))
    for change in known.changes:
        parts += [_facts(f"Line {change.location.line}", one_line(change.old)), _facts("Should", one_line(change.new))]
    return parts


def _facts(name: str, value: str) -> "Table":
    from rich.table import Table

    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=_LABEL, style="dim")
    grid.add_column(overflow="fold")
    grid.add_row(_text(name), _text(value))
    return grid


def _tensors(tensors: tuple[TensorError, ...]) -> "Table":
    table = _table("Gradients")
    for column in ("of", "verdict", "relative error"):
        table.add_column(column, overflow="fold", justify="right" if column == "relative error" else "left")
    for tensor in tensors:
        verdict = _joined(("right", "green") if tensor.right else ("wrong", "bold red"))
        table.add_row(_text(one_line(tensor.name, 80)), verdict, _text(ascii_number(tensor.relative_error)))
    return table


def _checks(checks: tuple[CheckResult, ...], *, verbose: bool) -> "Table":
    table = _table("Checks")
    table.add_column("status", no_wrap=True, width=max(map(len, STATUSES.values())))
    table.add_column("check", overflow="fold", max_width=20)
    table.add_column("message", overflow="fold")
    for check in sorted(checks, key=lambda check: STATUS_ORDER.index(check.status)):
        facts = [f"{one_line(fact.name)}: {one_line(fact.value)}" for fact in check.facts if verbose]
        message = "\n".join([one_line(check.message)] * bool(check.message) + facts)
        status = _joined((STATUSES[check.status], _STATUS_STYLES[check.status]))
        table.add_row(status, _text(one_line(check.id, 80)), _text(message))
    return table


def _reproduce(report: Report) -> list["RenderableType"]:
    isolation, versions = report.isolation, report.reproduce.versions
    facts = [
        ("Reproduce", report.reproduce.command),
        ("Seed", str(report.reproduce.seed)),
        ("Versions", ", ".join(f"{name} {versions[name]}" for name in sorted(versions))),
        ("Isolation", isolation.name),
        ("Enforced", "; ".join(isolation.enforced)),
        ("Not held", "; ".join(isolation.not_enforced)),
        ("Help", f"{report.hints.value}: {HINTS_MEAN[report.hints]}"),
        ("Took", f"{report.seconds:.2f} s"),
    ]
    if report.source:
        facts += [("Left out", f"{part.lines}: {part.reason}") for part in left_out(report.source)]
    return [_facts(name, one_line(value)) for name, value in facts if value]


def _table(title: str) -> "Table":
    from rich.table import Table

    return Table(title=_joined((title, "bold")), title_justify="left", box=None, pad_edge=False, header_style="dim")


def _text(words: str) -> "Text":
    from rich.text import Text

    return Text(words)


def _joined(*parts: tuple[str, str]) -> "Text":
    from rich.text import Text

    return Text.assemble(*parts)
