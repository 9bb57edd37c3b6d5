"""Sets two lines of code side by side with their differences marked."""

import re
from difflib import SequenceMatcher

from markupsafe import Markup

from harness.renderers._markup import tag
from harness.renderers._text import clean

_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
_MOST = 4000  # characters; comparing longer texts would take too long


def compare(buggy: str, correct: str) -> tuple[Markup, Markup]:
    """Return both texts as markup in which the tokens that differ stand in <mark>."""
    wrong, right = clean(buggy[:_MOST]), clean(correct[:_MOST])
    a, b = _TOKEN.findall(wrong), _TOKEN.findall(right)
    left, other = Markup(""), Markup("")
    for kind, a_from, a_to, b_from, b_to in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        left += _part(a[a_from:a_to], marked=kind != "equal")
        other += _part(b[b_from:b_to], marked=kind != "equal")
    return left, other


def _part(tokens: list[str], *, marked: bool) -> Markup:
    text = "".join(tokens)
    return tag("mark", text) if marked and text else Markup("").join((text,))
