"""The typed result of grading one submission: everything a report shows, and nothing it must compute.

A field that is added here stays hidden until `harness/renderers/_hints.py` gives it a level of help.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from harness.hints import Hints
from harness.measured import DerivativePair, Norms, StepCurve, TensorError, Training
from mutants._mutant import Severity

# Version of the JSON report.  1: first.
FORMAT = 1


class Verdict(StrEnum):
    """What the harness says of a submission."""

    CLEAN = "clean"
    BUGS = "bugs"  # wrong, and we can name why
    UNEXPLAINED = "unexplained"  # wrong, and no documented bug gives these numbers
    INCONCLUSIVE = "inconclusive"  # the numbers do not decide
    UNGRADABLE = "ungradable"  # nothing could be judged


class Status(StrEnum):
    """The outcome of one check."""

    PASS = "pass"  # noqa: S105  (a verdict, not a password)
    FAIL = "fail"
    SKIP = "skip"  # a check it needs did not pass
    INCONCLUSIVE = "inconclusive"
    ADVICE = "advice"


class Certainty(StrEnum):
    """How a bug is known."""

    EXACT = "exact"  # injected into the reference it gives the submission's numbers
    LATENT = "latent"  # the same, but only odd input shows it
    MASKED = "masked"  # another bug hides it: mend that one first


@dataclass(frozen=True)
class Location:
    """A place in the submission; `line` counts from 1, `column` from 0.

    In a notebook `line` counts within the cell, and `cell` from 1 over all cells, those with text included.
    """

    line: int
    code: str
    column: int | None = None
    also: tuple[int, ...] = ()  # further lines of the same bug
    cell: int | None = None


@dataclass(frozen=True)
class Fix:
    """An edit of the submission that was run and passed; `diff` is unified."""

    diff: str
    verified: bool


@dataclass(frozen=True)
class Bug:
    """One named bug and how it is known."""

    id: str
    family: str
    title: str
    severity: Severity
    certainty: Certainty
    where: str
    symptom: str
    hint: str
    explanation: str
    formula: str  # LaTeX
    correct: str  # the reference's line
    buggy: str  # the mutant's line
    evidence: str  # one sentence: how we know
    location: Location | None = None
    fix: Fix | None = None
    same_numbers_as: tuple[tuple[str, ...], ...] = ()  # what gives these very numbers in its place
    hides: tuple[str, ...] = ()  # bugs that cannot be judged before this one is mended: nothing of them shows beside it
    residual: float | None = None  # largest relative difference between submission and mutant
    article: str = ""
    seen: tuple[str, ...] = ()
    equation: str = ""  # LaTeX: the equation of the forward pass that is concerned

    @property
    def counts(self) -> bool:
        """Whether it is counted and charged: what others hide is named only where fixes are looked for."""
        return self.certainty is not Certainty.MASKED


@dataclass(frozen=True)
class Fact:
    """One measured number or word behind a check's message."""

    name: str
    value: str


@dataclass(frozen=True)
class CheckResult:
    """What one check found."""

    id: str
    title: str
    status: Status
    message: str
    facts: tuple[Fact, ...] = ()
    fraction: float = 1.0  # of the check's points that are earned


@dataclass(frozen=True)
class Score:
    """Points, summed over the checks that carry any."""

    earned: float
    possible: float


@dataclass(frozen=True)
class Isolation:
    """How the submission was confined."""

    name: str
    enforced: tuple[str, ...] = ()
    not_enforced: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reproduce:
    """How to get this report again."""

    command: str
    seed: int
    versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SourceView:
    """The submission's text, and what was not executed of it; lines count in the text of all cells joined."""

    text: str
    left_out: tuple[tuple[int, str], ...] = ()  # line, reason
    printed: str = ""  # the beginning of what it printed
    file: str = ""  # the main file's name
    cells: tuple[tuple[int, int], ...] = ()  # of a notebook: number and first line of each code cell


@dataclass(frozen=True)
class WrongTensor:
    """A gradient that is wrong, from so many steps on; `relation` says how it follows from a right one, if it does."""

    name: str
    steps: int
    relation: str
    sequences: int = 1  # so many at once show it; fewer do not


@dataclass(frozen=True)
class Change:
    """A small edit: the place, and the code before and after."""

    location: Location
    old: str
    new: str


@dataclass(frozen=True)
class Unexplained:
    """What is known of a submission that is wrong and that no documented bug explains."""

    tensors: tuple[WrongTensor, ...] = ()
    first_wrong: Location | None = None  # where a value is wrong and all that it was made from is right
    last_right: Location | None = None
    changes: tuple[Change, ...] = ()  # that mend it together, but for the remaining bugs
    remaining: tuple[str, ...] = ()  # documented bugs that explain all that is wrong after the changes
    fix: Fix | None = None


@dataclass(frozen=True)
class Report:
    """The result of `harness check`."""

    submission: str
    verdict: Verdict
    headline: str  # one sentence: the verdict in words
    score: Score
    contract: str
    checks: tuple[CheckResult, ...]
    bugs: tuple[Bug, ...]
    training: Training
    isolation: Isolation
    reproduce: Reproduce
    tensors: tuple[TensorError, ...] = ()
    derivatives: tuple[DerivativePair, ...] = ()
    step_curve: StepCurve | None = None
    norms: tuple[Norms, ...] = ()  # the reference's, and where its run shows them the submission's
    source: SourceView | None = None
    unexplained: Unexplained | None = None
    seconds: float = 0.0
    mended: Fix | None = None  # all bugs at once: what is right afterwards
    hints: Hints = Hints.FIX  # what lies above this level was taken out; at `fix`, nothing was
    format: int = FORMAT
