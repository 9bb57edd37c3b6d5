"""Translates what records say; they are English, and English opens no catalogue."""

from functools import partial

from harness.languages.words import ENGLISH, _, spoken

# Characters; a longer text is somebody's output, not a sentence.
_MOST = 4000
# As wide as a letter, with its own space behind it.
_WIDE_STOP = "。"


def sentence(text: str) -> str:
    """Return a text of a record in the language that is spoken."""
    language = spoken()
    if language == ENGLISH or len(text) > _MOST:
        return text
    from harness.languages.lookup import translated
    from harness.languages.verbatim import kept

    return kept(language, text, partial(translated, language))


def gap() -> str:
    """Return what stands between two sentences: nothing where a full stop is as wide as a letter."""
    return "" if _(".").endswith(_WIDE_STOP) else " "
