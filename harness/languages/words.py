"""The fixed words of reports, in the language that is spoken while they are rendered; without one, English."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

ENGLISH = "en"
_SPOKEN: ContextVar[str] = ContextVar("language", default=ENGLISH)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Have what is rendered inside, in this thread, speak a language that `choosing.languages` lists."""
    before = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def speak(language: str) -> None:
    """Speak a language from now on, until the `speaking` that is around this ends."""
    _SPOKEN.set(language)


def spoken() -> str:
    """Return the language that is spoken now: the name of its folder, or `en`."""
    return _SPOKEN.get()


def _(message: str, **values: object) -> str:
    """Return a message in the language that is spoken, with the values in its places, `{name}`."""
    language = spoken()
    if language != ENGLISH:
        from harness.languages.catalogue import catalogue  # Babel, which English has no use for

        message = catalogue(language).message(message)
    return message.format_map(values) if values else message


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """Return the form of a message for so many, which stand at its place `{count}`."""
    language = spoken()
    if language == ENGLISH:
        message = one if count == 1 else many
    else:
        from harness.languages.catalogue import catalogue

        message = catalogue(language).plural(one, many, count)
    return message.format_map({"count": count, **values})


def N_(message: str) -> str:  # noqa: N802  (what gettext calls it)
    """Mark a message that is translated where it is shown."""
    return message
