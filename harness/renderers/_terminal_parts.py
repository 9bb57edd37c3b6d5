"""What the terminal's summary is made of: pieces of Rich, imported only when something is shown (50 ms)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harness.renderers._columns import columns, wrapped
from harness.renderers._text import clean, shorten

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult
    from rich.measure import Measurement
    from rich.table import Table
    from rich.text import Text

_LEAST = 8  # columns: four characters
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


def text(words: str) -> "Text | Flowing":
    """Return words in no style."""
    from rich.text import Text

    return Text(words) if columns(words) == len(words) else Flowing(words)


@dataclass(frozen=True)
class Flowing:
    """Words of a language that has no spaces between them: Rich would break them at spaces all the same."""

    words: str

    def __rich_console__(self, _console: "Console", options: "ConsoleOptions") -> "RenderResult":
        """Yield the words in lines of the width that there is."""
        from rich.text import Text

        lines = self.words.split("\n")
        yield Text("\n".join(wrapped(line, options.max_width) for line in lines), overflow="fold")

    def __rich_measure__(self, _console: "Console", _options: "ConsoleOptions") -> "Measurement":
        """Return the fewest columns that will do, and the most that are of use."""
        from rich.measure import Measurement

        return Measurement(_LEAST, max(columns(line) for line in self.words.split("\n")))


def joined(*parts: tuple[str, str]) -> "Text":
    """Return pieces of text, each with its style, in one line."""
    from rich.text import Text

    return Text.assemble(*parts)
