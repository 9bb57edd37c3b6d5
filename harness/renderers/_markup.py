"""Builds markup of which every text and attribute is escaped."""

from markupsafe import Markup, escape

from harness.renderers._numbers import coordinate

Attribute = str | float


def tag(name: str, *children: str, **attributes: Attribute) -> Markup:
    """Return an element; plain children are escaped, numbers rounded, `class_` and `stroke_width` renamed."""
    opening = Markup("").join(_attribute(key, value) for key, value in attributes.items())
    inner = Markup("").join(children)
    return Markup("<{0}{1}>{2}</{0}>").format(name, opening, inner)


def _attribute(key: str, value: Attribute) -> Markup:
    text = value if isinstance(value, str) else coordinate(value)
    return Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), escape(text))
