"""`harness open`: show the last report in a browser."""

import webbrowser
from pathlib import Path

import click

from harness.commands._output import say
from harness.errors import UsageError

# Where `harness check` and `harness grade` write unless they are told otherwise.
FOLDER = Path("reports")
PATTERNS = ("*.html", "*/index.html")


@click.command()
@click.argument("report", required=False, type=click.Path(path_type=Path))
def open(report: Path | None) -> None:  # noqa: A001  (a module of commands defines its own name)
    """Open the last report in a browser, or the one at REPORT.

    Exit status: 0 opened, 2 no report or no browser.
    """
    path = report or last_report(FOLDER)
    if path is None:
        raise UsageError(f"There is no report in {FOLDER}/ of this folder yet: run harness check FILE first.")
    if not path.is_file():
        raise UsageError(f"There is no report at {path}: run harness check FILE first, or give another path.")
    if not webbrowser.open(path.resolve().as_uri()):
        raise UsageError(f"No browser could be started here; the report is {path}.")
    say(f"{path}\n")


def last_report(folder: Path) -> Path | None:
    """Return the report that was written last, of a submission or of a class."""
    found = [path for pattern in PATTERNS for path in folder.glob(pattern) if path.is_file()]
    return max(found, key=lambda path: (path.stat().st_mtime_ns, path.name), default=None)
