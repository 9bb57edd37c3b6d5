"""The rubric: what earns points and what costs some, how much help students get, and under which limits they run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from harness.checks._check import checks
from harness.hints import Hints
from harness.launching import Options
from harness.records import Bug
from mutants._mutant import Severity

NOTHING = Decimal(0)


class Visibility(StrEnum):
    """When Gradescope shows a part of the results to students."""

    VISIBLE = "visible"
    AFTER_DUE_DATE = "after_due_date"
    AFTER_PUBLISHED = "after_published"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Limits:
    """What a submission may use."""

    seconds: Decimal = Decimal(10)  # a request
    memory_mb: int = 1024


@dataclass(frozen=True)
class Level:
    """The share of its points that a wrong gradient earns when its relative error is at most `up_to`."""

    up_to: Decimal
    share: Decimal


@dataclass(frozen=True)
class Gradients:
    """How the points of the check `gradients` are shared out."""

    partial: bool = True  # else all or nothing
    levels: tuple[Level, ...] = ()
    weights: Mapping[str, Decimal] = field(default_factory=dict)  # by tensor; 1 where none is given


@dataclass(frozen=True)
class Charge:
    """What each occurrence of a bug, or of a member of a family, costs, and all of them at most."""

    each: Decimal
    most: Decimal | None = None


@dataclass(frozen=True)
class Deductions:
    """What bugs cost beside the points that their checks do not earn."""

    most: Decimal | None = None  # of all together
    error: Decimal = NOTHING
    robustness: Decimal = NOTHING
    advice: Decimal = NOTHING
    bugs: Mapping[str, Charge] = field(default_factory=dict)  # by id or family; they replace the three above

    def of(self, severity: Severity) -> Decimal:
        """Return what a bug costs for which there is no line of its own."""
        by_severity = {Severity.ERROR: self.error, Severity.ROBUSTNESS: self.robustness, Severity.ADVICE: self.advice}
        return by_severity[severity]


@dataclass(frozen=True)
class Gradescope:
    """When Gradescope shows what."""

    output: Visibility = Visibility.VISIBLE
    checks: Visibility = Visibility.VISIBLE
    bugs: Visibility = Visibility.VISIBLE
    staff: Visibility = Visibility.HIDDEN  # the ids of all bugs, whatever the level of help


def default_points() -> dict[str, Decimal]:
    """Return the points that each check carries unless a rubric says otherwise."""
    return {check_id: Decimal(check.points) for check_id, (_, check) in checks().items()}


@dataclass(frozen=True)
class Rubric:
    """All that an instructor can set; the default gives the marks of `harness check`."""

    hints: Hints = Hints.EXPLAIN
    ungradable: Decimal | None = NOTHING  # the mark of a submission that cannot be judged; None leaves it empty
    limits: Limits = Limits()
    points: Mapping[str, Decimal] = field(default_factory=default_points)
    gradients: Gradients = field(default_factory=Gradients)
    deductions: Deductions = field(default_factory=Deductions)
    severities: Mapping[str, Severity] = field(default_factory=dict)  # by id or family
    gradescope: Gradescope = Gradescope()

    @property
    def possible(self) -> Decimal:
        """The points that can be earned."""
        return sum(self.points.values(), NOTHING)

    def severity(self, bug: Bug) -> Severity:
        """Return how grave a bug is, by the rubric."""
        return self.severities.get(bug.id, self.severities.get(bug.family, bug.severity))

    def options(self) -> Options:
        """Return how submissions are graded: only what stands here makes a kept report useless."""
        seconds, memory = self.limits.seconds, self.limits.memory_mb
        usual = Limits()
        words = [f"--timeout {seconds:f}"] if seconds != usual.seconds else []
        words += [f"--memory {memory}"] if memory != usual.memory_mb else []
        mends = self.hints is Hints.FIX  # nobody sees a fix below that level
        words += [f"--hints {self.hints.value}"] if mends else []
        return Options(seconds=float(seconds), memory_mb=memory, mends=mends, arguments=" ".join(words), in_class=True)
