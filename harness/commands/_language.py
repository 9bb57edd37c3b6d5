"""The option --lang, which every command has."""

import click

from harness.languages.choosing import asked_for
from harness.languages.words import speak

NAME = "lang"


def _choose(_context: click.Context, _option: click.Parameter, name: str | None) -> None:
    if name is not None:
        speak(asked_for(name))


language_option = click.option(
    "--lang",
    NAME,
    metavar="LANG",
    expose_value=False,
    is_eager=True,  # so that a complaint about another option speaks it
    callback=_choose,
    help="Language of what people read, as in zh_Hant; default: the environment's.",
)


def in_languages(command: click.Command) -> click.Command:
    """Return a command that takes --lang, and those in it too."""
    if not any(option.name == NAME for option in command.params):
        language_option(command)
    for inner in command.commands.values() if isinstance(command, click.Group) else ():
        in_languages(inner)
    return command
