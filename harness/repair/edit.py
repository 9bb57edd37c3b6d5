"""An edit of a submission's own text: what stands at some places is replaced, everything else stays as it is."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, order=True)
class Edit:
    """Characters `start` to `end` of the text are replaced by `new`."""

    start: int
    end: int
    new: str


def overlapping(edits: Sequence[Edit]) -> bool:
    """Whether two of the edits change the same characters, or insert at the same place."""
    return any(one.end > other.start or one.start == other.start for one, other in pairwise(sorted(edits)))


def applied(text: str, edits: Sequence[Edit]) -> str:
    """Return the text after edits that do not overlap."""
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.new + text[edit.end :]
    return text


def unified_diff(name: str, before: str, after: str) -> str:
    """Return the unified diff between two versions of the submission."""
    # Lines end with one character; splitlines would split at form feeds too, which patch does not.
    old, new = ([f"{line}\n" for line in text.split("\n")] for text in (before, after))
    if before.endswith("\n") and after.endswith("\n"):
        old, new = old[:-1], new[:-1]
    return "".join(difflib.unified_diff(old, new, name, f"{name} (mended)", n=2))
