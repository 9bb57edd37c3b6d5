"""Are the gradients those of the loss?"""

from collections.abc import Mapping

import numpy as np

from harness.answers import distance
from harness.cases import Case
from harness.checks._check import Check, Finding
from harness.conventions import ClipKind, LossScale
from harness.diagnosis.batch_bugs import error_in_batch
from harness.diagnosis.batches import WrongInBatch
from harness.expectation import worst_errors
from harness.numerics.agreement import Agreement
from harness.observations import Observations
from harness.records import Fact, Status
from harness.self_consistency import Consistency, by_complex_step, by_tensor, points
from harness.taken import end_of

IN_BATCH = "Wrong with {B} sequences at once, which the code is written for: {names} ({wrong} of {all})."
OVER_BATCH = "With one sequence all are right: look at every sum, mean and index over the batch."
ALL_ZERO = "backward gives zeros for all {count} gradients, in every case."
ALL_ZERO_AT = "backward gives zeros for all {count} gradients, in every case (it returns at {end})."
WHY_ZERO = (
    "Either nothing is added to the arrays that it returns, or they are made anew or multiplied by zero on the way: "
    "print one of them in the loop and before the return."
)
COUNTS = {8: "eight", 9: "nine", 10: "ten", 11: "eleven"}


def judge(observations: Observations) -> Finding:
    """Compare with the reference, and with the numerical derivative of the code's own loss."""
    scale, errors = worst_errors(observations)
    wrong = [name for name, off in errors.items() if not off < observations.tolerance]
    own = (
        {} if observations.quick else {case.name: by_tensor(observations, case, scale) for case in points(observations)}
    )
    facts = (*_against_reference(observations, errors), *_against_loss(observations, scale, own))
    not_own = [name for name in errors if any(_off(found, name) for found in own.values())]
    proven_own = bool(own) and all(one.agreement is Agreement.RIGHT for found in own.values() for one in found.values())
    if not wrong:
        if not_own and observations.loss_scale is not None:
            message = (
                f"The gradients of {', '.join(not_own)} are the reference's, but not those of the code's own loss."
            )
            return Finding(Status.INCONCLUSIVE, message, facts)
        if (batch := error_in_batch(observations)) is not None:
            return _wrong_in_batch(observations, batch, facts)
        by_both = " and by the code's own loss" if proven_own else ""
        of_the_sum = scale is LossScale.SUM and observations.loss_scale not in (None, LossScale.SUM)
        apart = " They are those of the loss's sum; the loss itself is a mean." if of_the_sum else ""
        right = f"All {COUNTS[len(errors)]} gradients are right, by the reference{by_both}.{apart}"
        return Finding(Status.PASS, right, facts)
    if proven_own:
        message = "The gradients are not the reference's, but they are those of the code's own loss."
        return Finding(Status.INCONCLUSIVE, message, facts)
    if _all_zero(observations):
        end = end_of(observations.submission, observations.functions, "backward")
        told = (ALL_ZERO_AT if end else ALL_ZERO).format(count=COUNTS[len(errors)], end=end)
        return Finding(Status.FAIL, f"{told} {WHY_ZERO}", facts, 0.0)
    if observations.forward_differs and own:
        # Another forward pass has other gradients: only its own loss can judge them.
        wrong = not_own or wrong
    message = f"Wrong: {', '.join(wrong)} ({len(wrong)} of {len(errors)})."
    return Finding(Status.FAIL, message, facts, 1 - len(wrong) / len(errors))


def _all_zero(observations: Observations) -> bool:
    """Whether every gradient that was given is zero in every case, and none is missing."""
    answers = [answer for _, answer in observations.answers]
    given = all(answer.gradients and not answer.missing for answer in answers)
    return given and not any(np.any(gradient) for answer in answers for gradient in answer.gradients.values())


def _wrong_in_batch(observations: Observations, wrong: WrongInBatch, facts: tuple[Fact, ...]) -> Finding:
    found, right = observations.answer(wrong.case).gradients, wrong.expected(observations, frozenset())
    offs = {name: distance(found.get(name), right[name]) for name in wrong.tensors}
    message = IN_BATCH.format(
        B=wrong.case.output_shape[2], names=", ".join(offs), wrong=len(offs), all=len(wrong.case.gradients)
    )
    message = f"{message} {OVER_BATCH}"
    further = (Fact(f"{name}, {wrong.case.name}", f"off by {off:.1e}") for name, off in offs.items())
    return Finding(Status.FAIL, message, (*facts, *further), 1 - len(offs) / len(wrong.case.gradients))


def _off(found: Mapping[str, Consistency], name: str) -> bool:
    return name in found and found[name].agreement is Agreement.WRONG


def _against_reference(observations: Observations, errors: Mapping[str, float]) -> list[Fact]:
    facts = [Fact(name, f"off by {off:.1e}") for name, off in errors.items()]
    if observations.clip.kind is not ClipKind.NONE:
        facts.append(Fact("clip inside backward", f"{observations.clip.kind.value}, at {observations.clip.bound:.4g}"))
    return facts


def _against_loss(
    observations: Observations, scale: LossScale, own: Mapping[str, Mapping[str, Consistency]]
) -> list[Fact]:
    facts = []
    for case in (case for case in observations.ordinary if case.name in own):
        bars = max(one.bars for one in own[case.name].values())
        told = ", ".join(f"{name} {one.agreement.value}" for name, one in own[case.name].items())
        facts.append(Fact(f"own loss, {case.name}", f"{told}; at most {bars:.2g} error bars away"))
        facts.append(Fact(f"complex step, {case.name}", _complex(observations, case, scale)))
    return facts


def _complex(observations: Observations, case: Case, scale: LossScale) -> str:
    agreement = by_complex_step(observations, case, scale)
    return agreement.value if agreement else "the code does not carry complex numbers"


CHECK = Check(order=40, judge=judge, requires=("interface",), points=45)
