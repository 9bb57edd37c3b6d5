"""What right gradients are in the submission's own scale and under its own clip."""

import numpy as np
import pytest
from grading import CORRECT, observed, reference_with

from harness.cases import ONE
from harness.conventions import ClipKind, LossScale
from harness.diagnosis import systems
from harness.expectation import gradient_scales, in_convention, worst_errors


def text_of(name: str) -> str:
    return next(path for path in CORRECT if path.stem == name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "loss", "gradients", "clip"),
    [
        ("list_caches", LossScale.SUM, LossScale.SUM, ClipKind.NONE),
        ("mean_loss_over_vocabulary", LossScale.SYMBOLS, LossScale.SUM, ClipKind.NONE),
        ("mean_loss_over_vocabulary_and_gradient", LossScale.SYMBOLS, LossScale.SYMBOLS, ClipKind.NONE),
        ("mean_loss_over_steps_and_gradient", LossScale.STEPS, LossScale.STEPS, ClipKind.NONE),
        ("clip_inside_backward", LossScale.SUM, LossScale.SUM, ClipKind.GLOBAL),
        ("clip_per_matrix", LossScale.SUM, LossScale.SUM, ClipKind.MATRIX),
        ("gradients_only", LossScale.SUM, LossScale.SUM, ClipKind.NONE),
    ],
)
def test_the_scale_of_loss_and_gradients_and_the_clip_are_found(
    name: str, loss: LossScale, gradients: LossScale, clip: ClipKind
) -> None:
    with observed(text_of(name)) as observations:
        scale, errors = worst_errors(observations)
        assert observations.loss_scale is loss
        assert scale is gradients
        assert observations.clip.kind is clip
        assert max(errors.values()) < observations.tolerance
        for case, answer in observations.answers:
            wanted = in_convention(systems.gradients(frozenset(), case), observations, case, scale)
            for tensor, value in wanted.items():
                np.testing.assert_allclose(answer.gradients[tensor], value, rtol=1e-6, atol=1e-9)


def test_a_tensor_that_goes_wrong_with_the_second_step_is_right_in_one() -> None:
    with observed(reference_with(("dC_next = dC * f[t]", "dC_next = dC"))) as observations:
        assert gradient_scales(observations) == (LossScale.SUM,)
        assert max(worst_errors(observations, ONE)[1].values()) < observations.tolerance
        errors = worst_errors(observations)[1]
        assert {name for name, off in errors.items() if off < observations.tolerance} == {"W_v", "b_v"} | {
            name for name in errors if name.endswith("_o") and errors[name] < observations.tolerance
        }
        assert errors["W_f"] > 1e-3
