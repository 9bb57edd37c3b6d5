"""The maps show where a tensor is off, the plot how the numerical derivative was measured."""

import numpy as np
import pytest
from grading import observed, reference_with

from harness.launching import Depth
from harness.maps import derivatives, error_maps, step_curve
from mutants._bundle import reference_source
from reference.arrays import PARAMETER_NAMES

RETURN = "    return loss, (dW_f, dW_i, dW_g, dW_o, dW_v, db_f, db_i, db_g, db_o, db_v)\n"


def test_right_gradients_have_maps_of_rounding() -> None:
    with observed(reference_source()) as observations:
        maps = error_maps(observations)
        assert [tensor.name for tensor in maps] == list(PARAMETER_NAMES)
        assert all(tensor.right for tensor in maps)
        assert max(value for tensor in maps for row in tensor.errors for value in row) < 1e-12


def test_a_single_wrong_entry_stands_where_it_is() -> None:
    text = reference_with((RETURN, "    dW_v[1, 2] += 10\n" + RETURN))
    with observed(text) as observations:
        tensor = next(tensor for tensor in error_maps(observations) if tensor.name == "W_v")
        errors = np.array(tensor.errors)
        assert not tensor.right
        assert np.argmax(errors) == np.ravel_multi_index((1, 2), errors.shape)
        assert np.sum(errors > 1e-9) == 1
        assert tensor.relative_error == np.max(errors)


def test_a_gradient_of_another_shape_has_no_map_and_no_plot() -> None:
    with observed(reference_with((RETURN, "    dW_f = dW_f.T\n" + RETURN))) as observations:
        tensor = next(tensor for tensor in error_maps(observations) if tensor.name == "W_f")
        assert tensor.errors == ()
        assert step_curve(observations) is None


def test_gradients_that_are_not_finite_have_no_plot() -> None:
    with observed(reference_with((RETURN, "    dW_f = dW_f * np.nan\n" + RETURN))) as observations:
        assert step_curve(observations) is None


def test_the_plot_is_that_of_the_worst_tensor() -> None:
    text = reference_with((RETURN, RETURN.replace("db_g", "2 * db_g").replace("dW_i", "1.1 * dW_i")))
    with observed(text, depth=Depth.USUAL) as observations:
        curve = step_curve(observations)
        assert curve is not None
        assert curve.tensor == "b_g"
        assert min(curve.errors) > 0.1 > curve.bar


def test_measured_derivatives_are_backwards_where_it_is_right_and_others_where_it_is_wrong() -> None:
    text = reference_with((RETURN, RETURN.replace("db_g", "2 * db_g")))
    with observed(text, depth=Depth.USUAL) as observations:
        pairs = derivatives(observations)
        assert [pair.tensor for pair in pairs] == [name for name in PARAMETER_NAMES for _ in range(3)]
        for pair in pairs:
            factor = 2 if pair.tensor == "b_g" else 1
            assert abs(pair.analytic - factor * pair.numeric) < 8 * factor * pair.bar
            assert pair.bar < 1e-6 * abs(pair.numeric)


def test_what_rounding_and_truncation_leave_of_right_code_is_as_large_as_they_say() -> None:
    with observed(reference_source(), depth=Depth.USUAL) as observations:
        curve = step_curve(observations)
        assert curve is not None
        large, small = curve.steps[-3], curve.steps[4]
        assert curve.errors[-3] == pytest.approx(curve.truncation * large**2, rel=0.2)
        assert curve.errors[4] < 3 * curve.rounding / small
        assert curve.errors[4] > 1e3 * min(curve.errors)


def test_what_could_not_be_measured_is_no_derivative() -> None:
    text = reference_with((RETURN, RETURN.replace("return loss", "return np.nan * loss")))
    with observed(text, depth=Depth.USUAL) as observations:
        assert derivatives(observations) == ()
