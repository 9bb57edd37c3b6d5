"""What correct code may do in its own way: scale its loss, and clip its gradients inside backward."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from harness.answers import Answer, Arrays
from harness.cases import Case
from reference.arrays import Array
from reference.loss import EPSILON

# The largest eps in log(ŷ + eps) that is taken for a guard; copies of the course code have 1e-12 to 1e-5.
LARGEST_GUARD = 2e-5
# A loss that was summed in single precision.
LOSS_TOLERANCE = 1e-6
# Clipped norms stand at the bound; some divide by norm + eps with an eps of up to 1e-3.  Norms that are not clipped
# differ among the steep cases by 4 % and more (40 seeds).
BOUND_TOLERANCE = 5e-3


class LossScale(StrEnum):
    """What a loss is divided by, compared with the cross-entropy summed over steps."""

    SUM = "the sum over steps"
    STEPS = "the mean over steps"
    SYMBOLS = "the mean over the vocabulary"
    BOTH = "the mean over steps and vocabulary"


def divisor(scale: LossScale, case: Case) -> float:
    """Return what the summed cross-entropy of this case is divided by."""
    steps = case.T if scale in (LossScale.STEPS, LossScale.BOTH) else 1
    symbols = case.V if scale in (LossScale.SYMBOLS, LossScale.BOTH) else 1
    return float(steps * symbols)


def cross_entropy_of(answer: Answer, case: Case) -> float:
    """Return the cross-entropy, in nats and summed over steps, of the distributions that a system predicted."""
    outputs = np.asarray(answer.outputs, dtype=np.float64)
    with np.errstate(all="ignore"):
        return float(-np.sum(np.asarray(case.arrays["targets"]) * np.log(outputs + EPSILON)))


def loss_scale(answers: Iterable[tuple[Case, Answer]]) -> LossScale | None:
    """Return how the submission scales its loss, from its own predictions; None where no scale fits all cases."""
    known = [(case, answer) for case, answer in answers if answer.loss is not None and answer.outputs is not None]
    for scale in LossScale:
        if known and all(_has_scale(scale, case, answer) for case, answer in known):
            return scale
    return None


def _has_scale(scale: LossScale, case: Case, answer: Answer) -> bool:
    """Whether the loss is the cross-entropy in this scale, but for a guard inside the logarithm."""
    by = divisor(scale, case)
    right = cross_entropy_of(answer, case) / by
    targets, outputs = np.asarray(case.arrays["targets"]), np.abs(np.asarray(answer.outputs))
    with np.errstate(all="ignore"):
        # log(ŷ + eps) - log ŷ is eps / ŷ at most.
        guard = LARGEST_GUARD * float(np.sum(np.where(targets > 0, targets / outputs, 0))) / by
    return abs(complex(answer.loss or 0) - right) <= guard + LOSS_TOLERANCE * abs(right)


class ClipKind(StrEnum):
    """What a clip inside backward bounds."""

    NONE = "not clipped"
    GLOBAL = "one norm over all gradients"
    MATRIX = "the norm of each gradient"
    ELEMENT = "each element"


class Clip(NamedTuple):
    """A clip inside backward, as recognised from its results."""

    kind: ClipKind = ClipKind.NONE
    bound: float = float("inf")

    def apply(self, gradients: Arrays, observed: Arrays | None = None) -> Mapping[str, Array]:
        """Return the gradients clipped this way, to the norms `observed` in a submission where these are at the bound.

        Some divide by norm + eps: their norms stand a little below the bound.
        """
        if self.kind is ClipKind.NONE:
            return gradients
        if self.kind is ClipKind.ELEMENT:
            return {name: np.clip(value.real, -self.bound, self.bound) for name, value in gradients.items()}
        norms = self._norms(gradients)
        at_bound = self._norms(observed) if observed else {}
        return {
            name: value * (self._bound(at_bound.get(name)) / norms[name]) if norms[name] > self.bound else value
            for name, value in gradients.items()
        }

    def acts_on(self, gradients: Arrays) -> bool:
        """Whether some norm of these gradients, as a submission returned them, stands at the bound."""
        if self.kind is ClipKind.NONE or not gradients:
            return False
        return max(NORMS[self.kind](gradients)) > self.bound * (1 - BOUND_TOLERANCE)

    def _norms(self, gradients: Arrays) -> dict[str, float]:
        """Return for each tensor the norm that this clip bounds."""
        norms = {name: float(np.linalg.norm(value)) for name, value in gradients.items()}
        return norms if self.kind is ClipKind.MATRIX else dict.fromkeys(norms, float(np.linalg.norm([*norms.values()])))

    def _bound(self, observed: float | None) -> float:
        """Return a norm that was observed where it is the bound but for an eps, else the bound itself."""
        return observed if observed is not None and abs(observed / self.bound - 1) < BOUND_TOLERANCE else self.bound


# The most specific first: ten matrices all at one bound share a global norm too.
NORMS: Mapping[ClipKind, Callable[[Arrays], list[float]]] = {
    ClipKind.ELEMENT: lambda gradients: [float(size) for value in gradients.values() for size in np.abs(value).flat],
    ClipKind.MATRIX: lambda gradients: [float(np.linalg.norm(value)) for value in gradients.values()],
    ClipKind.GLOBAL: lambda gradients: [float(np.sqrt(sum(np.sum(np.abs(g) ** 2) for g in gradients.values())))],
}


def recognise_clip(steep: Sequence[Arrays]) -> Clip:
    """Return the clip at whose bound the largest norms of all these gradients stand, or none.

    They come from cases of different lengths and large gradients, whose norms differ where nothing clips them.
    """
    if len(steep) < 2 or not all(_is_finite(gradients) for gradients in steep):  # noqa: PLR2004  (to share a bound)
        return Clip()
    if all(np.array_equal(steep[0][name], other[name]) for other in steep[1:] for name in other):
        return Clip()  # they do not depend on the case at all
    for kind, norms_of in NORMS.items():
        largest = [max(norms_of(gradients)) for gradients in steep]
        bound = max(largest)
        if bound > 0 and min(largest) > bound * (1 - BOUND_TOLERANCE):
            return Clip(kind, bound)
    return Clip()


def _is_finite(gradients: Arrays) -> bool:
    return bool(gradients) and all(bool(np.isfinite(value).all()) for value in gradients.values())
