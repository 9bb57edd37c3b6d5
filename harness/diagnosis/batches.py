"""Numbers that are right for one sequence and wrong for several at once.

Nothing asks a submission to take a batch.  It is judged on one only where it takes it: both passes run, and its loss
is the cross-entropy of all sequences, or their mean.  Where its gradients are then neither the reference's nor those of
its own loss, they are wrong; and so are predictions that are not each sequence's own, of code that sums over the batch.
That is an error of code that reads how many sequences its arguments hold, and a remark on code for one sequence.
"""

from collections.abc import Mapping
from itertools import product
from typing import NamedTuple

import numpy as np

from harness.answers import Answer, distance
from harness.cases import Case
from harness.conventions import LossScale, cross_entropy_of, divisor
from harness.diagnosis import systems
from harness.expectation import in_convention, scales_by_agreement, worst_errors
from harness.launching import Depth
from harness.numerics.agreement import Agreement
from harness.observations import Observations
from harness.self_consistency import Averaged, by_tensor
from reference.arrays import Array

BATCH = "batch"
# A loss is taken for the sum, or the mean, over a batch that is so near to it: a guard of 1e-5 in the logarithm moves
# it by less, and the two differ by a factor of three.
NEAR = 0.05


class WrongInBatch(NamedTuple):
    """What is wrong with several sequences, in the convention in which most is right."""

    case: Case
    tensors: tuple[str, ...]
    scale: LossScale
    sequences: int  # what gradients are divided by because the loss is a mean over sequences, else 1
    predictions: float  # how far the predictions are off; 0.0 where they are right
    measured: bool = True  # whether the code's own loss says so, too; else only a documented bug is evidence

    def expected(self, observations: Observations, bugs: frozenset[str]) -> Mapping[str, Array]:
        """Return the gradients that the reference with these bugs gives in this convention."""
        summed = systems.answer(bugs, self.case).gradients
        # A clip inside backward bounds the mean.
        mean = {name: gradient / self.sequences for name, gradient in summed.items()}
        return in_convention(mean, observations, self.case, self.scale)


def meant(observations: Observations) -> bool:
    """Whether the submission is written for batches: it reads how many sequences there are. None is odd input then."""
    return any(answer.batch_axis in observations.axes for _, answer in observations.answers)


def wrong_in_batch(observations: Observations, causes: frozenset[str] = frozenset()) -> WrongInBatch | None:
    """Return what is wrong with several sequences beside the `causes`; None where nothing is, or nobody can tell."""
    case = observations.odd.get(BATCH)
    if case is None or not (causes or _right_for_one(observations)):
        return None
    answer, right = observations.answer(case), systems.answer(causes, case)
    if answer.failure is not None or answer.outputs is None or right.outputs is None:
        return None
    known = loss_over_batch(observations, case, answer)
    off = distance(answer.outputs, right.outputs)
    if known is None:
        return None
    if not off < observations.tolerance:
        judgeable = not causes and not _misshapen(answer, case) and _measures(observations)
        return _by_own_loss(observations, case, known, off) if judgeable else None
    candidates = [
        WrongInBatch(case, (), scale, sequences, 0.0)
        for scale, sequences in product(scales_by_agreement(observations), sorted(known))
    ]
    judged = sorted(((one, _unlike(observations, answer, one, causes)) for one in candidates), key=_count)
    if judged[0][1] and not causes:
        # One that is less like the reference may be that of its own loss.
        judged = [(one, _wrong_of(observations, one, known, tensors)) for one, tensors in judged]
    best, tensors = min(judged, key=_count)
    return best._replace(tensors=tensors, measured=_measures(observations)) if tensors else None


def loss_over_batch(observations: Observations, case: Case, answer: Answer) -> frozenset[int] | None:
    """Return what gradients may be divided by because of the batch; None where the loss is not that of a batch."""
    B = case.output_shape[2]
    if answer.loss is None:
        return frozenset({1, B})  # whether its loss is a sum or a mean is known to nobody
    whole = cross_entropy_of(answer, case) / divisor(observations.loss_scale or LossScale.SUM, case)
    loss = complex(answer.loss).real
    for sequences in (1, B):
        if abs(loss * sequences - whole) < NEAR * abs(whole):
            return frozenset({1, sequences})
    return None


def _right_for_one(observations: Observations) -> bool:
    _, errors = worst_errors(observations)
    return not observations.forward_differs and all(off < observations.tolerance for off in errors.values())


def _misshapen(answer: Answer, case: Case) -> frozenset[str]:
    found = answer.gradients
    return frozenset(n for n in case.gradients if n not in found or found[n].shape != case.arrays[n].shape)


def _unlike(
    observations: Observations, answer: Answer, convention: WrongInBatch, causes: frozenset[str]
) -> tuple[str, ...]:
    """Return the tensors whose gradients are not those of the reference with the `causes`."""
    right = convention.expected(observations, causes)
    return tuple(n for n in right if not distance(answer.gradients.get(n), right[n]) < observations.tolerance)


def _measures(observations: Observations) -> bool:
    return observations.depth is not Depth.QUICK


def _count(judged: tuple[WrongInBatch, tuple[str, ...]]) -> int:
    return len(judged[1])


def _wrong_of(
    observations: Observations, convention: WrongInBatch, known: frozenset[int], unlike: tuple[str, ...]
) -> tuple[str, ...]:
    """Return which of the tensors that are unlike the reference's are wrong by the submission's own loss, too."""
    misshapen = _misshapen(observations.answer(convention.case), convention.case)
    own = _off_own_loss(observations, convention, known, [name for name in unlike if name not in misshapen])
    return tuple(name for name in unlike if name in misshapen or name in own)


def _off_own_loss(
    observations: Observations, convention: WrongInBatch, known: frozenset[int], names: list[str]
) -> tuple[str, ...]:
    """Return which of the tensors have not the gradients of the submission's own loss; under a clip nobody knows.

    Where nothing is measured, these are all.
    """
    if observations.clipped(convention.case):
        return ()
    if not _measures(observations):
        return tuple(names)
    loss = 1 if observations.answer(convention.case).loss is None else max(known)
    averaged = Averaged(loss, convention.sequences)
    found = by_tensor(observations, convention.case, convention.scale, names, averaged)
    return tuple(name for name, one in found.items() if one.agreement is Agreement.WRONG)


def _by_own_loss(observations: Observations, case: Case, known: frozenset[int], off: float) -> WrongInBatch | None:
    """Judge code that sums over the batch, as the shapes of its gradients show, and predicts something else."""
    candidates = [
        WrongInBatch(case, (), scale, sequences, off)
        for scale, sequences in product(scales_by_agreement(observations), sorted(known))
    ]
    judged = [(one, _off_own_loss(observations, one, known, list(case.gradients))) for one in candidates]
    best, tensors = min(judged, key=_count)
    return WrongInBatch(case, tensors, best.scale, best.sequences, off) if tensors else None


def sums_to_one_over_all(outputs: Array) -> bool:
    """Whether the predictions (T, V, B) of all sequences of a step sum to 1, where those of each should."""
    return bool(np.all(np.abs(np.sum(outputs, axis=(1, 2)) - 1) < NEAR))
