"""The maps show where a tensor is off, the plot how the numerical derivative was measured."""

import numpy as np
from grading import observed, reference_with

from harness.launching import Depth
from harness.maps import error_maps, step_curve
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
