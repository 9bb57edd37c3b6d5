"""The words of the class page for what became of a submission, and the sentences about whom to look at."""

from harness.classroom.results import Outcome

WORDS = {
    Outcome.CLEAN: "clean",
    Outcome.BUGS: "bugs",
    Outcome.INCONCLUSIVE: "not decided",
    Outcome.UNEXPLAINED: "wrong, cause unknown",
    Outcome.UNGRADABLE: "could not be graded",
    Outcome.FAULT: "harness error",
    Outcome.MISSING: "missing",
}
# Whom somebody should look at; of those that no bug explains the shapes of the errors are told instead.
ATTENTION = {
    Outcome.FAULT: "The harness failed, not the student: this is no zero, and an earlier mark stands.",
    Outcome.INCONCLUSIVE: "The numbers do not decide.",
    Outcome.UNGRADABLE: "Nothing could be judged.",
    Outcome.MISSING: "On the roster, and nothing was handed in: this is no zero.",
}


def css(outcome: Outcome) -> str:
    """Return the class of an outcome's badge."""
    return "fault" if outcome is Outcome.FAULT else outcome.value
