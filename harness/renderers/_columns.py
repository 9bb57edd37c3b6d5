"""Breaks text into lines of so many columns, of which a Chinese character takes two."""

import textwrap

# Where a line may not begin, and where it may not end.
_NOT_FIRST = frozenset("，。、；：？！）」』》〉,.;:?!)]}%…")
_NOT_LAST = frozenset("（「『《〈([{")


def columns(text: str) -> int:
    """Return how many columns a terminal takes for a text."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # 20 ms

    return cell_len(text)


def padded(text: str, width: int) -> str:
    """Return a text with spaces behind it, up to so many columns."""
    return text + " " * (width - columns(text))


def cut(text: str, width: int) -> str:
    """Return the beginning of a text in at most so many columns, with a sign where more follows."""
    if columns(text) <= width:
        return text
    length = next((length for length in range(len(text), 0, -1) if columns(text[:length]) < width), 0)
    return text[:length] + "…"


def wrapped(text: str, width: int, first: str = "", others: str = "") -> str:
    """Return a text in lines of at most `width` columns, which begin with `first` and then with `others`."""
    if columns(text) == len(text):  # letters alone
        return "\n".join(textwrap.wrap(text, width, initial_indent=first, subsequent_indent=others) or [first.rstrip()])
    lines, line = [], first
    for piece in _pieces(text):
        if columns(line) + columns(piece.rstrip()) > width and line.strip():
            lines.append(line.rstrip())
            line = others
            piece = piece.lstrip()  # noqa: PLW2901  (a line does not begin with the space before it)
        line += piece
    return "\n".join([*lines, line.rstrip()])


def _pieces(text: str) -> list[str]:
    """Return what a line may not break within: words with the space before them, wide characters one by one."""
    pieces: list[str] = []
    for before, now in zip(f" {text}", text, strict=False):
        breaks = now == " " or (before != " " and _is_wide(before) != _is_wide(now)) or _is_wide(now)
        held = now in _NOT_FIRST or before in _NOT_LAST
        if pieces and (held or not breaks):
            pieces[-1] += now
        else:
            pieces.append(now)
    return pieces


def _is_wide(letter: str) -> bool:
    return not letter.isascii() and columns(letter) > 1
