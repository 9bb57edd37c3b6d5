"""`harness check FILE`: grade one submission and render its report."""

import os
import shlex
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harness.commands._finite import FiniteRange
from harness.commands._output import is_same_file, own_file, refuse_overwriting, say, write_text
from harness.commands._progress import spinner
from harness.errors import UsageError
from harness.hints import Hints
from harness.languages.words import _
from harness.launching import Depth, Options, launch

if TYPE_CHECKING:
    from harness.records import Report

EXIT = {"clean": 0, "ungradable": 3}  # every other verdict: 1
STDOUT = "-"
# Longer waits overflow the clocks of some systems.
A_DAY = 86_400.0
MAX_STEM = 100
_CHANGING = (
    "contract",
    "seed",
    "timeout",
    "memory",
    "quick",
    "thorough",
    "run_top_level",
    "isolation",
    "main",
    "hints",
    "redact",
)


@click.command()
# Not `readable`: that is for grading to find out, which is another exit status.
@click.argument("file", type=click.Path(path_type=Path, readable=False))
@click.option(
    "--report", type=click.Path(path_type=Path, readable=False), help="Where the HTML goes; default reports/NAME.html."
)
@click.option("--no-report", is_flag=True, help="Write no HTML.")
@click.option("--json", "json_path", metavar="PATH", help="Write the report as JSON too; - for stdout.")
@click.option("--contract", default="auto", show_default=True, metavar="auto|NAME|FILE.py", help="How to call it.")
@click.option("--seed", default=0, show_default=True, type=click.IntRange(min=0), help="Seed of the test cases.")
@click.option("--timeout", default=10.0, show_default=True, type=FiniteRange(0.1, A_DAY), help="Seconds a request.")
@click.option("--memory", default=1024, show_default=True, type=click.IntRange(min=256), help="Megabytes.")
@click.option("--quick", is_flag=True, help="No numerical derivatives, training run, fixes.")
@click.option("--thorough", is_flag=True, help="More points and longer sequences.")
@click.option("--run-top-level", is_flag=True, help="Execute the whole file, training included.")
@click.option("--isolation", default="auto", show_default=True, metavar="auto|strict|basic", help="How to confine it.")
@click.option(
    "--hints",
    default=Hints.EXPLAIN.value,
    show_default=True,
    type=click.Choice([level.value for level in Hints]),
    help="How much page and terminal say of a bug.",
)
@click.option("--redact", is_flag=True, help="Hold the JSON to --hints as well.")
@click.option("--main", default="", metavar="FILE", help="The main file, where FILE is a folder or a zip archive.")
@click.option("--exit-zero", is_flag=True, help="Exit 0 whatever is found.")
@click.option("--watch", is_flag=True, help="Check again at each save, until Ctrl-C.")
@click.option("-q", "--quiet", is_flag=True, help="Only the verdict and the bugs.")
@click.option("-v", "--verbose", is_flag=True, help="Everything.")
def check(
    *,
    file: Path,
    report: Path | None,
    no_report: bool,
    json_path: str | None,
    contract: str,
    seed: int,
    timeout: float,
    memory: int,
    quick: bool,
    thorough: bool,
    run_top_level: bool,
    isolation: str,
    main: str,
    hints: str,
    redact: bool,
    exit_zero: bool,
    watch: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Grade one submission: say whether it is right, name its bugs, write an HTML report.

    FILE is a Python file, a notebook, a folder or a zip archive.

    Exit status: 0 clean, 1 findings, 2 usage, 3 could not be graded.
    """
    if quick and thorough:
        raise UsageError("--quick and --thorough exclude each other: give one of them.")
    if watch and json_path == STDOUT:
        raise UsageError("--watch and --json - exclude each other: give --json a path.")
    html_path = _html_path(file, report, wanted=not no_report)
    _refuse_clashes(file, contract, html_path, json_path)
    level = Hints(hints)
    options = Options(
        contract=contract,
        seed=seed,
        seconds=timeout,
        memory_mb=memory,
        depth=Depth.QUICK if quick else Depth.THOROUGH if thorough else Depth.USUAL,
        run_top_level=run_top_level,
        isolation=isolation,
        # Neither page nor terminal shows a change below the last level; the JSON has everything.
        mends=not quick and (json_path is not None or level is Hints.FIX),
        main=main,
        arguments=_arguments(),
    )

    def page() -> Path | None:
        return html_path if report is not None or file.exists() else None  # a mistyped path gets none

    def graded() -> "Report":
        found = _graded(file, options, page=not no_report)
        _write(found, level, page(), json_path, redact=redact)
        return found

    def told(found: "Report") -> str:
        return "" if json_path == STDOUT else _told(found, level, page(), quiet=quiet, verbose=verbose)

    if watch:
        from harness.commands._watch import at_each_save  # it imports NumPy, as the worker is to do meanwhile

        at_each_save(file, lambda: told(graded()))
    found = graded()
    say(told(found))
    sys.exit(0 if exit_zero else EXIT.get(found.verdict, 1))


def _graded(file: Path, options: Options, *, page: bool) -> "Report":
    with spinner(_("checking {name}", name=file.name)):
        worker = launch(options)
        from harness.grade import grade  # it imports NumPy, as the worker does at the same time

        return grade(file, options, worker, partial(_warm_up, page=page))


def _write(found: "Report", level: Hints, html_path: Path | None, json_path: str | None, *, redact: bool) -> None:
    if html_path is not None:
        from harness.renderers import html

        write_text(html_path, html.render(found, level))
    if json_path is None:
        return
    from harness.renderers import json
    from harness.renderers._hints import redacted

    data = json.render(redacted(found, level) if redact else found)
    if json_path == STDOUT:
        say(data)
    else:
        write_text(Path(json_path), data)


def _warm_up(*, page: bool) -> None:
    """Load what rendering needs while the worker computes and this process would only wait."""
    from harness.renderers import terminal

    terminal.warm_up()
    if page:
        from harness.renderers import html

        html.warm_up()


def _told(found: "Report", level: Hints, html_path: Path | None, *, quiet: bool, verbose: bool) -> str:
    from harness.renderers import terminal

    return terminal.render(
        found,
        level,
        width=_width(),
        colour=sys.stdout is not None and terminal.wants_colour(sys.stdout, os.environ),
        quiet=quiet,
        verbose=verbose,
        html_path=str(html_path or ""),
    )


def _width() -> int:
    import shutil

    return shutil.get_terminal_size().columns


def _html_path(file: Path, report: Path | None, *, wanted: bool) -> Path | None:
    """Return where the page goes, or None where none is wanted; raises UsageError where both are asked for."""
    if report is not None and not wanted:
        raise UsageError("--report and --no-report exclude each other: give one of them.")
    if report is not None and str(report) == STDOUT:
        raise UsageError("--report takes a path: only --json can write to standard output.")
    return (report or _default_path(file)) if wanted else None


def _refuse_clashes(file: Path, contract: str, html_path: Path | None, json_path: str | None) -> None:
    """Raise UsageError where one output would overwrite what is read, or another output."""
    outputs = {"--report": html_path, "--json": Path(json_path) if json_path and json_path != STDOUT else None}
    for option, path in outputs.items():
        if path is not None:
            refuse_overwriting(option, path, {"the submission": file, "the contract": own_file(contract)})
    if html_path is not None and outputs["--json"] is not None and is_same_file(html_path, outputs["--json"]):
        raise UsageError(f"The page and --json would both be written to {html_path}; give two paths.")


def _default_path(file: Path) -> Path:
    # A name of 255 bytes has no room for another ending.
    name = file.stem or file.resolve().name or "report"
    return Path("reports") / f"{name[:MAX_STEM]}.html"


def _arguments() -> str:
    """Return the options given on the command line that change the report, for its way to reproduce it."""
    context = click.get_current_context()
    words = []
    for name in _CHANGING:
        if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            value = context.params[name]
            flag = "--" + name.replace("_", "-")
            words += [flag] if value is True else [flag, shlex.quote(str(value))]
    return " ".join(words)
