"""A summary for the terminal: verdict, bugs, gradients and checks in words."""

from collections.abc import Mapping
from io import StringIO
from typing import TYPE_CHECKING, TextIO

from harness.hints import Hints
from harness.languages.words import _
from harness.measured import TensorError
from harness.records import CheckResult, Report, Status, Verdict
from harness.renderers._hints import USUAL, redacted
from harness.renderers._numbers import ascii_number, points
from harness.renderers._source import left_out
from harness.renderers._spoken import in_language
from harness.renderers._terminal_bugs import bug_line, bug_parts, unexplained_parts
from harness.renderers._terminal_parts import diff, empty_table, fact, joined, text
from harness.renderers._text import one_line
from harness.renderers._verdict import in_order, verdict_title
from harness.renderers._words import HINTS_MEAN, STATUS_ORDER, STATUSES, SYMBOLS

if TYPE_CHECKING:  # rich takes 50 ms to import, which is paid only when something is shown
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

_LEAST_WIDTH = 40  # narrower, the tables break
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
    shown = in_language(redacted(report, hints))
    parts = _quiet(shown) if quiet else _full(shown, verbose=verbose, html_path=html_path)
    for part in parts:
        console.print(part)
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"


def warm_up() -> None:
    """Load Rich (0.05 s), so that it is done while a worker computes."""
    import rich.cells
    import rich.console
    import rich.table
    import rich.text  # noqa: F401  (loading is all)


def _quiet(report: Report) -> list["RenderableType"]:
    # Without a bug that is named, the sentence is all there is to know.
    sentence = [text(one_line(report.headline))] if report.verdict in _SAID_IN_WORDS else []
    return [_verdict_line(report), *sentence, *(bug_line(bug, report.hints) for bug in in_order(report))]


def _full(report: Report, *, verbose: bool, html_path: str) -> list["RenderableType"]:
    parts: list[RenderableType] = [_verdict_line(report), text(one_line(report.headline))]
    for number, bug in enumerate(in_order(report), start=1):
        parts += ["", *bug_parts(report, bug, number, verbose=verbose)]
    if report.mended and not (len(report.bugs) == 1 and report.bugs[0].fix):
        parts += ["", diff(_("All changes together: run, and right by every gradient check"), report.mended.diff)]
    if report.unexplained:
        parts += ["", *unexplained_parts(report.unexplained, report.hints)]
    if report.tensors:
        parts += ["", _tensors(report.tensors)]
    if report.checks:
        parts += ["", _checks(report.checks, verbose=verbose)]
    if verbose:
        parts += ["", *_reproduce(report)]
    if html_path:
        parts += ["", joined((_("Report  "), "bold"), (one_line(html_path), ""))]
    return parts


def _verdict_line(report: Report) -> "Text":
    score = report.score
    earned = (
        _("  {earned} of {possible} points", earned=points(score.earned), possible=points(score.possible))
        if score.possible > 0
        else ""
    )
    return joined(
        (f"{SYMBOLS[report.verdict]} {verdict_title(report)}", _VERDICT_STYLES[report.verdict]),
        (f"  {one_line(report.submission, 200)}", ""),
        (earned, "dim"),
    )


def _tensors(tensors: tuple[TensorError, ...]) -> "Table":
    table = empty_table(_("Gradients"))
    table.add_column(_("of"), overflow="fold")
    table.add_column(_("verdict"), overflow="fold")
    table.add_column(_("relative error"), overflow="fold", justify="right")
    for tensor in tensors:
        verdict = joined((_("right"), "green") if tensor.right else (_("wrong"), "bold red"))
        table.add_row(text(one_line(tensor.name, 80)), verdict, text(ascii_number(tensor.relative_error)))
    return table


def _checks(checks: tuple[CheckResult, ...], *, verbose: bool) -> "Table":
    from rich.cells import cell_len

    table = empty_table(_("Checks"))
    table.add_column(_("status"), no_wrap=True, width=max(cell_len(_(status)) for status in STATUSES.values()))
    table.add_column(_("check"), overflow="fold", max_width=20)
    table.add_column(_("message"), overflow="fold")
    for check in sorted(checks, key=lambda check: STATUS_ORDER.index(check.status)):
        facts = [
            _("{name}: {value}", name=one_line(one.name), value=one_line(one.value)) for one in check.facts if verbose
        ]
        message = "\n".join([one_line(check.message)] * bool(check.message) + facts)
        status = joined((_(STATUSES[check.status]), _STATUS_STYLES[check.status]))
        table.add_row(status, text(one_line(check.id, 80)), text(message))
    return table


def _reproduce(report: Report) -> list["RenderableType"]:
    isolation, versions = report.isolation, report.reproduce.versions
    facts = [
        (_("Reproduce"), report.reproduce.command),
        (_("Seed"), str(report.reproduce.seed)),
        (_("Versions"), _(", ").join(f"{name} {versions[name]}" for name in sorted(versions))),
        (_("Isolation"), isolation.name),
        (_("Enforced"), _("; ").join(isolation.enforced)),
        (_("Not held"), _("; ").join(isolation.not_enforced)),
        (_("Help"), _("{word}: {meaning}", word=report.hints.value, meaning=_(HINTS_MEAN[report.hints]))),
        (_("Took"), f"{report.seconds:.2f} s"),
    ]
    if report.source:
        facts += [
            (_("Left out"), _("{lines}: {reason}", lines=part.lines, reason=part.reason))
            for part in left_out(report.source)
        ]
    return [fact(name, one_line(value)) for name, value in facts if value]
