"""The findings of a report as far as its reader may know them: bugs, or the checks that nothing explains."""

from collections.abc import Iterator
from dataclasses import dataclass

from harness.records import Bug, Certainty, Location, Report, Status, Verdict
from mutants._mutant import Severity

ORDER = (Severity.ERROR, Severity.ROBUSTNESS, Severity.ADVICE)
# Of a bug that the level of help does not name.
UNNAMED = "bug"


@dataclass(frozen=True)
class Finding:
    """One thing to tell, what it is called, and where it is."""

    rule: str  # a bug's id, or check-NAME
    title: str  # one sentence
    help: str
    severity: Severity
    location: Location | None = None


def findings(report: Report) -> Iterator[Finding]:
    """Yield the root causes first: errors, those that another hides, then robustness and advice."""
    ordered = sorted(report.bugs, key=lambda bug: (ORDER.index(bug.severity), bug.certainty is Certainty.MASKED))
    yield from map(_of_bug, ordered)
    if report.verdict not in (Verdict.UNEXPLAINED, Verdict.INCONCLUSIVE, Verdict.BUGS) or any(
        bug.severity is Severity.ERROR for bug in report.bugs
    ):
        return
    for check in report.checks:
        if check.status in (Status.FAIL, Status.INCONCLUSIVE):
            severity = Severity.ERROR if check.status is Status.FAIL else Severity.ROBUSTNESS
            yield Finding(f"check-{check.id}", check.message or check.title, check.title, severity)


def _of_bug(bug: Bug) -> Finding:
    """Return what may be told of a bug: its title, or the question that leads to it."""
    title = bug.title or bug.hint or "There is a bug here."
    words = [bug.symptom, bug.explanation, bug.hint]
    told = "\n\n".join(part for part in words if part and part != title) or title
    return Finding(bug.id or UNNAMED, title, told, bug.severity, bug.location)
