"""How the marks of a class are distributed: ten ranges of equal width, told apart by what became of the submission."""

from collections import Counter
from decimal import Decimal

from harness.classroom.overview.summary import Marks, Overview
from harness.classroom.overview.words import WORDS
from harness.classroom.results import Outcome
from harness.languages.words import N_, _, ngettext
from harness.renderers.charts.histogram import Bin, Histogram

BINS = 10
# CSS class, words, and which outcomes a piece of a bar stands for, from the bottom up.
KINDS = (
    ("right", N_("clean"), (Outcome.CLEAN,)),
    ("bugs", N_("bugs"), (Outcome.BUGS,)),
    ("unsure", N_("cause unknown, or not decided"), (Outcome.UNEXPLAINED, Outcome.INCONCLUSIVE)),
    ("none", N_("could not be graded"), (Outcome.UNGRADABLE,)),
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
        title=_("Distribution of marks"),
        description=ngettext(
            "{count} student: median {median}, mean {mean}, from {least} to {most} of {possible} points.",
            "{count} students: median {median}, mean {mean}, from {least} to {most} of {possible} points.",
            marks.count,
            median=f"{marks.median:f}",
            mean=f"{marks.mean:f}",
            least=f"{marks.least:f}",
            most=f"{marks.most:f}",
            possible=f"{marks.possible:f}",
        ),
        value=_("points"),
        counted=_("students"),
        kinds=tuple((css, _(words)) for css, words, _outcomes in there),
        bins=bins,
    )


def unmarked(found: Overview) -> str:
    """Return who has no mark of this run, in a sentence; "" where everybody has one."""
    marked = set(found.marked)
    without = Counter(row.outcome for row in found.rows if row not in marked)
    if not without:
        return ""
    parts = _(", ").join(
        _("{what} {count}", what=_(WORDS[outcome]), count=without[outcome]) for outcome in Outcome if without[outcome]
    )
    return ngettext(
        "{count} student without a mark, which is no zero: {parts}.",
        "{count} students without a mark, which is no zero: {parts}.",
        sum(without.values()),
        parts=parts,
    )


def _bin(earned: Decimal, marks: Marks) -> int:
    """Return the range of a mark, exactly; the last one holds its upper end."""
    return min(int(earned * BINS / marks.possible), BINS - 1)
