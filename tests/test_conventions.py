"""What correct code may do in its own way is recognised, and nothing else is."""

from collections.abc import Callable, Mapping

import numpy as np
import pytest
from numpy.typing import NDArray

from harness.answers import Answer
from harness.cases import Case, Sizes, ordinary
from harness.conventions import Clip, ClipKind, LossScale, cross_entropy_of, divisor, loss_scale, recognise_clip
from harness.diagnosis import systems
from reference.clipping import MAX_NORM, clip_gradient_norm, clip_gradient_norm_per_matrix

CASES = [case for case in ordinary(0, Sizes()) if not case.name.endswith("-gentle")]
Gradients = Mapping[str, NDArray[np.float64]]


def right(case: Case) -> Gradients:
    return {name: np.asarray(value) for name, value in systems.gradients(frozenset(), case).items()}


def clipped_globally(gradients: Gradients) -> Gradients:
    return dict(zip(gradients, clip_gradient_norm(list(gradients.values())), strict=True))


def clipped_near_the_bound(gradients: Gradients) -> Gradients:
    """The course's own: divided by norm + 1e-6."""
    norm = float(np.sqrt(sum(np.sum(value**2) for value in gradients.values())))
    return {name: value * min(1.0, MAX_NORM / (norm + 1e-6)) for name, value in gradients.items()}


def clipped_per_matrix(gradients: Gradients) -> Gradients:
    return dict(zip(gradients, clip_gradient_norm_per_matrix(list(gradients.values())), strict=True))


def clipped_elementwise(gradients: Gradients) -> Gradients:
    return {name: np.clip(value, -0.01, 0.01) for name, value in gradients.items()}


def untouched(gradients: Gradients) -> Gradients:
    return gradients


@pytest.mark.parametrize(
    ("way", "kind", "bound"),
    [
        (clipped_globally, ClipKind.GLOBAL, MAX_NORM),
        (clipped_near_the_bound, ClipKind.GLOBAL, MAX_NORM),
        (clipped_per_matrix, ClipKind.MATRIX, MAX_NORM),
        (clipped_elementwise, ClipKind.ELEMENT, 0.01),
        (untouched, ClipKind.NONE, float("inf")),
    ],
)
def test_a_clip_is_recognised_by_the_bound_that_norms_share_and_repeated_on_right_gradients(
    way: Callable[[Gradients], Gradients], kind: ClipKind, bound: float
) -> None:
    found = [way(right(case)) for case in CASES]
    clip = recognise_clip(found)
    assert clip.kind is kind
    assert clip.bound == pytest.approx(bound, rel=1e-4)
    for case, gradients in zip(CASES, found, strict=True):
        again = clip.apply(right(case), gradients)
        for name, value in gradients.items():
            np.testing.assert_allclose(again[name], value, rtol=1e-12)


def test_a_clip_leaves_alone_what_is_below_its_bound() -> None:
    small = {"W_v": np.full((2, 2), 1e-3), "b_v": np.full((2, 1), 1e-3)}
    for kind in ClipKind:
        for name, value in Clip(kind, 1.0).apply(small).items():
            np.testing.assert_array_equal(value, small[name])


def test_nothing_is_recognised_where_nothing_is_finite_or_everything_is_zero() -> None:
    assert recognise_clip([]) == Clip()
    assert recognise_clip([{}, {"W_v": np.array([np.nan])}]) == Clip()
    assert recognise_clip([{"W_v": np.zeros((2, 2))}] * 3) == Clip()


def answers(scale: Callable[[Case], float], eps: float = 1e-12) -> list[tuple[Case, Answer]]:
    found = []
    for case in CASES:
        outputs = np.asarray(systems.answer((), case).outputs)
        loss = -np.sum(case.arrays["targets"] * np.log(outputs + eps)) * scale(case)
        found.append((case, Answer(outputs=outputs, loss=complex(loss))))
    return found


@pytest.mark.parametrize("wanted", list(LossScale))
@pytest.mark.parametrize("eps", [0.0, 1e-15, 1e-8])
def test_a_loss_is_recognised_in_each_of_its_scales_whatever_its_eps(wanted: LossScale, eps: float) -> None:
    assert loss_scale(answers(lambda case: 1 / divisor(wanted, case), eps)) is wanted


def test_a_loss_that_is_no_multiple_of_the_cross_entropy_has_no_scale() -> None:
    assert loss_scale(answers(lambda _case: 0.9)) is None
    assert loss_scale([]) is None
    assert loss_scale([(CASES[0], Answer())]) is None


def test_the_cross_entropy_is_that_of_the_predictions() -> None:
    uniform = Answer(outputs=np.full_like(CASES[2].arrays["targets"], 0.25))
    assert cross_entropy_of(uniform, CASES[2]) == pytest.approx(CASES[2].T * np.log(4), rel=1e-6)
