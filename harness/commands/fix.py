"""`harness fix FILE`: mend a submission, and prove it."""

import sys
from pathlib import Path

import click

from harness.commands._finite import FiniteRange
from harness.commands._output import own_file, refuse_overwriting, say, write_bytes
from harness.commands._progress import spinner
from harness.commands.check import A_DAY
from harness.errors import UngradableError
from harness.languages.sentences import gap, sentence
from harness.languages.words import _
from harness.launching import Options, launch


@click.command()
# Not `readable`: that is for grading to find out, which is another exit status.
@click.argument("file", type=click.Path(path_type=Path, readable=False))
@click.option("-o", "--out", metavar="OUT", type=click.Path(path_type=Path), help="Write the mended submission there.")
@click.option("--diff", is_flag=True, help="Print the unified diff (the default).")
@click.option("--contract", default="auto", show_default=True, metavar="auto|NAME|FILE.py", help="How to call it.")
@click.option("--seed", default=0, show_default=True, type=click.IntRange(min=0), help="Seed of the test cases.")
@click.option("--timeout", default=10.0, show_default=True, type=FiniteRange(0.1, A_DAY), help="Seconds a request.")
@click.option("--memory", default=1024, show_default=True, type=click.IntRange(min=256), help="Megabytes.")
@click.option("--run-top-level", is_flag=True, help="Execute the whole file, training included.")
@click.option("--isolation", default="auto", show_default=True, metavar="auto|strict|basic", help="How to confine it.")
def fix(
    *,
    file: Path,
    out: Path | None,
    diff: bool,
    contract: str,
    seed: int,
    timeout: float,
    memory: int,
    run_top_level: bool,
    isolation: str,
) -> None:
    """Mend every bug of a submission by small edits of its own lines, run the result, and show it if it is right.

    Exit status: 0 mended, or nothing to mend; 1 no proven fix; 2 usage; 3 could not be graded.
    """
    if out is not None:
        refuse_overwriting("-o", out, {"the submission": file, "the contract": own_file(contract)})
    options = Options(
        contract=contract,
        seed=seed,
        seconds=timeout,
        memory_mb=memory,
        run_top_level=run_top_level,
        isolation=isolation,
    )
    with spinner(_("mending {name}", name=file.name)):
        worker = launch(options)
        from harness.mending import mended

        found = mended(file, options, worker)
    if found.ungradable:
        raise UngradableError(found.sentence)
    if found.diff and (diff or out is None):
        say(found.diff)
    if found.diff and out is not None:
        write_bytes(out, found.data)
    # Where standard output carries a diff, the sentence must not be in it.
    said = sentence(found.sentence)
    click.echo(said if out is None else f"{said}{gap()}{_written(found.diff, out)}".rstrip(), err=True)
    sys.exit(0 if found.right else 1)


def _written(diff: str, out: Path) -> str:
    return _("Written to {path}.", path=out) if diff else _("{path} was not written.", path=out)
