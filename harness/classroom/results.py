"""What is known of each student after a run."""

from dataclasses import dataclass
from enum import StrEnum

from harness.records import Report, Verdict


class State(StrEnum):
    """What became of a submission."""

    GRADED = "graded"
    UNGRADABLE = "ungradable"  # the report says why; the instructor decides what that is worth
    FAULT = "harness error"  # ours: never a zero
    MISSING = "missing"  # on the roster, and nothing was handed in: never a zero either


class Outcome(StrEnum):
    """The verdict, and where there is none of this run, the state: one word for each student, best news first."""

    CLEAN = "clean"
    BUGS = "bugs"
    INCONCLUSIVE = "inconclusive"
    UNEXPLAINED = "unexplained"
    UNGRADABLE = "ungradable"
    FAULT = "harness error"
    MISSING = "missing"


def outcome_of(state: State, verdict: Verdict | None) -> Outcome:
    """Return what became of a submission in a run: an earlier report that stands beside a fault does not tell."""
    return Outcome(verdict.value if verdict and state is not State.FAULT else state.value)


@dataclass(frozen=True)
class Result:
    """A student's result; `report` is None where there is none, and an earlier run's where the harness failed now."""

    student: str
    slug: str
    state: State
    report: Report | None = None
    sentence: str = ""  # what went wrong, where the state is a fault
    identity: str = ""
    members: tuple[str, ...] = ()  # of a group
