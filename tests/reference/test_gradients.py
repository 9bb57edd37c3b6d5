"""The textbook's gradients against the complex step and against HIPS autograd."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from reference.arrays import Array, Parameters
from reference.language_model import backward, forward
from reference.lstm import lstm_backward, lstm_forward

H_STEP = 1e-30
COMPLEX_TOLERANCE = 1e-12
AUTOGRAD_TOLERANCE = 1e-10
WEIGHT_SD = 0.5

few = settings(max_examples=12, deadline=None, derandomize=True)


@dataclass(frozen=True)
class Point:
    """A random model with real-valued inputs, one-hot targets and upstream gradients."""

    inputs: list[Array]
    targets: list[Array]
    upstream: list[Array]
    h0: Array
    C0: Array
    p: Parameters


@st.composite
def points(draw: st.DrawFn) -> Point:
    sizes = draw(st.tuples(st.integers(1, 5), st.integers(2, 5), st.integers(1, 5), st.integers(1, 3)))
    return draw_point(*sizes, seed=draw(st.integers(0, 10**6)))


def draw_point(H: int, V: int, T: int, B: int, seed: int) -> Point:
    rng = np.random.default_rng(seed)
    shapes = [(H, H + V)] * 4 + [(V, H)] + [(H, 1)] * 4 + [(V, 1)]
    return Point(
        inputs=list(rng.standard_normal((T, V, B))),
        targets=[np.eye(V)[:, rng.integers(V, size=B)] for _ in range(T)],
        upstream=list(rng.standard_normal((T, H, B))),
        h0=WEIGHT_SD * rng.standard_normal((H, B)),
        C0=WEIGHT_SD * rng.standard_normal((H, B)),
        p=tuple(WEIGHT_SD * rng.standard_normal(shape) for shape in shapes),
    )


def variables(point: Point) -> list[Array]:
    """Return all that a gradient is taken of: parameters, h0, C0, inputs."""
    return [*point.p, point.h0, point.C0, *point.inputs]


def cell_loss(point: Point, values: Sequence[Array]) -> complex:
    """Return Σ_t Σ upstream ⊙ h_t, whose gradient by h_t is the upstream one."""
    h_s = lstm_forward(values[12:], values[10], values[11], tuple(values[:10]))[6]
    return complex(sum(np.sum(dh * h_t) for dh, h_t in zip(point.upstream, h_s[1:], strict=True)))


def exact_loss(point: Point, values: Sequence[Array]) -> complex:
    """Return -Σ target ⊙ log ŷ without the guard ε, which the gradient ŷ - y leaves out."""
    outputs = forward(values[12:], values[10], values[11], tuple(values[:10]))[-1]
    return complex(-sum(np.sum(y * np.log(y_t)) for y_t, y in zip(outputs, point.targets, strict=True)))


def complex_step(loss: Callable[[Point, Sequence[Array]], complex], point: Point, k: int) -> Array:
    """Return the gradient by variable `k`, element by element."""
    values = variables(point)
    gradient = np.empty_like(values[k])
    for place in np.ndindex(gradient.shape):
        shifted: NDArray[np.complex128] = values[k].astype(complex)
        shifted[place] += 1j * H_STEP
        gradient[place] = loss(point, [*values[:k], shifted, *values[k + 1 :]]).imag / H_STEP
    return gradient


def cell_gradients(point: Point) -> list[Array | None]:
    """Return the gradients of `cell_loss` in the order of `variables`; None for W_v and b_v, which the cell has not."""
    lists = lstm_forward(point.inputs, point.h0, point.C0, point.p)
    grads, dx_s, dh0, dC0 = lstm_backward(point.upstream, *lists, point.p)
    return [*grads[:4], None, *grads[4:], None, dh0, dC0, *dx_s]


def model_gradients(point: Point) -> list[Array]:
    lists = forward(point.inputs, point.h0, point.C0, point.p)
    return list(backward(*lists, point.targets, point.p)[1])


def assert_close(found: Array, expected: Array, tolerance: float, size: float) -> None:
    assert found.shape == expected.shape
    assert np.max(np.abs(found - expected)) < tolerance * size


def largest(gradients: Sequence[Array | None]) -> float:
    return max(float(np.max(np.abs(gradient))) for gradient in gradients if gradient is not None)


@few
@given(points())
def test_the_cell_agrees_with_the_complex_step_in_parameters_states_and_inputs(point: Point) -> None:
    found = cell_gradients(point)
    for k, gradient in enumerate(found):
        if gradient is not None:
            assert_close(gradient, complex_step(cell_loss, point, k), COMPLEX_TOLERANCE, largest(found))


@few
@given(points())
def test_the_language_model_agrees_with_the_complex_step(point: Point) -> None:
    found = model_gradients(point)
    for k, gradient in enumerate(found):
        assert_close(gradient, complex_step(exact_loss, point, k), COMPLEX_TOLERANCE, largest(found))


def autograd_states(values: Sequence[Array], steps: int) -> list[Array]:
    """Return h_1 … h_T, written apart from the reference, with the logistic function in another form."""
    W_f, W_i, W_g, W_o, _, b_f, b_i, b_g, b_o, _, h, C = values[:12]
    states = []
    for x in values[12 : 12 + steps]:
        z = anp.concatenate((h, x), axis=0)
        f, i, o = (1 / (1 + anp.exp(-(anp.dot(W, z) + b))) for W, b in ((W_f, b_f), (W_i, b_i), (W_o, b_o)))
        C = f * C + i * anp.tanh(anp.dot(W_g, z) + b_g)
        h = o * anp.tanh(C)
        states.append(h)
    return states


@few
@given(points())
def test_the_cell_agrees_with_automatic_differentiation(point: Point) -> None:
    values = variables(point)

    def loss(*values: Array) -> Array:
        states = autograd_states(values, len(point.inputs))
        return sum(anp.sum(dh * h) for dh, h in zip(point.upstream, states, strict=True))

    found = cell_gradients(point)
    kept = [k for k, gradient in enumerate(found) if gradient is not None]
    for k, expected in zip(kept, autograd.grad(loss, argnum=kept)(*values), strict=True):
        assert_close(found[k], expected, AUTOGRAD_TOLERANCE, largest(found))


@few
@given(points())
def test_the_language_model_agrees_with_automatic_differentiation(point: Point) -> None:
    values = variables(point)

    def loss(*values: Array) -> Array:
        total = 0.0
        for h, target in zip(autograd_states(values, len(point.inputs)), point.targets, strict=True):
            v = anp.dot(values[4], h) + values[9]
            total = total + anp.sum(anp.log(anp.sum(anp.exp(v), axis=0))) - anp.sum(target * v)
        return total

    found = model_gradients(point)
    for gradient, expected in zip(found, autograd.grad(loss, argnum=list(range(10)))(*values), strict=True):
        assert_close(gradient, expected, AUTOGRAD_TOLERANCE, largest(found))
    reported = backward(*forward(point.inputs, point.h0, point.C0, point.p), point.targets, point.p)[0]
    assert reported == pytest.approx(float(loss(*values)), rel=1e-9)


@few
@given(points())
def test_gradients_of_a_batch_are_the_sums_over_its_sequences(point: Point) -> None:
    parts = []
    for b in range(point.h0.shape[1]):
        column = slice(b, b + 1)
        one = Point(
            inputs=[x[:, column] for x in point.inputs],
            targets=[y[:, column] for y in point.targets],
            upstream=[dh[:, column] for dh in point.upstream],
            h0=point.h0[:, column],
            C0=point.C0[:, column],
            p=point.p,
        )
        parts.append(model_gradients(one))
    found = model_gradients(point)
    for gradient, of_parts in zip(found, zip(*parts, strict=True), strict=True):
        assert_close(gradient, np.sum(of_parts, axis=0), COMPLEX_TOLERANCE, largest(found))


@few
@given(points())
def test_the_cache_has_one_more_state_than_steps_and_the_shapes_of_the_text(point: Point) -> None:
    z, f, i, g, C, o, h, v, outputs = forward(point.inputs, point.h0, point.C0, point.p)
    T, (H, B), V = len(point.inputs), point.h0.shape, point.p[4].shape[0]
    assert [len(steps) for steps in (z, f, i, g, o, v, outputs)] == [T] * 7
    assert (len(C), len(h)) == (T + 1, T + 1)
    assert {z_t.shape for z_t in z} == {(H + V, B)}
    assert {state.shape for state in (*f, *i, *g, *C, *o, *h)} == {(H, B)}
    assert {v_t.shape for v_t in (*v, *outputs)} == {(V, B)}
    assert h[0] is point.h0
    np.testing.assert_allclose([np.sum(y_t, axis=0) for y_t in outputs], 1.0)
    assert [gradient.shape for gradient in model_gradients(point)] == [parameter.shape for parameter in point.p]


def test_no_argument_is_changed_in_place() -> None:
    point = draw_point(4, 3, 5, 2, seed=0)
    lists = forward(point.inputs, point.h0, point.C0, point.p)
    before = [array.copy() for array in (*variables(point), *point.upstream, *(a for part in lists for a in part))]
    backward(*lists, point.targets, point.p)
    lstm_backward(point.upstream, *lists[:7], point.p)
    after = [*variables(point), *point.upstream, *(a for part in lists for a in part)]
    for old, new in zip(before, after, strict=True):
        np.testing.assert_array_equal(old, new)
