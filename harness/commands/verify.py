"""`harness verify`: the harness grades itself."""

import os
import sys
from pathlib import Path

import click

from harness.commands._output import say, write_text
from harness.commands.check import STDOUT


@click.command()
@click.option("--jobs", default=os.cpu_count() or 1, show_default=True, type=click.IntRange(min=1))
@click.option("--seed", default=0, show_default=True, type=click.IntRange(min=0))
@click.option("--json", "json_path", metavar="PATH", help="Write the kill matrix as JSON; - for stdout.")
@click.option("--stryker", type=click.Path(path_type=Path), help="Write it as a mutation-testing-elements report.")
def verify(*, jobs: int, seed: int, json_path: str | None, stryker: Path | None) -> None:
    """Plant every documented bug and see that it is found and named; exit 1 where one is not."""
    from harness.renderers import kill_matrix
    from harness.renderers import stryker as stryker_report
    from harness.renderers.json import matrix_json
    from harness.verify import subjects, verified

    total = len(subjects())
    with click.progressbar(length=total, label="verifying", file=sys.stderr) as bar:
        result = verified(seed=seed, jobs=jobs, progress=lambda: bar.update(1))
    if stryker is not None:
        write_text(stryker, stryker_report.render(result.matrix))
    if json_path == STDOUT:
        say(matrix_json(result.matrix))
    else:
        if json_path is not None:
            write_text(Path(json_path), matrix_json(result.matrix))
        say(f"{kill_matrix.matrix_text(result.matrix)}\n")
    for problem in result.problems:
        click.echo(problem, err=True)
    sys.exit(1 if result.problems else 0)
