"""Both orders in which z may stack h and x give the same numbers."""

import numpy as np

from harness.cases import Sizes, ordinary
from harness.layout import GATE_WEIGHTS, permuted, restacked, restored
from reference.arrays import PARAMETER_NAMES


def test_a_permuted_case_has_the_columns_of_x_first_and_restoring_undoes_it() -> None:
    case = ordinary(0, Sizes())[2]
    turned = permuted(case)
    for name in GATE_WEIGHTS:
        np.testing.assert_array_equal(turned.arrays[name][:, : case.V], case.arrays[name][:, case.H :])
        np.testing.assert_array_equal(turned.arrays[name][:, case.V :], case.arrays[name][:, : case.H])
    back = restored({name: turned.arrays[name] for name in PARAMETER_NAMES})
    for name in PARAMETER_NAMES:
        np.testing.assert_array_equal(back[name], case.arrays[name])


def test_whatever_a_system_makes_of_z_is_turned_along_that_axis() -> None:
    case = ordinary(0, Sizes())[2]
    z, other = np.arange(9.0)[:, None], np.zeros((case.H, case.V))
    turned = np.concatenate((z[case.H :], z[: case.H]))
    np.testing.assert_array_equal(restacked(turned, case.H, case.V), z)
    np.testing.assert_array_equal(restacked(turned @ turned.T, case.H, case.V), z @ z.T)
    np.testing.assert_array_equal(restacked(other, case.H, case.V), other)


def test_a_gradient_of_another_shape_is_left_as_it_is() -> None:
    flat = np.arange(6.0)
    found = restored({"W_v": np.zeros((2, 3)), "W_f": flat, "b_f": flat})
    np.testing.assert_array_equal(found["W_f"], flat)


def test_a_gradient_that_is_transposed_is_turned_as_numpy_would() -> None:
    wide, tall = np.arange(45.0).reshape(5, 9), np.arange(45.0).reshape(9, 5)
    found = restored({"W_f": wide, "W_i": tall})
    np.testing.assert_array_equal(found["W_f"], np.roll(wide, -4, axis=1))
    np.testing.assert_array_equal(found["W_i"], np.roll(tall, 4, axis=1))
