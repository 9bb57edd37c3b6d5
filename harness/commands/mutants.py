"""`harness mutants`: the catalogue of documented bugs."""

from pathlib import Path

import click

from harness.errors import UsageError


@click.group(invoke_without_command=True)
@click.pass_context
def mutants(context: click.Context) -> None:
    """List the documented bugs, explain one, or export them as submissions."""
    if context.invoked_subcommand is not None:
        return
    from mutants._catalogue import catalogue

    width = max(len(mutant.id) for mutant in catalogue())
    for mutant in catalogue():
        click.echo(f"{mutant.id:{width}}  {mutant.severity.value:10}  {mutant.title}")


@mutants.command()
@click.argument("mutant_id", metavar="ID")
def show(mutant_id: str) -> None:
    """Explain one bug, with its diff; ID may be a family."""
    from mutants._catalogue import catalogue, find

    exact = find(mutant_id)
    members = [exact] if exact else [mutant for mutant in catalogue() if mutant.family == mutant_id]
    if not members:
        raise UsageError(f"There is no bug {mutant_id!r} in the catalogue; see them all with: harness mutants")
    for mutant in members:
        also = f"  also known as {', '.join(mutant.aliases)}\n" if mutant.aliases else ""
        click.echo(f"{mutant.id} ({mutant.severity.value}, {mutant.where})\n{also}\n{mutant.title}\n")
        click.echo(f"{click.wrap_text(mutant.explanation, 80)}\n\n{mutant.formula}\n\n{mutant.diff()}")
        click.echo("\n".join(f"seen: {place}" for place in mutant.seen) + "\n")


@mutants.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def export(folder: Path) -> None:
    """Write each bug as a complete, runnable submission: an exercise to hand out."""
    from mutants._catalogue import catalogue

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for mutant in catalogue():
            (folder / mutant.filename).write_text(mutant.source(), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}; give another folder.") from None
    click.echo(f"{len(catalogue())} submissions written to {folder}")
