"""Keeps what Python or a submission says as it was said: its text is taken out, and put back into the translation.

A record has the text of an exception within a sentence of ours, and such a text may hold our words, or look like a list
of ours.  It begins behind the exception's type, and ends where we certainly go on, or with the record.
"""

import re
from collections.abc import Callable, Iterator

from harness.languages.lookup import goes_on, is_exact, suffix

# What we put before the text of an exception; classes of a submission may have any name.
_TYPE = r"\w*(?:Error|Exception|Exit|Warning|Interrupt|Iteration): "
_FRAMES = (
    r"\bfails(?: at [^:]{1,200})?(?: with T = \d+)?: \w+: ",
    r"\bfails at [^:]{1,200}: ",
    r"\bit raised \w+: ",
    r"\bcannot be loaded: \w+: ",
    r"\bon the same operands: \w+: ",
    r"\bPython cannot parse (?!it: )(?:it \()?[^:(]{1,200}: ",
)
_BEGINS = re.compile("|".join((*_FRAMES, _TYPE)))
_PLACES = re.compile(r"; |(?<=[.?!])\s+(?=\S)")
# What we say behind it: advice that ends in a command, and what Python says of another line.
_ADVICE = re.compile(r"[A-Z][^.?!]*`harness [\w ]+`\.$|Python cannot parse ")
# The next of what code is fragile with.
_PART = re.compile(r"; ([^:;]+): ")
_FEWEST_SPACES = 3
# Letters of no language stand for what was taken out; no text of a submission has them, since they are not printable.
_FIRST = 0xE000
_MOST = 32
_STANDINS = re.compile(f"[{chr(_FIRST)}-{chr(_FIRST + _MOST - 1)}]")
# Places at which we may go on; a text with more of them is somebody's joke.
_MOST_PLACES = 24


def kept(language: str, text: str, translated: Callable[[str], str]) -> str:
    """Return the translation of a text, with what exceptions say in it as it was."""
    if _STANDINS.search(text):
        return text
    shown, at, said = "", 0, list[str]()
    for begin, end in _opaque(language, text):
        shown += text[at:begin] + chr(_FIRST + len(said))
        said.append(text[begin:end])
        at = end
    told = translated(shown + text[at:])
    return _STANDINS.sub(lambda found: said[ord(found[0]) - _FIRST], told)


def _opaque(language: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield where the text of each exception begins and ends."""
    at = 0
    for count in range(1, _MOST + 1):
        found = _BEGINS.search(text, at)
        if found is None:
            return
        rest = text[found.end() :]
        length = len(rest) if count == _MOST else _length(language, rest)
        closed = rest[:length].endswith(")") and _is_closing(rest[:length], opened="parse it (" in found[0])
        at = found.end() + length - closed
        if at > found.end():
            yield found.end(), at


def _length(language: str, rest: str) -> int:
    """Return how much of what follows its type an exception says."""
    whole = len(rest) - len(suffix(language, rest))
    for count, place in enumerate(_PLACES.finditer(rest, 0, whole)):
        if count == _MOST_PLACES:
            break
        if place[0] != "; " and _ADVICE.match(rest, place.end()):
            return place.start() - 1  # the full stop parts two sentences, whoever made it
        part = _PART.match(rest, place.start())
        if part is not None and part[1].count(" ") >= _FEWEST_SPACES and is_exact(language, part[1]):
            return place.start()
        if place[0] == "; " and goes_on(language, rest[place.start() : whole]):
            return place.start()
    return len(rest[:whole].removesuffix("."))


def _is_closing(said: str, *, opened: bool) -> bool:
    """Tell whether the bracket at the end is ours: we opened it, or the text has none that it closes."""
    return opened or said.count(")") > said.count("(")
