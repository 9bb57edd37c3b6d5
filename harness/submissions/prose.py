"""Tells a text for people from code that does not parse, and only where no line of it can be code."""

import re

# It may hold any of the signs below.
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
# Code that has any effect holds one of these signs, or a line of it begins with one of these signs or words. So may a
# text for people: then it is called what any other is that does not parse.
_CODE = re.compile(
    r"[=(\[{*+<|&^~\\;]|^\s*(?:>>>|[%!?@])|^\s*(?:and|as|assert|async|await|break|case|class|continue|def|del|elif|"
    r"else|except|exec|exit|finally|for|from|function|global|if|import|in|is|lambda|match|nonlocal|not|or|pass|print|"
    r"raise|return|try|type|while|with|yield)\b",
    re.MULTILINE,
)
# Two words side by side, or what ends a clause in Chinese.
_WORDS = re.compile(r"[^\W\d_]{2}[,:]?[ \t]+[^\W\d_]{2}|\w[\u3001\u3002\uff01\uff0c\uff1a\uff1b\uff1f]")


def people_read(text: str) -> str:
    """Return in words what a text is that does not parse, and that only people can read; "" where it may be code."""
    rest = _ADDRESS.sub("", text)
    if _CODE.search(rest):
        return ""
    if not rest.strip():
        return "an address on the web"
    return "a text" if rest != text or _WORDS.search(rest) else ""


def no_code(where: str, found: str) -> str:
    """Return the sentence for whoever handed in no program."""
    return (
        f"There is no code in {where}: found {found}, expected a Python file, a notebook or a zip archive; "
        "hand in that file itself."
    )
