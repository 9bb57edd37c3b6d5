"""Is the loss the cross-entropy of the code's own predictions?"""

from harness.checks._beside import beside
from harness.checks._check import Check, Finding
from harness.conventions import LossScale, cross_entropy_of
from harness.observations import Observations
from harness.records import Fact, Status


def judge(observations: Observations) -> Finding:
    """Compare the loss with the cross-entropy of the predictions, up to a division by steps or symbols."""
    if observations.cell:
        return Finding(Status.SKIP, "Not asked: a cell has no loss, the upstream gradients are given.", fraction=1.0)
    scale = observations.loss_scale
    known = [(case, answer) for case, answer in observations.answers if answer.loss is not None]
    if not known:
        none = "The code returns no loss, or its loss function is called in a way that is not known here"
        return Finding(Status.PASS, f"{none}; the cross-entropy of its predictions is used instead.")
    facts = tuple(
        Fact(f"loss, {case.name}", f"{(answer.loss or 0).real:.6g} against {cross_entropy_of(answer, case):.6g}")
        for case, answer in known
    )
    if scale is None:
        return Finding(Status.FAIL, "The loss is not the cross-entropy of the predictions, nor a mean of it.", facts)
    summed = scale is LossScale.SUM
    said = (
        "The loss is the cross-entropy, summed over steps."
        if summed
        else f"The loss is {scale.value}: the cross-entropy up to a constant."
    )
    other = beside(observations)
    if other is None:
        return Finding(Status.PASS, said, facts)
    status, more = other
    return Finding(status, more if status is Status.FAIL else f"{said} {more}", facts)


CHECK = Check(order=30, judge=judge, requires=("interface",), points=10)
