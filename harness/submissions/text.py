"""Bytes of a file as text, whatever an editor made of them: UTF-8, UTF-16, Latin-1, any line end."""

import codecs
import io
import tokenize

from harness.errors import UnreadableError
from harness.submissions.submission import Mend

BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# Codecs that Python accepts in a coding line and that are none of an editor: slow, or made to hide text.
NO_EDITOR = frozenset({"idna", "punycode", "utf-7", "unicode-escape", "raw-unicode-escape", "undefined"})
# Every second byte of English text in UTF-16 is 0.
UTF16_SHARE = 0.4


def decoded(data: bytes, name: str) -> tuple[str, tuple[Mend, ...]]:
    """Return the text, with line ends of one character, and what to say of its encoding.

    Raises UnreadableError where it is empty or holds NUL bytes.
    """
    text, encoding, legal = _text(data)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        raise UnreadableError(f"{name} holds a NUL byte and is not Python text; save it as UTF-8.")
    if not text.strip():
        raise UnreadableError(f"{name} is empty; submit the file with your forward and backward.")
    return text, () if legal else (Mend(1, f"text in {encoding}", "UTF-8"),)


def encoded(text: str, data: bytes) -> bytes:
    """Return a text in the encoding, and with the line ends, of a file's bytes."""
    _, encoding, _ = _text(data)
    return text.replace("\n", "\r\n" if b"\r\n" in data else "\n").encode(encoding)


def _text(data: bytes) -> tuple[str, str, bool]:
    """Return the text, the name of its encoding, and whether Python itself reads it."""
    marked = next((encoding for bom, encoding in BOMS.items() if data.startswith(bom)), None) or _unmarked_utf16(data)
    declared = _declared(data)
    for encoding in dict.fromkeys(filter(None, (marked, declared, "utf-8", "cp1252"))):
        try:
            text = data.decode(encoding)
            text.encode("utf-8")  # a lone surrogate is no text
        except (UnicodeError, LookupError):
            continue
        return text, encoding.upper(), encoding in ("utf-8-sig", declared)
    return data.decode("latin-1"), "Latin-1", False


def _declared(data: bytes) -> str | None:
    """Return the encoding of the coding line, UTF-8 without one; None where Python would refuse it."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return None if codecs.lookup(encoding).name in NO_EDITOR else encoding
    except (SyntaxError, UnicodeError, LookupError):
        return None


def _unmarked_utf16(data: bytes) -> str | None:
    head = data[:2000]
    shares = [head[start::2].count(0) / max(1, len(head) // 2) for start in (0, 1)]
    if max(shares) < UTF16_SHARE or min(shares) > UTF16_SHARE / 4 or len(data) % 2:
        return None
    return "utf-16-be" if shares[0] > shares[1] else "utf-16-le"
