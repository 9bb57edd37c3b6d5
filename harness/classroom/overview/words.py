"""The words of the class page for what became of a submission, and the sentences about whom to look at."""

from harness.classroom.results import Outcome
from harness.languages.words import N_

WORDS = {
    Outcome.CLEAN: N_("clean"),
    Outcome.BUGS: N_("bugs"),
    Outcome.INCONCLUSIVE: N_("not decided"),
    Outcome.UNEXPLAINED: N_("wrong, cause unknown"),
    Outcome.UNGRADABLE: N_("could not be graded"),
    Outcome.FAULT: N_("harness error"),
    Outcome.MISSING: N_("missing"),
}
# In one word, as programs read it too.
SHORT = {
    Outcome.CLEAN: N_("clean"),
    Outcome.BUGS: N_("bugs"),
    Outcome.INCONCLUSIVE: N_("inconclusive"),
    Outcome.UNEXPLAINED: N_("unexplained"),
    Outcome.UNGRADABLE: N_("ungradable"),
    Outcome.FAULT: N_("harness error"),
    Outcome.MISSING: N_("missing"),
}
# Whom somebody should look at; of those that no bug explains the shapes of the errors are told instead.
ATTENTION = {
    Outcome.FAULT: N_("The harness failed, not the student: this is no zero, and an earlier mark stands."),
    Outcome.INCONCLUSIVE: N_("The numbers do not decide."),
    Outcome.UNGRADABLE: N_("Nothing could be judged."),
    Outcome.MISSING: N_("On the roster, and nothing was handed in: this is no zero."),
}


def css(outcome: Outcome) -> str:
    """Return the class of an outcome's badge."""
    return "fault" if outcome is Outcome.FAULT else outcome.value
