"""Turns the catalogue's LaTeX into MathML, which browsers show without any script."""

import re
from functools import lru_cache
from xml.etree import ElementTree as ET

from markupsafe import Markup

from harness.renderers._markup import tag
from harness.renderers._text import clean

_MATHML = "{http://www.w3.org/1998/Math/MathML}"
# What a formula may consist of: no links, no styles, nothing of HTML.
_TAGS = frozenset(
    [
        "math",
        "mrow",
        "mi",
        "mn",
        "mo",
        "mtext",
        "mspace",
        "ms",
        "msub",
        "msup",
        "msubsup",
        "munder",
        "mover",
        "munderover",
        "mfrac",
        "msqrt",
        "mroot",
        "mtable",
        "mtr",
        "mtd",
    ]
)
_ATTRIBUTES = frozenset(("accent", "columnalign", "fence", "form", "mathvariant", "stretchy", "width"))
# The converter drops \mathrm around one letter and nests operators for \mathrel; these say the same to it.
_REWRITES = (
    (re.compile(r"\\mathrel\{([^{}\\]*)\}"), r"{\1}"),
    (re.compile(r"\\mathrm\{([^{}\\]*)\}"), r"\\text{\1}"),
    (re.compile(r"_\{([A-Za-z]{3,})\}"), r"_{\\text{\1}}"),  # a word, as in h_{next}, is no product of letters
)


class _UnsafeFormulaError(ValueError):
    """The converter gave something that is not MathML."""


@lru_cache(maxsize=256)
def mathml(latex: str) -> Markup:
    """Return the formula as a MathML block; LaTeX that cannot be converted is shown as it stands."""
    # Late: it imports urllib and parses a table of symbols (50 ms), and a clean report has no formula.
    from latex2mathml.converter import convert

    text = latex
    for pattern, replacement in _REWRITES:
        text = pattern.sub(replacement, text)
    try:
        root = ET.fromstring(convert(text))  # noqa: S314  (the converter's own output)
        return tag("math", *(_copy(child) for child in root), display="block")
    except Exception:  # noqa: BLE001  (its errors have no common base, and a formula must not cost the report)
        return tag("code", clean(latex))


def _copy(node: ET.Element) -> Markup:
    name = node.tag.removeprefix(_MATHML)
    if name not in _TAGS:
        raise _UnsafeFormulaError(name)
    attributes = {key: value for key, value in node.attrib.items() if key in _ATTRIBUTES}
    children = (_copy(child) for child in node)
    return tag(name, node.text or "", *children, **attributes)
