"""How the marks of a class are distributed: ten ranges of equal width, told apart by what became of the submission."""

from collections import Counter
from decimal import Decimal

from harness.classroom.overview.summary import Marks, Overview
from harness.classroom.overview.words import WORDS
from harness.classroom.results import Outcome
from harness.renderers._numbers import counted
from harness.renderers.charts.histogram import Bin, Histogram

BINS = 10
# CSS class, words, and which outcomes a piece of a bar stands for, from the bottom up.
KINDS = (
    ("right", "clean", (Outcome.CLEAN,)),
    ("bugs", "bugs", (Outcome.BUGS,)),
    ("unsure", "cause unknown, or not decided", (Outcome.UNEXPLAINED, Outcome.INCONCLUSIVE)),
    ("none", "could not be graded", (Outcome.UNGRADABLE,)),
)


def distribution(found: Overview) -> Histogram | None:
    """Return the marks of this run as a histogram; None where there is none."""
    marks = found.marks
    if marks is None:
        return None
    there = [kind for kind in KINDS if any(row.outcome in kind[2] for row in found.marked)]
    number = Counter((_bin(row.earned, marks), row.outcome) for row in found.marked if row.earned is not None)
    width = float(marks.possible) / BINS
    bins = tuple(
        Bin(width * index, width * (index + 1), tuple(sum(number[index, one] for one in kind[2]) for kind in there))
        for index in range(BINS)
    )
    return Histogram(
        title="Distribution of marks",
        description=f"{counted(marks.count, 'student')}: median {marks.median:f}, mean {marks.mean:f}, from "
        f"{marks.least:f} to {marks.most:f} of {marks.possible:f} points.",
        value="points",
        counted="students",
        kinds=tuple(kind[:2] for kind in there),
        bins=bins,
    )


def unmarked(found: Overview) -> str:
    """Return who has no mark of this run, in a sentence; "" where everybody has one."""
    marked = set(found.marked)
    without = Counter(row.outcome for row in found.rows if row not in marked)
    if not without:
        return ""
    parts = ", ".join(f"{WORDS[outcome]} {without[outcome]}" for outcome in Outcome if without[outcome])
    return f"{counted(sum(without.values()), 'student')} without a mark, which is no zero: {parts}."


def _bin(earned: Decimal, marks: Marks) -> int:
    """Return the range of a mark, exactly; the last one holds its upper end."""
    return min(int(earned * BINS / marks.possible), BINS - 1)
