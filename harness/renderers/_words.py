"""The words for closed choices: colour is never the only sign."""

from harness.hints import Hints
from harness.languages.words import N_
from harness.records import Certainty, Status, Verdict
from mutants._mutant import Severity

VERDICTS = {
    Verdict.CLEAN: N_("Clean"),
    Verdict.BUGS: N_("Bugs found"),
    Verdict.UNEXPLAINED: N_("Wrong, cause unknown"),
    Verdict.INCONCLUSIVE: N_("Not decided"),
    Verdict.UNGRADABLE: N_("Could not be graded"),
}
SYMBOLS = {
    Verdict.CLEAN: "✓",
    Verdict.BUGS: "✗",
    Verdict.UNEXPLAINED: "✗",
    Verdict.INCONCLUSIVE: "?",
    Verdict.UNGRADABLE: "!",
}
STATUSES = {
    Status.PASS: N_("passed"),
    Status.FAIL: N_("failed"),
    Status.SKIP: N_("skipped"),
    Status.INCONCLUSIVE: N_("not decided"),
    Status.ADVICE: N_("advice"),
}
SEVERITIES = {
    Severity.ERROR: N_("error"),
    Severity.ROBUSTNESS: N_("robustness"),
    Severity.ADVICE: N_("advice"),
}
SEVERITY_MEANS = {
    Severity.ERROR: N_("wrong numbers on ordinary input"),
    Severity.ROBUSTNESS: N_("fails only on extreme or odd input"),
    Severity.ADVICE: N_("initialisation or recipe; no number is wrong"),
}
CERTAINTIES = {
    Certainty.EXACT: N_("exact"),
    Certainty.LATENT: N_("latent"),
    Certainty.MASKED: N_("masked"),
}
CERTAINTY_MEANS = {
    Certainty.EXACT: N_("put into the reference, this bug gives the submission’s numbers"),
    Certainty.LATENT: N_("only odd input shows it; ordinary numbers are right"),
    Certainty.MASKED: N_("another bug hides it; mend that one first"),
}
HINTS_MEAN = {
    Hints.NONE: N_("which numbers are wrong, and nothing about why"),
    Hints.TOPIC: N_("the equation that each bug concerns, and a question"),
    Hints.LINE: N_("that, and the line"),
    Hints.EXPLAIN: N_("that, and what is wrong there and why"),
    Hints.FIX: N_("everything, the verified change included"),
}
SEVERITY_ORDER = (Severity.ERROR, Severity.ROBUSTNESS, Severity.ADVICE)
UNNAMED = N_("without a name")  # a heading may not be empty
PASSED = Status.PASS
# What needs the reader stands first.
STATUS_ORDER = (Status.FAIL, Status.INCONCLUSIVE, Status.ADVICE, Status.SKIP, Status.PASS)
