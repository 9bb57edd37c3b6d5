"""`harness check FILE`: grade one submission and render its report."""

import os
import shlex
import sys
import threading
from pathlib import Path

import click

from harness.commands._progress import spinner
from harness.errors import UsageError
from harness.launching import Depth, Options, launch
from harness.records import Report, Verdict

EXIT = {Verdict.CLEAN: 0, Verdict.UNGRADABLE: 3}  # every other verdict: 1
STDOUT = "-"


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--report", type=click.Path(path_type=Path), help="Where the HTML goes; default reports/NAME.html.")
@click.option("--no-report", is_flag=True, help="Write no HTML.")
@click.option("--json", "json_path", metavar="PATH", help="Write the report as JSON too; - for stdout.")
@click.option("--contract", default="auto", show_default=True, metavar="auto|NAME|FILE.py", help="How to call it.")
@click.option("--seed", default=0, show_default=True, type=click.IntRange(min=0), help="Seed of the test cases.")
@click.option("--timeout", default=10.0, show_default=True, type=click.FloatRange(min=0.1), help="Seconds a request.")
@click.option("--memory", default=1024, show_default=True, type=click.IntRange(min=256), help="Megabytes.")
@click.option("--quick", is_flag=True, help="No numerical derivatives, no training run.")
@click.option("--thorough", is_flag=True, help="More points and longer sequences.")
@click.option("--run-top-level", is_flag=True, help="Execute the whole file, training included.")
@click.option("--isolation", default="auto", show_default=True, metavar="auto|strict|basic", help="How to confine it.")
@click.option("--exit-zero", is_flag=True, help="Exit 0 whatever is found.")
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
    exit_zero: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Grade one submission: say whether it is right, name its bugs, write an HTML report.

    Exit status: 0 clean, 1 findings, 2 usage, 3 could not be graded.
    """
    if quick and thorough:
        raise UsageError("--quick and --thorough exclude each other: give one of them.")
    options = Options(
        contract=contract,
        seed=seed,
        seconds=timeout,
        memory_mb=memory,
        depth=Depth.QUICK if quick else Depth.THOROUGH if thorough else Depth.USUAL,
        run_top_level=run_top_level,
        isolation=isolation,
        arguments=_arguments(),
    )
    with spinner(f"checking {file.name}"):
        worker = launch(options)
        from harness.grade import grade  # it imports NumPy, as the worker does at the same time

        threading.Thread(target=_warm_up, kwargs={"page": not no_report}, daemon=True).start()
        found = grade(file, options, worker)
    from harness.renderers import html, json

    html_path = None if no_report else report or _default_path(file)
    if html_path is not None:
        write_text(html_path, html.render(found))
    if json_path == STDOUT:
        sys.stdout.write(json.render(found))
    else:
        if json_path is not None:
            write_text(Path(json_path), json.render(found))
        _show(found, html_path, quiet=quiet, verbose=verbose)
    sys.exit(0 if exit_zero else EXIT.get(found.verdict, 1))


def _warm_up(*, page: bool) -> None:
    """Load what rendering needs while the worker computes and this process would only wait."""
    from harness.renderers import html, terminal

    terminal.warm_up()
    if page:
        html.warm_up()


def _show(found: Report, html_path: Path | None, *, quiet: bool, verbose: bool) -> None:
    from harness.renderers import terminal

    text = terminal.render(
        found,
        width=_width(),
        colour=terminal.wants_colour(sys.stdout, os.environ),
        quiet=quiet,
        verbose=verbose,
        html_path=str(html_path or ""),
    )
    sys.stdout.write(text.encode(sys.stdout.encoding or "utf-8", "replace").decode(sys.stdout.encoding or "utf-8"))


def _width() -> int:
    import shutil

    return shutil.get_terminal_size().columns


def _default_path(file: Path) -> Path:
    # A name of 255 bytes has no room for another ending.
    return Path("reports") / f"{(file.stem or file.name)[:MAX_STEM]}.html"


MAX_STEM = 100


def _arguments() -> str:
    """Return the options given on the command line that change what is graded, for the report's way to reproduce it."""
    context = click.get_current_context()
    words = []
    for name in ("contract", "seed", "timeout", "memory", "quick", "thorough", "run_top_level", "isolation"):
        if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            value = context.params[name]
            flag = "--" + name.replace("_", "-")
            words += [flag] if value is True else [flag, shlex.quote(str(value))]
    return " ".join(words)


def write_text(path: Path, text: str) -> None:
    """Write a file and the folders above it; raises UsageError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}; give another path.") from None
