"""The words for closed choices: colour is never the only sign."""

from harness.hints import Hints
from harness.records import Certainty, Status, Verdict
from mutants._mutant import Severity

VERDICTS = {
    Verdict.CLEAN: "Clean",
    Verdict.BUGS: "Bugs found",
    Verdict.UNEXPLAINED: "Wrong, cause unknown",
    Verdict.INCONCLUSIVE: "Not decided",
    Verdict.UNGRADABLE: "Could not be graded",
}
SYMBOLS = {
    Verdict.CLEAN: "✓",
    Verdict.BUGS: "✗",
    Verdict.UNEXPLAINED: "✗",
    Verdict.INCONCLUSIVE: "?",
    Verdict.UNGRADABLE: "!",
}
STATUSES = {
    Status.PASS: "passed",
    Status.FAIL: "failed",
    Status.SKIP: "skipped",
    Status.INCONCLUSIVE: "not decided",
    Status.ADVICE: "advice",
}
SEVERITIES = {
    Severity.ERROR: "error",
    Severity.ROBUSTNESS: "robustness",
    Severity.ADVICE: "advice",
}
SEVERITY_MEANS = {
    Severity.ERROR: "wrong numbers on ordinary input",
    Severity.ROBUSTNESS: "fails only on extreme or odd input",
    Severity.ADVICE: "initialisation or recipe; no number is wrong",
}
CERTAINTY_MEANS = {
    Certainty.EXACT: "put into the reference, this bug gives the submission’s numbers",
    Certainty.LATENT: "only odd input shows it; ordinary numbers are right",
    Certainty.MASKED: "another bug hides it; mend that one first",
}
HINTS_MEAN = {
    Hints.NONE: "which numbers are wrong, and nothing about why",
    Hints.TOPIC: "the equation that each bug concerns, and a question",
    Hints.LINE: "that, and the line",
    Hints.EXPLAIN: "that, and what is wrong there and why",
    Hints.FIX: "everything, the verified change included",
}
SEVERITY_ORDER = (Severity.ERROR, Severity.ROBUSTNESS, Severity.ADVICE)
UNNAMED = "without a name"  # a heading may not be empty
PASSED = Status.PASS
# What needs the reader stands first.
STATUS_ORDER = (Status.FAIL, Status.INCONCLUSIVE, Status.ADVICE, Status.SKIP, Status.PASS)
