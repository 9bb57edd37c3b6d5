"""Is the training recipe sound: learning rate, clipping, the loss that is reported?"""

from harness.advice.collect import advice
from harness.checks._check import Check, Finding
from harness.observations import Observations
from harness.records import Fact, Status


def judge(observations: Observations) -> Finding:
    """Read the training code, which is not run, and call the function that clips."""
    remarks = advice(observations).recipe
    if remarks:
        facts = tuple(Fact(remark.id, remark.evidence) for remark in remarks)
        return Finding(Status.ADVICE, " ".join(remark.evidence for remark in remarks), facts)
    return Finding(Status.PASS, "Nothing in the recipe stands out, as far as the code tells without training.")


CHECK = Check(order=90, judge=judge, requires=("interface",))
