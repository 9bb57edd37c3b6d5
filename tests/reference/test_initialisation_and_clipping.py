"""Initial parameters and gradient clipping."""

from collections.abc import Callable

import numpy as np
import pytest

from reference.arrays import PARAMETER_NAMES, Array
from reference.clipping import MAX_NORM, clip_gradient_norm, clip_gradient_norm_per_matrix
from reference.initialisation import init_gate, init_lstm, init_orthogonal


@pytest.mark.parametrize("shape", [(4, 4), (7, 3), (3, 7), (1, 5)])
def test_the_shorter_side_of_an_orthogonal_matrix_is_orthonormal(shape: tuple[int, int]) -> None:
    W = init_orthogonal(shape, np.random.default_rng(0))
    assert W.shape == shape
    gram = W.T @ W if shape[0] >= shape[1] else W @ W.T
    np.testing.assert_allclose(gram, np.eye(min(shape)), atol=1e-12)


def test_orthogonal_matrices_are_uniform_so_that_the_mean_entry_vanishes() -> None:
    rng = np.random.default_rng(1)
    corners = [init_orthogonal((2, 2), rng)[0, 0] for _ in range(2000)]
    assert abs(np.mean(corners)) < 4 * np.sqrt(0.5 / 2000)


def test_the_parameters_stand_in_order_with_an_open_forget_gate() -> None:
    H, V = 6, 4
    p = dict(zip(PARAMETER_NAMES, init_lstm(H, V, np.random.default_rng(0)), strict=True))
    for gate in "figo":
        assert p[f"W_{gate}"].shape == (H, H + V)
        np.testing.assert_allclose(p[f"W_{gate}"][:, :H] @ p[f"W_{gate}"][:, :H].T, np.eye(H), atol=1e-12)
        np.testing.assert_array_equal(p[f"b_{gate}"], np.full((H, 1), 1.0 if gate == "f" else 0.0))
    assert p["W_v"].shape == (V, H)
    np.testing.assert_array_equal(p["b_v"], np.zeros((V, 1)))
    assert {array.dtype for array in p.values()} == {np.dtype(np.float64)}
    assert len({p[f"W_{gate}"].tobytes() for gate in "figo"}) == 4


def test_the_input_block_is_divided_by_the_root_of_its_fan_in_unless_told_otherwise() -> None:
    H, V = 5, 9
    scaled = init_gate(H, V, np.random.default_rng(3))
    unscaled = init_gate(H, V, np.random.default_rng(3), scale_inputs=False)
    np.testing.assert_array_equal(scaled[:, :H], unscaled[:, :H])
    np.testing.assert_allclose(scaled[:, H:] * 3, unscaled[:, H:])


def test_equal_seeds_give_equal_parameters() -> None:
    first, second = (init_lstm(3, 4, np.random.default_rng(5)) for _ in range(2))
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)


def norm(arrays: tuple[Array, ...]) -> float:
    return float(np.sqrt(sum(np.sum(array**2) for array in arrays)))


@pytest.fixture
def long_gradients() -> tuple[Array, ...]:
    rng = np.random.default_rng(2)
    return 3 * rng.standard_normal((4, 5)), 0.001 * rng.standard_normal((4, 1)), rng.standard_normal((2, 2))


def test_the_global_norm_is_cut_to_the_bound_and_the_direction_kept(long_gradients: tuple[Array, ...]) -> None:
    clipped = clip_gradient_norm(long_gradients)
    assert norm(clipped) == pytest.approx(MAX_NORM)
    for array, grad in zip(clipped, long_gradients, strict=True):
        np.testing.assert_allclose(array, grad * MAX_NORM / norm(long_gradients))


def test_the_norm_of_each_matrix_is_cut_on_its_own(long_gradients: tuple[Array, ...]) -> None:
    clipped = clip_gradient_norm_per_matrix(long_gradients, 0.5)
    assert [norm((array,)) for array in clipped] == pytest.approx([0.5, norm((long_gradients[1],)), 0.5])
    np.testing.assert_array_equal(clipped[1], long_gradients[1])


@pytest.mark.parametrize("clip", [clip_gradient_norm, clip_gradient_norm_per_matrix])
def test_short_gradients_are_left_as_they_are(clip: Callable[..., tuple[Array, ...]]) -> None:
    grads = (np.array([[0.1, -0.1]]), np.zeros((2, 1)))
    for array, grad in zip(clip(grads), grads, strict=True):
        np.testing.assert_array_equal(array, grad)


@pytest.mark.parametrize("clip", [clip_gradient_norm, clip_gradient_norm_per_matrix])
def test_clipping_changes_no_argument(
    clip: Callable[..., tuple[Array, ...]], long_gradients: tuple[Array, ...]
) -> None:
    before = [grad.copy() for grad in long_gradients]
    clip(long_gradients)
    for old, new in zip(before, long_gradients, strict=True):
        np.testing.assert_array_equal(old, new)
