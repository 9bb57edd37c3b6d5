"""`harness contract FILE`: say how a file would be called, and write a contract for it."""

import sys
from pathlib import Path

import click

from harness.commands._finite import FiniteRange
from harness.commands._output import own_file, refuse_overwriting, say, write_text
from harness.commands._progress import spinner
from harness.commands.check import A_DAY
from harness.languages.words import _
from harness.launching import Options, launch


@click.command()
# Not `readable`: that is for grading to find out, which is another exit status.
@click.argument("file", type=click.Path(path_type=Path, readable=False))
@click.option("-o", "--out", metavar="OUT.py", type=click.Path(path_type=Path), help="Write a contract for it there.")
@click.option("--contract", default="auto", show_default=True, metavar="auto|NAME|FILE.py", help="How to call it.")
@click.option("--main", default="", metavar="FILE", help="The main file, where FILE is a folder or a zip archive.")
@click.option("--seed", default=0, show_default=True, type=click.IntRange(min=0), help="Seed of the test cases.")
@click.option("--timeout", default=10.0, show_default=True, type=FiniteRange(0.1, A_DAY), help="Seconds a request.")
@click.option("--memory", default=1024, show_default=True, type=click.IntRange(min=256), help="Megabytes.")
@click.option("--isolation", default="auto", show_default=True, metavar="auto|strict|basic", help="How to confine it.")
def contract(
    *, file: Path, out: Path | None, contract: str, main: str, seed: int, timeout: float, memory: int, isolation: str
) -> None:
    """Say which functions of FILE are called with what, which contracts were tried, and what is left to know.

    Give your own solution for FILE, and the contract of your course: right code must come through right.

    Exit status: 0 right numbers come through right, 1 they do not, or no contract fits; 2 usage; 3 unreadable.
    """
    if out is not None:
        refuse_overwriting("-o", out, {"the submission": file, "the contract": own_file(contract)})
    options = Options(
        contract=contract, seed=seed, seconds=timeout, memory_mb=memory, isolation=isolation, main=main
    )  # fmt: skip
    with spinner(_("looking at {name}", name=file.name)), launch(options) as worker:
        from harness.contract_starter import starter
        from harness.contract_study import study
        from harness.renderers.contract import render

        found = study(file, options, worker)
    say(render(found))
    if out is not None:
        write_text(out, starter(found))
        click.echo(_("Written to {path}: give it to --contract.", path=out), err=True)
    clean = found.agreement is not None and not (
        found.agreement.failure or found.agreement.wrong or found.agreement.silent
    )
    sys.exit(0 if clean else 1)
