"""Do the gradients travel through time?"""

from harness.cases import ONE, TWO
from harness.checks._check import Check, Finding
from harness.expectation import worst_errors
from harness.observations import Observations
from harness.records import Fact, Status


def judge(observations: Observations) -> Finding:
    """Compare one step with two: what is right in one and wrong in two is lost, or spoilt, on its way back."""
    tolerance = observations.tolerance
    _, one = worst_errors(observations, ONE)
    _, two = worst_errors(observations, TWO)
    _, all_steps = worst_errors(observations)
    local = [name for name, off in one.items() if not off < tolerance]
    lost = [name for name, off in two.items() if name not in local and not off < tolerance]
    late = [name for name, off in all_steps.items() if name not in local and not off < tolerance]
    facts = tuple(Fact(name, f"{one[name]:.1e} in one step, {two[name]:.1e} in two") for name in (lost or late))
    if lost or late:
        message = f"Right in one step, wrong in {'two' if lost else 'more than two'}: {', '.join(lost or late)}."
        return Finding(Status.FAIL, message, facts)
    if local:
        verb = "is" if len(local) == 1 else "are"
        message = f"{', '.join(local)} {verb} wrong in one step already: mend that first."
        return Finding(Status.INCONCLUSIVE, message)
    return Finding(Status.PASS, "What is right in one step stays right in many.")


CHECK = Check(order=50, judge=judge, requires=("interface", "forward"), points=15)
