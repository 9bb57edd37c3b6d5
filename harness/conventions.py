"""What correct code may do in its own way: scale its loss, and clip its gradients inside backward."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from harness.answers import Answer, Arrays
from harness.cases import Case
from reference.arrays import Array
from reference.loss import EPSILON

# A loss may guard its logarithm with an eps of up to 1e-8, or sum in single precision.
LOSS_TOLERANCE = 1e-5
# Clipped norms stand at the bound; some divide by norm + 1e-6, single precision costs as much.
BOUND_TOLERANCE = 1e-4
# So many clipped values at one bound are no coincidence.
AT_BOUND = 3


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
    right = cross_entropy_of(answer, case) / divisor(scale, case)
    return abs(complex(answer.loss or 0) - right) <= LOSS_TOLERANCE * max(abs(right), LOSS_TOLERANCE)


class ClipKind(StrEnum):
    """What a clip inside backward bounds."""

    NONE = "not clipped"
    GLOBAL = "one norm over all gradients"
    MATRIX = "the norm of each gradient"
    ELEMENT = "each element"


@dataclass(frozen=True)
class Clip:
    """A clip inside backward, as recognised from its results."""

    kind: ClipKind = ClipKind.NONE
    bound: float = float("inf")

    def apply(self, gradients: Arrays, observed: Arrays | None = None) -> Mapping[str, Array]:
        """Return the gradients clipped this way, to the norms `observed` in a submission where these are at the bound.

        Some divide by norm + 1e-6: their norms stand a little below the bound.
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

    def _norms(self, gradients: Arrays) -> dict[str, float]:
        """Return for each tensor the norm that this clip bounds."""
        norms = {name: float(np.linalg.norm(value)) for name, value in gradients.items()}
        return norms if self.kind is ClipKind.MATRIX else dict.fromkeys(norms, float(np.linalg.norm([*norms.values()])))

    def _bound(self, observed: float | None) -> float:
        """Return a norm that was observed where it is the bound but for an eps, else the bound itself."""
        return observed if observed is not None and abs(observed / self.bound - 1) < BOUND_TOLERANCE else self.bound


NORMS: Mapping[ClipKind, Callable[[Arrays], list[float]]] = {
    ClipKind.GLOBAL: lambda gradients: [float(np.sqrt(sum(np.sum(np.abs(g) ** 2) for g in gradients.values())))],
    ClipKind.MATRIX: lambda gradients: [float(np.linalg.norm(value)) for value in gradients.values()],
    ClipKind.ELEMENT: lambda gradients: [float(size) for value in gradients.values() for size in np.abs(value).flat],
}


def recognise_clip(gradients: Sequence[Arrays]) -> Clip:
    """Return the clip whose bound the largest norms of several cases share, or none."""
    usable = [item for item in gradients if item and all(np.isfinite(value).all() for value in item.values())]
    for kind, norms_of in NORMS.items():
        norms = [norm for item in usable for norm in norms_of(item)]
        bound = max(norms, default=0.0)
        sharing = sum(norm > bound * (1 - BOUND_TOLERANCE) for norm in norms)
        if bound > 0 and sharing >= AT_BOUND:
            return Clip(kind, bound)
    return Clip()
