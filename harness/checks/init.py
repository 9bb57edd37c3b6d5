"""Do the initial parameters open the forget gate, and fit the number of inputs?"""

from harness.advice.collect import advice
from harness.advice.initialisation import VOCABULARIES
from harness.checks._check import Check, Finding
from harness.observations import Observations
from harness.records import Fact, Status


def judge(observations: Observations) -> Finding:
    """Call the initialisation with two sizes of the vocabulary, and look at what it draws."""
    given = advice(observations)
    if not given.drawn:
        return Finding(Status.PASS, "No function draws the ten parameters for sizes that it is given: nothing to say.")
    facts = [
        Fact(f"standard deviation of {one.name}()'s weights of x", f"{sd:.3g} for {V} inputs")
        for one in given.drawn
        for sd, V in zip(one.input_scales, VOCABULARIES, strict=True)
    ]
    if given.initialisation:
        message = " ".join(remark.evidence for remark in given.initialisation)
        return Finding(Status.ADVICE, message, tuple(facts))
    return Finding(Status.PASS, "The memory is open at the start, and the input does not drown it.", tuple(facts))


CHECK = Check(order=80, judge=judge, requires=("interface",))
