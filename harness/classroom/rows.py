"""What the gradebook and the class page know of each student: as little as they need, however large the class."""

from dataclasses import dataclass, replace
from decimal import Decimal

from harness.classroom.results import Outcome, Result, State, outcome_of
from harness.records import Status, Verdict, WrongTensor
from harness.renderers._verdict import in_order
from mutants._mutant import Severity


@dataclass(frozen=True)
class Found:
    """A bug of a student's report."""

    id: str
    title: str
    severity: Severity
    counts: bool = True  # False of what another bug hides


@dataclass(frozen=True)
class Row:
    """One student's line; `earned` is None where nothing was graded, which is not a zero."""

    student: str
    slug: str
    state: State
    sentence: str
    verdict: Verdict | None = None
    earned: Decimal | None = None
    possible: Decimal | None = None
    found: tuple[Found, ...] = ()  # in the order of the student's page
    passed: tuple[str, ...] = ()  # ids of checks
    failed: tuple[str, ...] = ()
    wrong: tuple[WrongTensor, ...] = ()  # where no documented bug explains the numbers
    identity: str = ""
    members: tuple[str, ...] = ()  # of a group

    @property
    def bugs(self) -> tuple[str, ...]:
        """The ids of errors, sorted, without what others hide."""
        return tuple(sorted(one.id for one in self.found if one.counts and one.severity is Severity.ERROR))

    @property
    def remarks(self) -> tuple[str, ...]:
        """The ids of robustness and advice, sorted, without what others hide."""
        return tuple(sorted(one.id for one in self.found if one.counts and one.severity is not Severity.ERROR))

    @property
    def outcome(self) -> Outcome:
        """What became of the submission in this run."""
        return outcome_of(self.state, self.verdict)


def row_of(result: Result, earned: Decimal | None, possible: Decimal | None) -> Row:
    """Return the line of a result and its mark."""
    report = result.report
    row = Row(
        result.student, result.slug, result.state, result.sentence, identity=result.identity, members=result.members
    )
    if report is None:
        return row
    return replace(
        row,
        sentence=result.sentence or report.headline,
        verdict=report.verdict,
        earned=earned,
        possible=possible,
        found=tuple(Found(bug.id, bug.title, bug.severity, bug.counts) for bug in in_order(report)),
        passed=tuple(check.id for check in report.checks if check.status is Status.PASS),
        failed=tuple(check.id for check in report.checks if check.status is Status.FAIL),
        wrong=report.unexplained.tensors if report.unexplained else (),
    )
