"""`harness report RESULT.json`: render a report again from its JSON, without running anything."""

from pathlib import Path

import click

from harness.commands._output import refuse_overwriting, say, write_text
from harness.hints import Hints
from harness.languages.words import _


@click.command()
@click.argument("file", type=click.Path(path_type=Path, readable=False))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where the page goes; default reports/NAME.html.")
@click.option("--student", default="", metavar="NAME", help="Whose line of a results.jsonl.")
@click.option(
    "--hints",
    default=Hints.EXPLAIN.value,
    show_default=True,
    type=click.Choice([level.value for level in Hints]),
    help="How much the page says of a bug.",
)
@click.option("--rubric", type=click.Path(path_type=Path), help="Mark it by this rubric, with no more help than that.")
def report(*, file: Path, output: Path | None, student: str, hints: str, rubric: Path | None) -> None:
    """Write the page of a result again.

    FILE is what `harness check --json` wrote, or the results.jsonl of `harness grade`.
    """
    from harness.classroom.recorded import chosen
    from harness.classroom.rerendering import page

    found = chosen(file, student)
    path = output or Path("reports") / f"{found.name}.html"
    refuse_overwriting("-o", path, {"the result": file, "the rubric": rubric})
    write_text(path, page(found, Hints(hints), rubric))
    say(_("Report  ") + f"{path}\n")
