"""Numbers as the people of a language write them; powers of ten and code are the same everywhere."""

from harness.languages.words import ENGLISH, spoken


def number(english: str) -> str:
    """Return a number that was written as in English, such as `1,234.5`, in the language that is spoken."""
    language = spoken()
    if language == ENGLISH:
        return english
    from harness.languages.catalogue import catalogue

    return catalogue(language).number(english)


def share(percent: str) -> str:
    """Return a share with its sign, from what stands before it; in English with a space between, as in tables."""
    language = spoken()
    if language == ENGLISH:
        return f"{percent} %"
    from harness.languages.catalogue import catalogue

    return catalogue(language).percent.format(percent)
