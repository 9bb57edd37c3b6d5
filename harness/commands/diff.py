"""`harness diff OLD.jsonl NEW.jsonl`: what another version or rubric changes in the marks of a class."""

import sys
from pathlib import Path

import click

from harness.commands._output import is_same_file, say, write_text
from harness.commands.check import STDOUT
from harness.errors import UsageError


@click.command()
@click.argument("old", type=click.Path(path_type=Path, readable=False))
@click.argument("new", type=click.Path(path_type=Path, readable=False))
@click.option("--json", "json_path", metavar="PATH", help="Write the changes as JSON; - for stdout.")
def diff(*, old: Path, new: Path, json_path: str | None) -> None:
    """Compare two results.jsonl of `harness grade`, student by student: marks, results and bugs.

    Exit status: 0 when they say the same, 1 where they differ, 2 usage.
    """
    import shutil

    from harness.classroom.comparing import compared, standing
    from harness.classroom.comparison_text import as_text, to_json
    from harness.classroom.recorded import lines

    if json_path not in (None, STDOUT) and any(is_same_file(Path(str(json_path)), one) for one in (old, new)):
        raise UsageError(f"{json_path} holds the results themselves, which --json would overwrite; give another path.")
    found = compared(map(standing, lines(old)), map(standing, lines(new)))
    if json_path == STDOUT:
        say(to_json(found))
    else:
        if json_path is not None:
            write_text(Path(json_path), to_json(found))
        say(as_text(found, shutil.get_terminal_size().columns))
    sys.exit(1 if found.differences else 0)
