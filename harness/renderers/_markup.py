"""Builds markup of which every text and attribute is escaped."""

from functools import lru_cache

from markupsafe import Markup, escape

from harness.renderers._numbers import coordinate
from harness.renderers._text import clean

Attribute = str | float
# Classes, and places on a grid, are the same in all drawings; others come and go.
_KEPT = 2048


def tag(name: str, *children: str, **attributes: Attribute) -> Markup:
    """Return an element; plain children are escaped, numbers rounded, `class_` and `stroke_width` renamed."""
    # A page has thousands: `Markup.format` takes ten times as long as joining what is escaped.
    opening = "".join([_attribute(key, value) for key, value in attributes.items()])
    inner = "".join([child if isinstance(child, Markup) else escape(child) for child in children])
    return Markup(f"<{name}{opening}>{inner}</{name}>")  # noqa: S704  (names are ours, all else is escaped)


def bold(message: str, **values: str) -> Markup:
    """Return a message with values in bold at its places, `{name}`."""
    return escape(message).format(**{name: tag("b", clean(value)) for name, value in values.items()})


def linked(message: str, address: str, **values: str) -> Markup:
    """Return a message with values at its places that lead to an address."""
    return escape(message).format(**{name: tag("a", clean(value), href=address) for name, value in values.items()})


@lru_cache(maxsize=_KEPT)
def _attribute(key: str, value: Attribute) -> str:
    text = escape(value) if isinstance(value, str) else coordinate(value)
    return f' {key.rstrip("_").replace("_", "-")}="{text}"'
