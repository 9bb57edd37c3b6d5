"""Gradients are judged by the numerical derivative of the submission's own loss."""

import numpy as np
import pytest
from grading import CORRECT, observed, reference_with

from harness.conventions import LossScale
from harness.launching import Depth
from harness.numerics.agreement import LEAST_GUARD, Agreement
from harness.self_consistency import (
    PLOT_STEPS,
    by_complex_step,
    by_tensor,
    claimed_derivative,
    error_against_step,
    guard_of,
    points,
)
from mutants._bundle import reference_source

RETURN = "    return loss, (dW_f, dW_i, dW_g, dW_o, dW_v, db_f, db_i, db_g, db_o, db_v)\n"


def text_of(name: str) -> str:
    return next(path for path in CORRECT if path.stem == name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "scale"),
    [
        ("list_caches", LossScale.SUM),
        ("mean_loss_over_vocabulary", LossScale.SUM),
        ("mean_loss_over_vocabulary_and_gradient", LossScale.SYMBOLS),
        ("clip_inside_backward", LossScale.SUM),
        ("float32_inside", LossScale.SUM),
        ("x_above_h", LossScale.SUM),
    ],
)
def test_no_right_gradient_is_called_wrong(name: str, scale: LossScale) -> None:
    with observed(text_of(name)) as observations:
        for case in points(observations):
            found = by_tensor(observations, case, scale)
            assert {one.agreement for one in found.values()} <= {Agreement.RIGHT, Agreement.INCONCLUSIVE}
            assert by_complex_step(observations, case, scale) in {Agreement.RIGHT, None}


def test_a_gradient_off_by_a_thousandth_is_called_wrong_and_the_others_right() -> None:
    text = reference_with((RETURN, RETURN.replace("dW_i", "1.001 * dW_i")))
    with observed(text) as observations:
        for case in points(observations):
            found = by_tensor(observations, case, LossScale.SUM)
            wrong = {name for name, one in found.items() if one.agreement is Agreement.WRONG}
            assert wrong == {"W_i"}
            assert by_complex_step(observations, case, LossScale.SUM) is Agreement.WRONG


def test_more_points_are_measured_the_more_thorough_the_check() -> None:
    with observed(reference_source(), depth=Depth.USUAL) as observations:
        usual = [case.name for case in points(observations)]
    with observed(reference_source(), depth=Depth.THOROUGH) as observations:
        assert {*usual} < {case.name for case in points(observations)}
        assert len(observations.ordinary) > 7


def test_code_under_a_clip_is_measured_where_gradients_are_small() -> None:
    with observed(text_of("clip_inside_backward")) as observations:
        assert [case.name for case in points(observations)] == ["two-gentle", "many-gentle"]


def test_the_guard_grows_with_the_eps_of_the_loss() -> None:
    with observed(reference_source()) as observations:
        assert guard_of(observations, observations.ordinary[2]) == LEAST_GUARD
    with observed(reference_with(("EPSILON = ", "EPSILON = 1e-8  # "))) as observations:
        assert guard_of(observations, observations.ordinary[2]) > LEAST_GUARD


def test_code_without_a_loss_is_measured_by_the_cross_entropy_of_its_predictions() -> None:
    text = reference_with(("cross_entropy", "information"), ("return loss, (dW_f", "return (dW_f"))
    with observed(text) as observations:
        case = points(observations)[0]
        assert guard_of(observations, case) == LEAST_GUARD
        assert {one.agreement for one in by_tensor(observations, case, LossScale.SUM).values()} == {Agreement.RIGHT}


def test_a_loss_that_fails_beside_the_case_decides_nothing() -> None:
    text = reference_with(
        ("    W_v, b_v = p[4], p[9]\n    z_s", "    W_v, b_v = p[4], p[9]\n    _same(p)\n    z_s")
    ) + (
        "\n\n_seen = {}\n\n\ndef _same(p):\n"
        "    key = sum(W.size for W in p), len(p)\n"
        "    if p[5][0, 0] != _seen.setdefault(round(float(np.sum(p[4])), 9), p[5][0, 0]):\n"
        "        raise ValueError('another point')\n"
    )
    with observed(text) as observations:
        case = points(observations)[0]
        assert observations.answer(case).failure is None
        found = by_tensor(observations, case, LossScale.SUM)
        assert found["b_f"].agreement is Agreement.INCONCLUSIVE


def test_the_claimed_derivative_is_the_gradient_along_the_directions() -> None:
    with observed(reference_source()) as observations:
        case = observations.ordinary[0]
        gradient = observations.answer(case).gradients["b_v"]
        unit = np.eye(case.V)[:, :, None]
        np.testing.assert_allclose(claimed_derivative(observations, case, {"b_v": unit}, LossScale.SUM), gradient[:, 0])


def test_the_error_falls_with_the_step_until_rounding_takes_over() -> None:
    with observed(reference_source()) as observations:
        case = points(observations)[0]
        by_tensor(observations, case, LossScale.SUM)
        curve = error_against_step(observations, case, LossScale.SUM, "W_f")
        assert curve.steps == PLOT_STEPS
        assert min(curve.errors) < 1e-8 < curve.errors[-1]
        assert curve.errors[0] > 1e-6
        assert curve.bar < 1e-8
