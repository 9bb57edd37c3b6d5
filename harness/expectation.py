"""What the submission's gradients should be, in its own scale and under its own clip."""

from collections.abc import Mapping
from functools import lru_cache
from weakref import WeakKeyDictionary

from harness.answers import Answer, Arrays, distance
from harness.cases import Case
from harness.conventions import Clip, LossScale, divisor
from harness.diagnosis import systems
from harness.observations import Observations
from reference.arrays import Array

# Half of the checks ask for the same errors.
_errors: WeakKeyDictionary[Observations, dict[tuple[str, LossScale], Mapping[str, float]]] = WeakKeyDictionary()


def in_scale(
    gradients: Arrays, case: Case, scale: LossScale, clip: Clip, observed: Arrays | None = None
) -> Mapping[str, Array]:
    """Return gradients of the summed cross-entropy as code of this scale and clip would give them."""
    by = divisor(scale, case)
    return clip.apply({name: value / by for name, value in gradients.items()}, observed)


def in_convention(gradients: Arrays, observations: Observations, case: Case, scale: LossScale) -> Mapping[str, Array]:
    """Return gradients of the summed cross-entropy as the submission would give them on this case."""
    return in_scale(gradients, case, scale, observations.clip, observations.answer(case).gradients)


def gradient_scales(observations: Observations) -> tuple[LossScale, ...]:
    """Return the scales that gradients may have: those of the loss itself, and of the summed loss.

    The published course averages its loss over the vocabulary, and gives the gradients of the sum.
    """
    return tuple(dict.fromkeys([observations.loss_scale or LossScale.SUM, LossScale.SUM]))


def tensor_errors(observations: Observations, case: Case, answer: Answer, scale: LossScale) -> Mapping[str, float]:
    """Return the relative error of each tensor's gradient on one case."""
    known = _errors.setdefault(observations, {})
    if (case.name, scale) not in known:
        right = in_convention(systems.answer((), case).gradients, observations, case, scale)
        known[case.name, scale] = {name: distance(answer.gradients.get(name), right[name]) for name in case.gradients}
    return known[case.name, scale]


def worst_errors(observations: Observations, steps: int | None = None) -> tuple[LossScale, dict[str, float]]:
    """Return the largest error of each tensor over the cases (of so many steps), in the scale that fits best."""
    scale = scales_by_agreement(observations)[0]
    return scale, _worst_errors(observations, scale, steps)


# Whoever asks for errors asks for this; the check of honesty does for each answer.
@lru_cache(maxsize=1)
def scales_by_agreement(observations: Observations) -> tuple[LossScale, ...]:
    """Return the scales that gradients may have, first that in which most tensors, over all cases, are right."""

    def wrong(scale: LossScale) -> int:
        found = [tensor_errors(observations, case, answer, scale) for case, answer in observations.answers]
        return sum(not off < observations.tolerance for errors in found for off in errors.values())

    return tuple(sorted(gradient_scales(observations), key=wrong))


def _worst_errors(observations: Observations, scale: LossScale, steps: int | None) -> dict[str, float]:
    errors = dict.fromkeys(observations.gradients, 0.0)
    for case, answer in observations.answers:
        if steps is None or steps == case.T:
            for name, off in tensor_errors(observations, case, answer, scale).items():
                errors[name] = max(errors[name], off)
    return errors
