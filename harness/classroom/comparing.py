"""What another version or rubric changes in the marks of a class: two runs, student by student."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from harness.classroom.recorded import Line
from harness.classroom.results import Outcome


class Kind(StrEnum):
    """How a student differs."""

    CHANGED = "changed"
    ADDED = "added"  # only in the new results
    GONE = "gone"  # only in the old ones


@dataclass(frozen=True)
class Standing:
    """What one run says of a student."""

    student: str
    slug: str
    outcome: Outcome
    earned: Decimal | None
    possible: Decimal | None
    bugs: tuple[str, ...]  # ids, sorted


@dataclass(frozen=True)
class Difference:
    """A student of whom two runs say different things."""

    student: str
    before: Standing | None
    after: Standing | None

    @property
    def kind(self) -> Kind:
        """Whether the student changed, came or went."""
        if self.before is None:
            return Kind.ADDED
        return Kind.GONE if self.after is None else Kind.CHANGED

    @property
    def bugs_added(self) -> tuple[str, ...]:
        """The bugs that are new, as often as they are."""
        return _more(self.after, self.before)

    @property
    def bugs_gone(self) -> tuple[str, ...]:
        """The bugs that are no longer named."""
        return _more(self.before, self.after)


@dataclass(frozen=True)
class Comparison:
    """The students who differ, by name, and the number of those who do not."""

    differences: tuple[Difference, ...]
    same: int


def standing(line: Line) -> Standing:
    """Return what is compared of a student's line."""
    bugs = tuple(sorted(bug.id for bug in line.report.bugs if bug.counts)) if line.report else ()
    return Standing(line.student, line.slug, line.outcome, line.earned, line.possible, bugs)


def compared(old: Iterable[Standing], new: Iterable[Standing]) -> Comparison:
    """Return what differs between two runs over a class."""
    before, after = list(old), list(new)
    shared = {name for side in (before, after) for name, number in _names(side).items() if number > 1}
    first, second = _by_key(before, shared), _by_key(after, shared)
    keys = sorted(first.keys() | second.keys(), key=lambda key: (key[0].casefold(), key))
    differing = [key for key in keys if not _same(first.get(key), second.get(key))]
    return Comparison(
        tuple(Difference(key[0], first.get(key), second.get(key)) for key in differing), len(keys) - len(differing)
    )


def _names(side: Iterable[Standing]) -> Counter[str]:
    return Counter(one.student for one in side)


def _by_key(side: Iterable[Standing], shared: set[str]) -> dict[tuple[str, str], Standing]:
    """Return the students by name: a slug may change when others come, but of those who share a name it tells apart."""
    return {(one.student, one.slug if one.student in shared else ""): one for one in side}


def _same(one: Standing | None, other: Standing | None) -> bool:
    if one is None or other is None:
        return False
    return _told(one) == _told(other)


def _told(one: Standing) -> tuple[object, ...]:
    return one.outcome, one.earned, one.possible, one.bugs


def _more(one: Standing | None, other: Standing | None) -> tuple[str, ...]:
    more = Counter(one.bugs if one else ()) - Counter(other.bugs if other else ())
    return tuple(sorted(more.elements()))
