"""Makes addresses: anchors inside the page, and links that leave it."""

import re
from collections.abc import Iterable

_NOT_IN_ANCHOR = re.compile(r"[^A-Za-z0-9._-]")
_WEB = re.compile(r"https?://[A-Za-z0-9._~:/?#@!$&()*+,;=%-]+\Z")


def anchors(ids: Iterable[str]) -> tuple[str, ...]:
    """Return one anchor for each bug id, `bug-cell-double-tanh`, all different; `bug-1` where ids are hidden."""
    taken: list[str] = []
    for bug_id in ids:
        anchor = stem = "bug-" + (_NOT_IN_ANCHOR.sub("-", bug_id) or str(len(taken) + 1))
        count = 1
        while anchor in taken:
            count += 1
            anchor = f"{stem}-{count}"
        taken.append(anchor)
    return tuple(taken)


def is_web(address: str) -> bool:
    """Tell whether the text is an http or https address, and nothing that merely begins like one."""
    return _WEB.match(address) is not None
