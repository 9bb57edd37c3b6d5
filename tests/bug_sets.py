"""Draws sets of bugs, plants them into the reference, rewrites it in another style, and grades the result."""

import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from rewriting import Planted, planted

from harness.answers import distance
from harness.cases import Sizes, ordinary
from harness.client import Limits, Worker
from harness.diagnosis import systems
from harness.grade import examine, grade
from harness.isolation import strict
from harness.isolation._zygote import Zygote
from harness.launching import Depth, Options
from harness.records import Bug, Report, Verdict
from mutants._catalogue import catalogue
from mutants._mutant import Severity
from reference.arrays import PARAMETER_NAMES

LARGEST = 10
OPTIONS = Options(depth=Depth.QUICK)
# Two systems whose gradients differ by less are the same one, but for rounding.
SAME = 1e-10
ERRORS = {mutant.id: frozenset(mutant.edits) for mutant in catalogue() if mutant.severity is Severity.ERROR}


@dataclass(frozen=True)
class GradedSet:
    """One set of bugs, how it was written, and what the harness says of it."""

    number: int
    planted: Planted
    report: Report
    after: Verdict | None = None  # on the mended text, where one was asked for and proven

    @property
    def bugs(self) -> frozenset[str]:
        """The bugs that were planted."""
        return self.planted.bugs

    def named(self) -> list[Bug]:
        """Return the planted bugs among those that the report names."""
        return [bug for bug in self.report.bugs if bug.id in self.bugs]


@cache
def drawn(number: int, *, raising: bool = False) -> frozenset[str]:
    """Draw a set of 1 to 10 errors over distinct lines which together give numbers, or which together raise."""
    rng = np.random.default_rng([number, 9 if raising else 7])
    case = ordinary(0, Sizes())[2]
    while True:
        chosen: list[str] = []
        used: set[int] = set()
        for bug in map(str, rng.permutation(sorted(ERRORS))):
            if len(chosen) <= number % LARGEST and not ERRORS[bug] & used:
                chosen.append(bug)
                used |= ERRORS[bug]
        if bool(systems.gradients(frozenset(chosen), case)) is not raising:
            return frozenset(chosen)


def graded_sets(first: int, count: int, *, mends: bool = False, raising: bool = False) -> Iterator[GradedSet]:
    """Yield so many sets, each rewritten in a style of its own and graded by a worker of its own.

    Where the harness `mends` them too, the text that it proves is graded once more as if it were handed in.
    """
    options = OPTIONS._replace(mends=mends)
    with tempfile.TemporaryDirectory() as folder, Zygote() if strict.available() is None else nullcontext() as way:
        for number in range(first, first + count):
            one = planted(drawn(number, raising=raising), np.random.default_rng([number, 8]))
            path = Path(folder) / f"set_{number}.py"
            path.write_text(one.text, encoding="utf-8")
            found = examine(path, options, _worker(way))
            after = None
            if found.mended is not None:
                path.write_text(found.mended, encoding="utf-8")
                after = grade(path, OPTIONS, _worker(way)).verdict
            yield GradedSet(number, one, found.report, after)


def _worker(way: Zygote | None) -> Worker | None:
    return Worker.start(way, Limits(seconds=60)) if way else None


def same_numbers(bugs: frozenset[str], others: frozenset[str]) -> bool:
    """Whether two sets give the same gradients on every ordinary case."""
    for case in ordinary(0, Sizes()):
        one, other = systems.gradients(bugs, case), systems.gradients(others, case)
        if not one or not other or any(distance(one[name], other[name]) > SAME for name in PARAMETER_NAMES):
            return False
    return True
