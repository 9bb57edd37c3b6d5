"""What the gradebook and the class page know of each student: as little as they need, however large the class."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from harness.classroom.results import Result, State
from harness.records import Report, Status, Verdict
from mutants._mutant import Severity


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
    bugs: tuple[str, ...] = ()  # ids of errors, sorted
    remarks: tuple[str, ...] = ()  # ids of robustness and advice, sorted
    passed: tuple[str, ...] = ()  # ids of checks
    failed: tuple[str, ...] = ()
    wrong_tensors: tuple[str, ...] = ()
    identity: str = ""


def row_of(result: Result, earned: Decimal | None, possible: Decimal | None) -> Row:
    """Return the line of a result and its mark."""
    report = result.report
    if report is None:
        return Row(result.student, result.slug, result.state, result.sentence, identity=result.identity)
    return Row(
        student=result.student,
        slug=result.slug,
        state=result.state,
        sentence=result.sentence or report.headline,
        verdict=report.verdict,
        earned=earned,
        possible=possible,
        bugs=tuple(_ids(report, errors=True)),
        remarks=tuple(_ids(report, errors=False)),
        passed=tuple(check.id for check in report.checks if check.status is Status.PASS),
        failed=tuple(check.id for check in report.checks if check.status is Status.FAIL),
        wrong_tensors=tuple(tensor.name for tensor in report.tensors if not tensor.right),
        identity=result.identity,
    )


def _ids(report: Report, *, errors: bool) -> Iterator[str]:
    yield from sorted(bug.id for bug in report.bugs if (bug.severity is Severity.ERROR) is errors)
