"""What the terminal's summary is made of: pieces of Rich, imported only when something is shown (50 ms)."""

from typing import TYPE_CHECKING

from harness.renderers._text import clean, shorten

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

_LABEL = 10  # columns for the name of a fact
_MOST_OF_A_DIFF = 20_000  # characters
_DIFF_STYLES = {"+": "green", "-": "red"}


def diff(title: str, diff: str) -> "Text":
    """Return a verified change; a line that is too long goes on below."""
    from rich.text import Text

    lines = clean(shorten(diff, _MOST_OF_A_DIFF)).rstrip("\n").split("\n")
    coloured = [Text(line, style=_DIFF_STYLES.get(line[:1], "dim"), overflow="fold") for line in lines]
    return Text(f"{title}\n", style="dim").append(Text("\n").join(coloured))


def fact(name: str, value: str) -> "Table":
    """Return a name beside its value, which goes on below itself."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=_LABEL, style="dim")
    grid.add_column(overflow="fold")
    grid.add_row(text(name), text(value))
    return grid


def empty_table(title: str) -> "Table":
    """Return a table under a title, without lines."""
    from rich.table import Table

    return Table(title=joined((title, "bold")), title_justify="left", box=None, pad_edge=False, header_style="dim")


def text(words: str) -> "Text":
    """Return words in no style."""
    from rich.text import Text

    return Text(words)


def joined(*parts: tuple[str, str]) -> "Text":
    """Return pieces of text, each with its style, in one line."""
    from rich.text import Text

    return Text.assemble(*parts)
