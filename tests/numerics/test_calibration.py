"""The error bars against correct and wrong code: both are far from the threshold that parts them."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from harness.numerics.agreement import (
    LARGEST_RELATIVE_BAR,
    RIGHT_BELOW,
    WRONG_ABOVE,
    Agreement,
    agree,
    discrepancy_in_bars,
    guard_of_loss,
)
from harness.numerics.complex_step import complex_points, differentiate_complex
from harness.numerics.derivative import Derivative
from harness.numerics.directions import draw_directions
from harness.numerics.finite_differences import differentiate, points
from mutants._bundle import reference_source
from reference.arrays import Array, Parameters
from reference.language_model import backward, forward

MARGIN = 10
SIZES = ((3, 4, 2, 2), (5, 4, 3, 3), (5, 7, 6, 2), (20, 4, 10, 1))  # H, V, T, B
SEEDS = (0, 1, 2)
# The guards ε seen in log(ŷ + ε).
FINE_GUARDS = (0.0, 1e-12, 1e-10)
GUARDS = (*FINE_GUARDS, 1e-8)
WEIGHT_SD = 0.5
METHODS = ("ladder", "complex_step")
TENSORS = 10  # of each point

WRONG_LINES = (
    ("h_t = h[t + 1]", "h_t = h[t]"),
    ("C_t = C[t + 1]", "C_t = C[t]"),
    ("C_prev = C[t]", "C_prev = C[t - 1]"),
    ("dC += dtanh * (1 - np.tanh(C_t) ** 2)", "dC += dtanh * (1 - np.tanh(np.tanh(C_t)) ** 2)"),
    ("dC += dtanh * (1 - np.tanh(C_t) ** 2)", "dC += dtanh * (1 - C_t**2)"),
    ("da_f = df * f[t] * (1 - f[t])", "da_f = df * sigmoid(f[t])"),
    ("da_f = df * f[t] * (1 - f[t])", "da_f = df * f[t]"),
    ("da_i = di * i[t] * (1 - i[t])", "da_i = di * sigmoid_derivative(i[t])"),
    ("da_g = dg * (1 - g[t] ** 2)", "da_g = dg * tanh_derivative(g[t])"),
    ("da_o = do * o[t] * (1 - o[t])", "da_o = do * sigmoid_derivative(o[t])"),
    ("dC_next = dC * f[t]", "dC_next = dC"),
    ("dh = dh_s[t] + dh_next", "dh = dh_s[t]"),
    ("dC = np.copy(dC_next)", "dC = np.zeros_like(dC_next)"),
    ("dz = dz_f + dz_i + dz_g + dz_o", "dz = dz_f + dz_i + dz_g"),
    ("dW_i += da_i @ z[t].T", "dW_i = da_i @ z[t].T"),
    ("do = dh * np.tanh(C_t)", "do = dh * C_t"),
    ("dg = dC * i[t]", "dg = dC * g[t]"),
    ("dz_o = W_o.T @ da_o", "dz_o = W_i.T @ da_o"),
    ("for t in reversed(range(len(dh_s))):", "for t in range(len(dh_s)):"),
    ("dv = outputs[t] - targets[t]", "dv = targets[t] - outputs[t]"),
)


@dataclass(frozen=True)
class Measurement:
    """One tensor at one point: the right gradient along the directions, the wrong ones, and the measured ones."""

    correct: Array
    wrong: tuple[Array | None, ...]  # None where the wrong line leaves this tensor right
    ladder: Derivative
    complex_step: Derivative
    guard: float


@dataclass(frozen=True)
class Case:
    """One point: inputs, targets, states and parameters."""

    inputs: list[Array]
    targets: list[Array]
    h0: Array
    C0: Array
    p: Parameters


def wrong_backward(right: str, wrong: str) -> Callable[..., tuple[Array, Parameters]]:
    """Return `backward` of the reference with one line replaced."""
    lines = reference_source().splitlines()
    places = [number for number, line in enumerate(lines) if line.strip() == right]
    assert len(places) == 1, f"{right!r} stands {len(places)} times in the reference"
    lines[places[0]] = lines[places[0]].replace(right, wrong)
    namespace: dict[str, Callable[..., tuple[Array, Parameters]]] = {"__name__": "wrong"}
    exec("\n".join(lines), namespace)  # noqa: S102  (our own text)
    return namespace["backward"]


@cache
def measurements(epsilon: float) -> tuple[Measurement, ...]:
    wrong_backwards = [wrong_backward(*lines) for lines in WRONG_LINES]
    return tuple(_measure(epsilon, wrong_backwards))


def _measure(epsilon: float, wrong_backwards: list[Callable[..., tuple[Array, Parameters]]]) -> Iterator[Measurement]:
    for size, seed in itertools.product(SIZES, SEEDS):
        case = draw_case(size, seed)
        cache_lists = forward(case.inputs, case.h0, case.C0, case.p)
        _, grads = backward(*cache_lists, case.targets, case.p)
        wrong_grads = [wrong(*cache_lists, case.targets, case.p)[1] for wrong in wrong_backwards]
        guard = guard_of_loss(loss(case, 0, case.p[0], epsilon).real, loss(case, 0, case.p[0], 0.0).real)
        rng = np.random.default_rng(seed)
        for k, grad in enumerate(grads):
            directions = draw_directions(grad.shape, rng)
            ladder_points = points(case.p[k], directions)
            losses = np.array(
                [[[loss(case, k, x, epsilon).real for x in row] for row in pair] for pair in ladder_points]
            )
            complex_losses = np.array([loss(case, k, x, epsilon) for x in complex_points(case.p[k], directions)])
            faint = 1e-9 * np.max(np.abs(grad))
            wrong = [other[k] if np.max(np.abs(other[k] - grad)) > faint else None for other in wrong_grads]
            yield Measurement(
                correct=_along(grad, directions),
                wrong=tuple(None if other is None else _along(other, directions) for other in wrong),
                ladder=differentiate(losses[:, 0], losses[:, 1]),
                complex_step=differentiate_complex(complex_losses),
                guard=guard,
            )


def draw_case(size: tuple[int, int, int, int], seed: int) -> Case:
    H, V, T, B = size
    rng = np.random.default_rng(seed)
    shapes = [(H, H + V)] * 4 + [(V, H)] + [(H, 1)] * 4 + [(V, 1)]
    p = tuple(WEIGHT_SD * rng.standard_normal(shape) for shape in shapes)
    h0, C0 = WEIGHT_SD * rng.standard_normal((2, H, B))
    inputs, targets = ([np.eye(V)[:, rng.integers(V, size=B)] for _ in range(T)] for _ in range(2))
    return Case(inputs, targets, h0, C0, p)


def loss(case: Case, k: int, tensor: NDArray[np.float64] | NDArray[np.complex128], epsilon: float) -> complex:
    p = (*case.p[:k], tensor, *case.p[k + 1 :])
    outputs = forward(case.inputs, case.h0, case.C0, p)[-1]
    return complex(-sum(np.sum(y * np.log(y_t + epsilon)) for y_t, y in zip(outputs, case.targets, strict=True)))


def _along(grad: Array, directions: Array) -> Array:
    return np.sum(grad * directions, axis=tuple(range(1, directions.ndim)))


def worst(claimed: Array, derivative: Derivative, guard: float) -> float:
    return float(np.max(discrepancy_in_bars(claimed, derivative, guard=guard)))


def correct_ratios(method: str, epsilon: float) -> list[float]:
    return [worst(m.correct, getattr(m, method), m.guard) for m in measurements(epsilon)]


def wrong_ratios(method: str, epsilon: float) -> list[float]:
    claims = [(wrong, m) for m in measurements(epsilon) for wrong in m.wrong if wrong is not None]
    return [worst(wrong, getattr(m, method), m.guard) for wrong, m in claims]


@pytest.mark.parametrize("epsilon", GUARDS)
@pytest.mark.parametrize("method", METHODS)
def test_correct_code_stays_a_factor_below_the_threshold(method: str, epsilon: float) -> None:
    assert max(correct_ratios(method, epsilon)) * MARGIN < RIGHT_BELOW


@pytest.mark.parametrize("epsilon", FINE_GUARDS)
@pytest.mark.parametrize("method", METHODS)
def test_wrong_tensors_lie_a_factor_above_the_threshold(method: str, epsilon: float) -> None:
    assert min(wrong_ratios(method, epsilon)) > MARGIN * WRONG_ABOVE


@pytest.mark.parametrize("epsilon", GUARDS)
@pytest.mark.parametrize("line", range(len(WRONG_LINES)), ids=[wrong for _, wrong in WRONG_LINES])
def test_every_wrong_line_is_a_factor_above_the_threshold_in_some_tensor_of_every_point(
    line: int, epsilon: float
) -> None:
    for point in batched(measurements(epsilon), TENSORS):
        ratios = [worst(wrong, m.ladder, m.guard) for m in point if (wrong := m.wrong[line]) is not None]
        assert max(ratios) > MARGIN * WRONG_ABOVE


@pytest.mark.parametrize("method", METHODS)
def test_bars_alone_part_correct_from_wrong_code_where_the_loss_has_no_guard(method: str) -> None:
    found = measurements(0.0)
    correct = max(worst(m.correct, getattr(m, method), 0.0) for m in found)
    wrong = min(worst(w, getattr(m, method), 0.0) for m in found for w in m.wrong if w is not None)
    assert correct < 1
    assert wrong > 1e4


def test_bars_of_the_ladder_are_sharp_at_ordinary_points() -> None:
    for m in measurements(0.0):
        assert np.max(m.ladder.bar) * 1e4 < LARGEST_RELATIVE_BAR * np.max(np.abs(m.ladder.value))


def test_ladder_and_complex_step_agree_within_their_bars() -> None:
    for m in measurements(0.0):
        assert np.all(np.abs(m.ladder.value - m.complex_step.value) < m.ladder.bar + m.complex_step.bar)


@pytest.mark.parametrize("method", METHODS)
def test_every_tensor_is_judged_as_it_is(method: str) -> None:
    for m in measurements(1e-12):
        derivative = getattr(m, method)
        assert agree(m.correct, derivative, guard=m.guard) is Agreement.RIGHT
        claims = [wrong for wrong in m.wrong if wrong is not None]
        assert {agree(wrong, derivative, guard=m.guard) for wrong in claims} == {Agreement.WRONG}


def batched(items: tuple[Measurement, ...], size: int) -> Iterator[tuple[Measurement, ...]]:
    return (items[start : start + size] for start in range(0, len(items), size))
