"""Finds the sentence of a record by the template that it was made from.

Records are English, with names and numbers put into their sentences.  A template, as `extraction` writes it, has a
place for each of these: `{name} is {off} off.`  What stands in the places is translated in its turn, since it may be a
sentence, a list or a word of ours; what nobody knows is code, a name or a number, and stays.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache, reduce
from typing import NamedTuple

from harness.languages.catalogue import catalogue
from harness.languages.spacing import beside
from harness.languages.words import N_, _

_PLACE = re.compile(r"\{(\w+)\}")
_WORD = re.compile(r"[^\W\d_]{2}")
_NUMBERS = re.compile(r"\d+(?:, \d+)+")  # of lines
_END = re.compile(r"(?<=[.?!])\s+(?=\S)")
# Between the parts of a list, in the order in which they are taken apart.
_OF = N_(": ")
_COMMA = N_(", ")
_SEPARATORS = (N_("; "), _COMMA, N_(" and no function "), N_(" and the "), N_(" and "), N_(" with T = "))
_WIDE_END = ("。", "？", "！", "；", "：", "，", "、")
# Places that hold names: a function may be called as one of our words is.
_NAMES = frozenset((
    "address", "code", "file", "folder", "function", "name", "option", "owner", "path", "student", "submission", "type",
))  # fmt: skip
# Places that hold a number, or one name: what has spaces is something else.
_SINGLE = frozenset(("cell", "count", "last", "line", "steps"))
# Characters that a template says itself: `{theirs} is {ours}` would be found in every other sentence.
_LEAST_FIXED = 5
# Characters that no text of an exception has by chance.
_CERTAIN = 24
# Of sentences within sentences; ours have three, and text of a submission may look like many.
_DEEPEST = 8
_MOST_SENTENCES = 12


class _Template(NamedTuple):
    english: str
    fixed: tuple[str, ...]  # the text before, between and after the places
    names: tuple[str, ...]

    def is_name(self, place: str, value: str) -> bool:
        """Tell whether a value is a name of code, which may be one of our words."""
        called = self.fixed[self.names.index(place) + 1].startswith("()")
        return called or (place.rstrip("0123456789") in _NAMES and " " not in value)

    def values(self, text: str) -> dict[str, str] | None:
        """Return what stands in the places, each as short as can be; None where the text is not of this form."""
        first, *between, last = self.fixed
        if not (text.startswith(first) and text.endswith(last) and len(text) >= len(first) + len(last)):
            return None
        at, end, found = len(first), len(text) - len(last), []
        for fixed in between:
            place = text.find(fixed, at, end)
            if place < 0:
                return None
            found.append(text[at:place])
            at = place + len(fixed)
        values = dict(zip(self.names, [*found, text[at:end]], strict=True))
        return None if any(" " in values[name] for name in _SINGLE & values.keys()) else values


@lru_cache(maxsize=8192)
def translated(language: str, text: str, depth: int = 0) -> str:
    """Return a text in a language, as far as its catalogue knows it; `depth` is how many sentences stand around it."""
    core = text.strip()
    if _NUMBERS.fullmatch(core):
        return text.replace(_COMMA, _(_COMMA))
    if depth > _DEEPEST or not _WORD.search(core):
        return text
    found = _whole(language, core, depth) or _each_sentence(language, core, depth)
    found = found or _from_template(language, core, depth, several=True) or _parts(language, core, depth)
    return text if found is None else text.replace(core, found, 1)


def goes_on(language: str, text: str) -> bool:
    """Tell whether a text that begins with a semicolon is certainly ours: a sentence of many of our words."""
    exact = text.removeprefix("; ")
    long = len(exact) >= _CERTAIN and exact in catalogue(language).sentences
    certain = (one for one in _templates(language) if one.fixed[0] == "; " and sum(map(len, one.fixed)) >= _CERTAIN)
    return long or any(one.values(text) is not None for one in certain)


def is_exact(language: str, text: str) -> bool:
    """Tell whether a text is a sentence of ours without places."""
    return text in catalogue(language).sentences


def suffix(language: str, text: str) -> str:
    """Return the longest end of one of our sentences that goes on behind a bracket or semicolon and ends this text."""
    ends = (one.fixed[-1] for one in _templates(language))
    return max(
        (end for end in ends if len(end) >= _CERTAIN and end[0] in ");" and text.endswith(end)), key=len, default=""
    )


def _whole(language: str, text: str, depth: int) -> str | None:
    """Return the translation of one sentence, or part of one, where it is known.

    What stands within a sentence elsewhere may have become one here, with a capital and a full stop.
    """
    known = catalogue(language)
    small, stopped = text[:1].lower() + text[1:], text.endswith(".")
    for form, end in ((text, ""), (small, ""), (text[:-1], "."), (small[:-1], ".")):
        if end and not stopped:
            break
        exact = known.sentences.get(form) or (known.messages.get(form) if " " in form else None)
        found = exact or _from_template(language, form, depth, several=False)
        if found is not None:
            return found + _(end) if end else found
    return None


def _from_template(language: str, text: str, depth: int, *, several: bool) -> str | None:
    """Return the translation of a sentence with places, in which other sentences may stand where there are several."""
    for one in _templates(language):
        values = one.values(text)
        if values is not None and (several or not any(_END.search(value) for value in values.values())):
            return _filled(language, one, values, depth)
    return None


def _each_sentence(language: str, text: str, depth: int) -> str | None:
    """Return the translation of several sentences, as many as are known."""
    ends = list(_END.finditer(text))[:_MOST_SENTENCES]
    for end in reversed(ends):
        first = _whole(language, text[: end.start()], depth)
        if first is not None:
            return _after(first, translated(language, text[end.end() :], depth + 1))
    if not ends:
        return None
    rest = text[ends[0].end() :]
    told = translated(language, rest, depth + 1)
    return None if told == rest else _after(text[: ends[0].start()], told)


def _parts(language: str, text: str, depth: int) -> str | None:
    """Return the translation of a list of which something is known, or whose names stand between words of ours."""
    about, of, rest = text.partition(_OF)
    if of and "; " not in text and (known := _whole(language, about, depth)) is not None:
        return beside(known + _(_OF), translated(language, rest, depth + 1))
    for separator in (*_SEPARATORS, _OF):
        parts = text.split(separator)
        told = [translated(language, part, depth + 1) for part in parts] if len(parts) > 1 else parts
        of_names = len(parts) > 1 and _WORD.search(separator) and not any(" " in part for part in parts)
        if told != parts or of_names:
            return reduce(lambda before, part: beside(beside(before, _(separator)), part), told)
    return None


def _filled(language: str, one: _Template, values: Mapping[str, str], depth: int) -> str:
    """Return the translation of a template, with what stands in its places."""
    told = ""
    for place, part in enumerate(_PLACE.split(catalogue(language).sentences[one.english])):
        if place % 2 == 0 or part not in values:
            told = beside(told, part if place % 2 == 0 else f"{{{part}}}")
        else:
            value = values[part]
            told = beside(told, value if one.is_name(part, value) else translated(language, value, depth + 1))
    return told


def _after(first: str, rest: str) -> str:
    return f"{first}{'' if first.endswith(_WIDE_END) else ' '}{rest}"


@cache
def _templates(language: str) -> tuple[_Template, ...]:
    """Return the templates of a language, what says most first."""
    found = []
    for english in catalogue(language).sentences:
        fixed = _PLACE.split(english)[::2]
        names = tuple(_PLACE.findall(english))
        if names and _WORD.search(" ".join(fixed)) and sum(map(len, fixed)) >= _LEAST_FIXED:
            found.append(_Template(english, tuple(fixed), names))
    return tuple(sorted(found, key=lambda one: (-sum(map(len, one.fixed)), one.english)))
