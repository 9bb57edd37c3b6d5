"""`harness export`: what other systems need to run the harness themselves."""

import sys
from pathlib import Path

import click

from harness.commands._output import say
from harness.hints import Hints


@click.group()
def export() -> None:
    """Make what another system needs to run the harness itself."""


@export.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--rubric", type=click.Path(path_type=Path), help="What earns and costs points; see harness rubric.")
def gradescope_autograder(folder: Path, rubric: Path | None) -> None:
    """Write the folder whose files, zipped, Gradescope takes as an autograder."""
    from harness.classroom import autograder

    autograder.write_folder(folder, rubric)
    say(f"Autograder  {folder}\nZip its files (not the folder) and upload them to Gradescope.\n")


@export.command()
@click.argument("submission", type=click.Path(path_type=Path))
@click.argument("results", type=click.Path(path_type=Path))
@click.option("--rubric", type=click.Path(path_type=Path), help="What earns and costs points; see harness rubric.")
@click.option(
    "--max-hints",
    type=click.Choice([level.value for level in Hints]),
    default=Hints.FIX.value,
    help="No more help than this.",
)
def gradescope_results(submission: Path, results: Path, rubric: Path | None, max_hints: str) -> None:
    """Grade one submission, a file or a folder, and write Gradescope's RESULTS; the autograder's folder calls this."""
    from harness.classroom import autograder, rubric_reading
    from harness.classroom.results import State

    loaded = rubric_reading.load(rubric) if rubric else None
    row = autograder.grade_one(submission, results, rubric_reading.held_to(loaded, Hints(max_hints)))
    say(f"{row.state.value}: {row.sentence}\n")
    sys.exit(1 if row.state is State.FAULT else 0)
