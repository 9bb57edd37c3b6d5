"""Chinese letters stand close, and a space parts them from Latin ones and digits."""

import re

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_LATIN = re.compile("[A-Za-z0-9]")


def beside(first: str, second: str) -> str:
    """Return two pieces of a text beside each other, with the space between them that their letters want."""
    left, right = first.rstrip(" "), second.lstrip(" ")
    if not left or not right:
        return first + second
    kinds = {_kind(left[-1]), _kind(right[0])}
    if kinds == {"han"}:
        return left + right
    close = left == first and right == second
    return f"{first} {second}" if close and kinds == {"han", "latin"} else first + second


def _kind(letter: str) -> str:
    return "han" if _HAN.match(letter) else "latin" if _LATIN.match(letter) else "other"
