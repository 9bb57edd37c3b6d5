"""What a class has in common: its marks, its bugs, which submissions are alike, and which nobody can explain yet."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import mean, median
from typing import TypeVar

from harness.checks._check import CONFIRMING, checks
from harness.classroom.marking import tidy
from harness.classroom.results import Outcome, State
from harness.classroom.rows import Found, Row
from harness.records import WrongTensor
from mutants._mutant import Severity

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Marks:
    """The marks of this run; who has none, or only an earlier one, is not among them."""

    count: int
    mean: Decimal
    median: Decimal
    least: Decimal
    most: Decimal
    possible: Decimal


@dataclass(frozen=True)
class Common:
    """A bug and the students who have it."""

    bug: Found
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Alike:
    """Students whose submissions have the same errors, and no others."""

    bugs: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Shape:
    """Students whose unexplained submissions are wrong in the same way: one new mutant may name them all."""

    wrong: tuple[WrongTensor, ...]
    failed: tuple[str, ...]  # ids of checks
    sentence: str  # where no gradient tells them apart
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Asked:
    """A check, and how many submissions it was passed and failed by; the others it could not judge."""

    id: str
    title: str
    passed: int
    failed: int
    others: int


@dataclass(frozen=True)
class Overview:
    """All that the class page shows."""

    name: str
    rows: tuple[Row, ...]
    outcomes: tuple[tuple[Outcome, int], ...]  # those that occur
    judged: int  # students whose submission some check judged in this run
    marked: tuple[Row, ...]  # with a mark of this run
    marks: Marks | None
    bugs: tuple[Common, ...]  # the most frequent first, errors before remarks
    alike: tuple[Alike, ...]  # the largest first
    shapes: tuple[Shape, ...]
    checks: tuple[Asked, ...]


def overview(name: str, rows: Sequence[Row]) -> Overview:
    """Return what a class has in common, from its students' lines in their order."""
    counted = Counter(row.outcome for row in rows)
    current = [row for row in rows if row.state is not State.FAULT]  # an earlier report is not of this run
    judged = [row for row in current if row.passed or row.failed]
    marked = tuple(row for row in current if row.earned is not None)
    unexplained = [row for row in current if row.outcome is Outcome.UNEXPLAINED]
    return Overview(
        name=name,
        rows=tuple(rows),
        outcomes=tuple((outcome, counted[outcome]) for outcome in Outcome if counted[outcome]),
        judged=len(judged),
        marked=marked,
        marks=_marks(marked),
        bugs=_bugs(current),
        alike=tuple(Alike(*group) for group in _grouped((row for row in current if row.bugs), lambda row: row.bugs)),
        shapes=tuple(Shape(*shape, rows) for shape, rows in _grouped(unexplained, _shape)),
        checks=_checks(judged),
    )


def _shape(row: Row) -> tuple[tuple[WrongTensor, ...], tuple[str, ...], str]:
    """Return in which way an unexplained submission is wrong."""
    failed = tuple(check for check in row.failed if check not in CONFIRMING)
    return row.wrong, failed, "" if row.wrong else row.sentence


def _marks(rows: Iterable[Row]) -> Marks | None:
    earned = [row.earned for row in rows if row.earned is not None]
    possible = max((row.possible for row in rows if row.possible is not None), default=None)
    if not earned or possible is None:
        return None
    return Marks(len(earned), tidy(mean(earned)), tidy(median(earned)), min(earned), max(earned), possible)


def _bugs(rows: Iterable[Row]) -> tuple[Common, ...]:
    having: dict[str, list[Row]] = defaultdict(list)
    named: dict[str, Found] = {}
    for row in rows:
        for bug in {bug.id: bug for bug in row.found if bug.counts}.values():
            named.setdefault(bug.id, bug)
            having[bug.id].append(row)
    common = [Common(bug, tuple(having[bug.id])) for bug in named.values()]
    return tuple(sorted(common, key=lambda one: (one.bug.severity is not Severity.ERROR, -len(one.rows), one.bug.id)))


def _grouped(rows: Iterable[Row], key_of: Callable[[Row], Key]) -> list[tuple[Key, tuple[Row, ...]]]:
    """Return the students by their key, the largest group first, otherwise in the order in which they came."""
    groups: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key_of(row)].append(row)
    return sorted(((key, tuple(group)) for key, group in groups.items()), key=lambda group: -len(group[1]))


def _checks(judged: Sequence[Row]) -> tuple[Asked, ...]:
    passed = Counter(check for row in judged for check in row.passed)
    failed = Counter(check for row in judged for check in row.failed)
    return tuple(
        Asked(check, title, passed[check], failed[check], len(judged) - passed[check] - failed[check])
        for check, (title, _) in checks().items()
        if judged
    )
