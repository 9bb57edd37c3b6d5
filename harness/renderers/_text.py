"""Makes any text safe to look at: what hides, reorders or controls becomes visible."""

import re

from harness.languages.numbers import number
from harness.languages.words import _

# Code points that a reader cannot see, that reorder what stands beside them, or that a page or terminal may not hold.
_HIDDEN_RANGES = (
    (0x00, 0x08),  # controls; tab and newline stay
    (0x0B, 0x1F),
    (0x7F, 0x9F),  # delete and the C1 controls, among them a terminal's CSI
    (0xAD, 0xAD),  # soft hyphen
    (0x61C, 0x61C),  # bidi mark
    (0x180E, 0x180E),
    (0x200B, 0x200B),  # zero-width space
    (0x200E, 0x200F),  # bidi marks
    (0x2028, 0x202E),  # separators, bidi embeddings and overrides
    (0x2060, 0x206F),  # invisible operators, bidi isolates
    (0xD800, 0xDFFF),  # lone surrogates
    (0xFEFF, 0xFEFF),  # byte-order mark
    (0xFFF9, 0xFFFB),
    (0xFFFE, 0xFFFF),
    (0xE0000, 0xE007F),  # tags
)
_HIDDEN = re.compile("[" + "".join(f"{chr(low)}-{chr(high)}" for low, high in _HIDDEN_RANGES) + "]")
_SURROGATE = re.compile(f"[{chr(0xD800)}-{chr(0xDFFF)}]")
_CONTROL_PICTURES = 0x2400  # ␀ is the picture of NUL, and so on
_SPACE = 0x20
_DELETE = 0x7F


def clean(text: str) -> str:
    """Return the text with LF line ends and every hidden character replaced by a visible name of it."""
    return _HIDDEN.sub(lambda hit: _picture(ord(hit[0])), text.replace("\r\n", "\n"))


def one_line(text: str, limit: int = 2000) -> str:
    """Return the cleaned text in one line of at most about `limit` characters."""
    return " ".join(clean(shorten(text, limit)).split())


def shorten(text: str, limit: int) -> str:
    """Return the first `limit` characters, and a remark where more follow."""
    if len(text) <= limit:
        return text
    return text[:limit] + _(" … ({count} characters in all)", count=number(f"{len(text):,}"))


def encodable(text: str) -> str:
    """Return the text with each lone surrogate replaced by U+FFFD, so that it can be encoded."""
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def _picture(code: int) -> str:
    if code < _SPACE:
        return chr(_CONTROL_PICTURES + code)
    return "\N{SYMBOL FOR DELETE}" if code == _DELETE else f"⟨U+{code:04X}⟩"
