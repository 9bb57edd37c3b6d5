"""`harness mutants`: the catalogue of documented bugs."""

import difflib
from pathlib import Path

import click

from harness.commands._output import say
from harness.errors import UsageError


@click.group(invoke_without_command=True)
@click.pass_context
def mutants(context: click.Context) -> None:
    """List the documented bugs, explain one, or export them as submissions."""
    if context.invoked_subcommand is not None:
        return
    from mutants._catalogue import catalogue

    width = max(len(mutant.id) for mutant in catalogue())
    say("".join(f"{mutant.id:{width}}  {mutant.severity.value:10}  {mutant.title}\n" for mutant in catalogue()))


@mutants.command()
@click.argument("mutant_id", metavar="ID")
def show(mutant_id: str) -> None:
    """Explain one bug, with its diff; ID may be a family."""
    from mutants._catalogue import catalogue, find

    exact = find(mutant_id)
    members = [exact] if exact else [mutant for mutant in catalogue() if mutant.family == mutant_id]
    if not members:
        like = _suggestion(mutant_id)
        raise UsageError(f"There is no bug {mutant_id!r} in the catalogue{like}; see them all with: harness mutants")
    for mutant in members:
        also = f"  also known as {', '.join(mutant.aliases)}\n" if mutant.aliases else ""
        say(f"{mutant.id} ({mutant.severity.value}, {mutant.where})\n{also}\n{mutant.title}\n\n")
        say(f"{click.wrap_text(mutant.explanation, 80)}\n\nformula (LaTeX): {mutant.formula}\n\n{mutant.diff()}\n")
        say("".join(f"seen: {place.removeprefix('seen ')}\n" for place in mutant.seen) + "\n")


def _suggestion(mutant_id: str) -> str:
    """Return the known names that look like this one, as the end of a clause."""
    from mutants._catalogue import catalogue

    known = {name for mutant in catalogue() for name in (mutant.id, mutant.family, *mutant.aliases)}
    close = difflib.get_close_matches(mutant_id.lower(), sorted(known))
    return f" (did you mean {' or '.join(close)}?)" if close else ""


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
    say(f"{len(catalogue())} submissions written to {folder}\n")
