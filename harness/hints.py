"""The levels of help; apart from the records, as the command line needs them before the worker starts."""

from enum import StrEnum


class Hints(StrEnum):
    """How much help a reader gets: each level shows what stands before it, and more."""

    NONE = "none"  # which tensors and checks are right
    TOPIC = "topic"  # the equation concerned, and a question
    LINE = "line"  # the line of the submission
    EXPLAIN = "explain"  # what the line computes, what it should, and why
    FIX = "fix"  # the verified change

    def shows(self, level: "Hints") -> bool:
        """Tell whether what needs `level` may be shown."""
        return _ORDER.index(level) <= _ORDER.index(self)


_ORDER = tuple(Hints)
