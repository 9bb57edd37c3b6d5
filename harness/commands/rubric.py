"""`harness rubric`: print the default rubric, to be changed and given to `harness grade`."""

import click

from harness.commands._output import say


@click.command()
def rubric() -> None:
    """Print the default rubric with comments: `harness rubric > rubric.toml`, change it, `harness grade --rubric`."""
    from harness.classroom.rubric_text import default_text

    say(default_text())
