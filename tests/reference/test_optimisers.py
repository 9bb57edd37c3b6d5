"""The update rules against steps computed by hand."""

import numpy as np

from reference.optimisers import adam, init_adam, sgd


def test_sgd_steps_against_the_gradient() -> None:
    p = (np.array([[1.0, 2.0]]), np.array([[3.0]]))
    grads = (np.array([[10.0, -10.0]]), np.array([[0.0]]))
    updated = sgd(p, grads, 0.1)
    np.testing.assert_allclose(updated[0], [[0.0, 3.0]])
    np.testing.assert_allclose(updated[1], [[3.0]])


def test_two_steps_of_adam_are_those_computed_by_hand() -> None:
    p, state = (np.array([[1.0]]),), init_adam((np.array([[1.0]]),))
    # Step 1, g = 2: m = 0.2, v = 0.004; m̂ = 2, v̂ = 4; 1 - 0.1 · 2 / (2 + 1e-8).
    p, state = adam(p, (np.array([[2.0]]),), state, 0.1)
    np.testing.assert_allclose(p[0], [[0.9000000005]], rtol=1e-12)
    # Step 2, g = -1: m = 0.18 - 0.1 = 0.08, v = 0.003996 + 0.001 = 0.004996;
    # m̂ = 0.08 / 0.19 = 0.42105263, v̂ = 0.004996 / 0.001999 = 2.49924962, √v̂ = 1.58090152.
    p, state = adam(p, (np.array([[-1.0]]),), state, 0.1)
    np.testing.assert_allclose(p[0], [[0.9000000005 - 0.1 * 0.4210526316 / 1.5809015219]], rtol=1e-8)
    assert state[0] == 2
    np.testing.assert_allclose(state[1][0], [[0.08]])
    np.testing.assert_allclose(state[2][0], [[0.004996]])


def test_the_first_step_of_adam_has_the_size_of_the_learning_rate_whatever_the_gradient() -> None:
    p = (np.zeros((3, 1)),)
    updated, _ = adam(p, (np.array([[1e-3], [-1.0], [1e3]]),), init_adam(p), 0.01)
    np.testing.assert_allclose(updated[0], [[-0.01], [0.01], [-0.01]], rtol=1e-4)


def test_updates_change_no_argument() -> None:
    p, grads = (np.ones((2, 2)),), (np.full((2, 2), 3.0),)
    state = init_adam(p)
    sgd(p, grads, 0.1)
    adam(p, grads, state, 0.1)
    np.testing.assert_array_equal(p[0], 1.0)
    np.testing.assert_array_equal(grads[0], 3.0)
    np.testing.assert_array_equal(state[1][0], 0.0)
    np.testing.assert_array_equal(state[2][0], 0.0)
    assert state[0] == 0
