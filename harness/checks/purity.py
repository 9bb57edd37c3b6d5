"""Do the functions leave their arguments alone, and give the same answer twice?"""

from harness.checks._check import Check, Finding
from harness.observations import Observations
from harness.records import Fact, Status


def judge(observations: Observations) -> Finding:
    """Compare the arguments before and after, and two calls with equal arguments."""
    changed = sorted({name for _, answer in observations.answers for name in answer.changed})
    unstable = [case.name for case, answer in observations.answers if not answer.repeatable]
    if unstable:
        facts = (Fact("cases", ", ".join(unstable)),)
        message = (
            "Two calls with equal arguments give different numbers: something random, or left from the first call."
        )
        return Finding(Status.FAIL, message, facts)
    globals_changed = sorted({name for _, answer in observations.answers for name in answer.globals_changed})
    if globals_changed and not changed:
        message = f"A call changes globals of the module: {', '.join(globals_changed)}. Legal, but a surprise."
        return Finding(Status.ADVICE, message, (Fact("globals changed", ", ".join(globals_changed)),))
    if changed:
        message = (
            f"The code writes into its caller's arrays: {', '.join(changed)}. Legal, but a surprise for the caller."
        )
        return Finding(Status.ADVICE, message, (Fact("changed in place", ", ".join(changed)),))
    return Finding(Status.PASS, "Arguments are left alone, and a second call gives the same numbers.")


CHECK = Check(order=60, judge=judge, requires=("interface",))
