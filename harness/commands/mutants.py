"""`harness mutants`: the catalogue of documented bugs."""

import difflib
from pathlib import Path

import click

from harness.commands._output import say, write_text
from harness.errors import UsageError
from harness.languages.sentences import sentence
from harness.languages.words import _

WIDTH = 80


@click.group(invoke_without_command=True)
@click.pass_context
def mutants(context: click.Context) -> None:
    """List the documented bugs, explain one, or export them as submissions."""
    if context.invoked_subcommand is not None:
        return
    from mutants._catalogue import catalogue

    width = max(len(mutant.id) for mutant in catalogue())
    say(
        "".join(
            f"{mutant.id:{width}}  {mutant.severity.value:10}  {sentence(mutant.title)}\n" for mutant in catalogue()
        )
    )


@mutants.command()
@click.argument("mutant_id", metavar="ID")
def show(mutant_id: str) -> None:
    """Explain one bug, with its diff; ID may be a family."""
    from harness.renderers._columns import wrapped
    from harness.renderers._words import SEVERITIES
    from mutants._catalogue import catalogue, find

    exact = find(mutant_id)
    members = [exact] if exact else [mutant for mutant in catalogue() if mutant.family == mutant_id]
    if not members:
        like = _suggestion(mutant_id)
        raise UsageError(f"There is no bug {mutant_id!r} in the catalogue{like}; see them all with: harness mutants")
    for mutant in members:
        also = _("  also known as {names}", names=_(", ").join(mutant.aliases)) + "\n" if mutant.aliases else ""
        where, title = sentence(mutant.where), sentence(mutant.title)
        say(f"{mutant.id} ({_(SEVERITIES[mutant.severity])}, {where})\n{also}\n{title}\n\n")
        formula = _("formula (LaTeX): {formula}", formula=mutant.formula)
        say(f"{wrapped(sentence(mutant.explanation), WIDTH)}\n\n{formula}\n\n{mutant.diff()}\n")
        seen = [_("seen: {place}", place=sentence(place).removeprefix("seen ")) for place in mutant.seen]
        say("".join(f"{line}\n" for line in seen) + "\n")


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

    for mutant in catalogue():
        write_text(folder / mutant.filename, mutant.source())
    say(_("{count} submissions written to {path}", count=len(catalogue()), path=folder) + "\n")
