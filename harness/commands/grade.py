"""`harness grade DIR`: grade a class, and write its gradebook and a report for each student."""

import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from harness.commands._output import say
from harness.hints import Hints
from harness.languages.words import _

EVERYONE = "*"
# More names of files beside the submissions tell nothing more.
MOST_NAMED = 10


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where results go; default reports/NAME.")
@click.option("--jobs", default=os.cpu_count() or 1, show_default=True, type=click.IntRange(min=1))
@click.option("--scheduler", metavar="ADDRESS", help="Grade on a Dask cluster; see docs/cluster.md.")
@click.option("--roster", type=click.Path(path_type=Path), help="CSV of all students: who handed in nothing is told.")
@click.option("--resume/--fresh", default=True, show_default=True, help="Grade only what is missing or has changed.")
@click.option("--only", default=EVERYONE, metavar="PATTERN", help="Grade only students whose name fits, as in 'a*'.")
@click.option("--rubric", type=click.Path(path_type=Path), help="What earns and costs points; see harness rubric.")
@click.option(
    "--max-hints",
    type=click.Choice([level.value for level in Hints]),
    default=Hints.FIX.value,
    help="No more help than this.",
)
@click.option("--format", "formats", default="", metavar="NAME,…", help="Exports for other systems.")
@click.option("--fill", multiple=True, type=click.Path(path_type=Path), help="A gradebook of yours to fill in.")
@click.option("--assignment", default="", metavar="NAME", help="What the other systems call it; default: the folder.")
def grade(
    *,
    folder: Path,
    output: Path | None,
    jobs: int,
    scheduler: str | None,
    roster: Path | None,
    resume: bool,
    only: str,
    rubric: Path | None,
    max_hints: str,
    formats: str,
    fill: tuple[Path, ...],
    assignment: str,
) -> None:
    """Grade every submission in a folder; whatever they do, the run goes on and loses nothing.

    Exit status: 0 when every submission has a result, 1 where the harness failed on one, 2 usage.
    """
    from harness.classroom import executors, exporting, finding, rosters, rubric_reading
    from harness.classroom.grading import PAGE, Plan, grade_class
    from harness.classroom.overview.words import SHORT
    from harness.classroom.results import State

    marking = rubric_reading.held_to(rubric_reading.load(rubric) if rubric else None, Hints(max_hints))
    exports = exporting.chosen(formats.split(","))
    exporting.refuse_unused(exports, fill)
    results = output or Path("reports") / (folder.resolve().name or "class")
    finding.refuse_results_beside(folder, results)
    found = finding.find(folder, results)
    if found.left_out:
        click.echo(_("Left out, as no submission: {names}", names=_listed(found.left_out)), err=True)
    if found.results:
        click.echo(_("Left out, as results of an earlier run: {names}", names=_listed(found.results)), err=True)
    known = rosters.roster(roster) if roster else None
    if known is not None:
        found = found._replace(everyone=rosters.grouped(found.everyone, known))
    entries = finding.fitting(found, only)
    everyone = found.everyone if only != EVERYONE else None
    absent = rosters.absent(found.everyone, known) if known else ()
    with executors.chosen(jobs, scheduler) as (at_once, executor):
        plan = Plan(
            entries=entries,
            missing=None if everyone and known is None else absent,
            options=marking.options(),
            folder=results,
            jobs=at_once,
            executor=executor,
            fresh=not resume,
            everyone=everyone,
            rubric=marking,
            exports=exports,
            name=folder.resolve().name,
            assignment=assignment,
            fill=fill,
        )
        with click.progressbar(length=len(entries), label=_("grading"), file=sys.stderr) as bar:
            rows = grade_class(plan, lambda _: bar.update(1))
    counted = Counter(row.outcome for row in rows)
    told = [_("{count} {kind}", count=number, kind=_(SHORT[outcome])) for outcome, number in sorted(counted.items())]
    say(_(", ").join(told) + "\n")
    slugs = {entry.slug for entry in entries}
    if earlier := sum(row.slug not in slugs and row.state is not State.MISSING for row in rows):
        say(_("{count} of these taken from earlier runs, as --only leaves them out", count=earlier) + "\n")
    say(_("Class page {path}", path=plan.folder / PAGE) + "\n")
    say(_("Gradebook  {path}", path=plan.folder / "gradebook.csv") + "\n")
    if exports:
        say(_("Exports    {path}", path=plan.folder / exporting.FOLDER) + "\n")
    sys.exit(1 if any(row.state is State.FAULT for row in rows) else 0)


def _listed(names: Sequence[str]) -> str:
    """Return the first names, and how many more there are; nothing in them that a terminal would obey."""
    from harness.renderers._text import one_line

    shown = _(", ").join(map(one_line, names[:MOST_NAMED]))
    more = len(names) - MOST_NAMED
    return _("{names} and {count} more", names=shown, count=more) if more > 0 else shown
