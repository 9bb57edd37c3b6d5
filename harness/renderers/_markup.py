"""Builds markup of which every text and attribute is escaped."""

from markupsafe import Markup, escape

from harness.renderers._numbers import coordinate

Attribute = str | float


def tag(name: str, *children: str, **attributes: Attribute) -> Markup:
    """Return an element; plain children are escaped, numbers rounded, `class_` and `stroke_width` renamed."""
    # A page has thousands: `Markup.format` takes ten times as long as joining what is escaped.
    opening = "".join([_attribute(key, value) for key, value in attributes.items()])
    inner = "".join([escape(child) for child in children])
    return Markup(f"<{name}{opening}>{inner}</{name}>")  # noqa: S704  (names are ours, all else is escaped)


def _attribute(key: str, value: Attribute) -> str:
    text = value if isinstance(value, str) else coordinate(value)
    return f' {key.rstrip("_").replace("_", "-")}="{escape(text)}"'
