"""Are the gradients those of the loss?"""

import numpy as np

from harness.checks._check import Check, Finding
from harness.expectation import worst_errors
from harness.numerics.agreement import Agreement
from harness.observations import Observations
from harness.records import Fact, Status
from harness.self_consistency import Consistency, by_tensor, together

# The operating points: the two-step and the many-step case, or those with small gradients where a clip acts.
POINTS = ("two", "many")


def judge(observations: Observations) -> Finding:
    """Compare with the reference, and with the numerical derivative of the code's own loss."""
    rng = np.random.default_rng([observations.seed, 4])
    scale, errors = worst_errors(observations)
    wrong = [name for name, off in errors.items() if not off < observations.tolerance]
    names = [f"{point}-gentle" if observations.clipped(case) else point for point in POINTS for case in observations.ordinary[:1]]
    cases = [case for case in observations.ordinary if case.name in names]
    facts = [Fact(name, f"off by {off:.1e}") for name, off in errors.items()]
    if observations.clip.bound < float("inf"):
        facts.append(Fact("clip inside backward", f"{observations.clip.kind.value}, at {observations.clip.bound:.4g}"))
    found = {} if observations.quick else {case.name: together(observations, case, scale, rng) for case in cases}
    facts += [Fact(f"own loss, {name}", _told(consistency)) for name, consistency in found.items()]
    consistent = [consistency.agreement for consistency in found.values()]
    if not wrong:
        if Agreement.WRONG in consistent and observations.loss_scale is not None:
            message = "The gradients are the reference's, but not those of the code's own loss."
            return Finding(Status.INCONCLUSIVE, message, tuple(facts))
        return Finding(Status.PASS, "All ten gradients are right, by the reference and by the code's own loss.", tuple(facts))
    right = len(errors) - len(wrong)
    fraction = right / len(errors)
    if observations.forward_differs:
        tensors = by_tensor(observations, cases[-1], scale, errors, rng) if found else {}
        off = [name for name, consistency in tensors.items() if consistency.agreement is not Agreement.RIGHT]
        if found and not off:
            message = "The gradients are those of the code's own loss, whose forward pass is not the LSTM's."
            return Finding(Status.INCONCLUSIVE, message, tuple(facts))
        wrong = off or wrong
        fraction = 1 - len(wrong) / len(errors)
    elif consistent and set(consistent) == {Agreement.RIGHT}:
        message = "The gradients are not the reference's, but they are those of the code's own loss."
        return Finding(Status.INCONCLUSIVE, message, tuple(facts))
    return Finding(Status.FAIL, f"Wrong: {', '.join(wrong)} ({len(wrong)} of {len(errors)}).", tuple(facts), fraction)


def _told(consistency: Consistency) -> str:
    confirmed = ", confirmed by the complex step" if consistency.complex_step else ""
    return f"{consistency.agreement.value}: {consistency.bars:.2g} error bars away{confirmed}"


CHECK = Check(order=40, judge=judge, requires=("interface",), points=45)
