"""The submission's gradients against the numerical derivative of its own loss."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from harness.answers import Arrays
from harness.cases import Case
from harness.conventions import LossScale, divisor
from harness.numerics.agreement import LEAST_GUARD, Agreement, agree, discrepancy_in_bars, guard_of_loss
from harness.numerics.complex_step import STEP, differentiate_complex
from harness.numerics.derivative import Derivative
from harness.numerics.directions import draw_directions
from harness.numerics.finite_differences import STEPS, differentiate
from harness.observations import SINGLE, Observations
from reference.arrays import PARAMETER_NAMES

# From steps that only round to steps that only truncate, for the plot of error against step.
PLOT_STEPS = tuple(float(step) for step in np.logspace(-13, -0.5, 18))


@dataclass(frozen=True)
class Consistency:
    """How one group of gradients agrees with the derivative of the loss."""

    agreement: Agreement
    bars: float  # largest discrepancy, in error bars
    relative_bar: float
    complex_step: bool = False  # whether the complex step confirms the finite difference


def together(observations: Observations, case: Case, scale: LossScale, rng: np.random.Generator) -> Consistency:
    """Move all parameters at once, along a few Gaussian directions: one wrong tensor is enough to disagree."""
    directions = {name: draw_directions(case.arrays[name].shape, rng) for name in PARAMETER_NAMES}
    claimed = claimed_derivative(observations, case, directions, scale)
    measured = measure(observations, case, directions)
    carried = observations.complex_losses(case, directions, STEP)
    guard = guard_of(observations, case)
    by_complex_step = None if carried is None else agree(claimed, differentiate_complex(carried), guard=guard)
    return _consistency(claimed, measured, guard, complex_step=by_complex_step is Agreement.RIGHT)


def by_tensor(
    observations: Observations, case: Case, scale: LossScale, names: Iterable[str], rng: np.random.Generator
) -> Mapping[str, Consistency]:
    """Move one tensor at a time."""
    found = {}
    for name in names:
        directions = {name: draw_directions(case.arrays[name].shape, rng, count=1)}
        claimed = claimed_derivative(observations, case, directions, scale)
        found[name] = _consistency(claimed, measure(observations, case, directions), guard_of(observations, case))
    return found


def guard_of(observations: Observations, case: Case) -> float:
    """Return how far the eps inside the submission's loss may shift its derivative."""
    answer = observations.answer(case)
    if answer.loss is None or answer.outputs is None:
        return LEAST_GUARD
    with np.errstate(all="ignore"):
        exact = -np.sum(np.asarray(case.arrays["targets"]) * np.log(np.asarray(answer.outputs, dtype=np.float64)))
    return guard_of_loss(answer.loss.real * divisor(observations.loss_scale or LossScale.SUM, case), float(exact))


def measure(observations: Observations, case: Case, directions: Arrays) -> Derivative:
    """Return the derivatives of the submission's own loss along K directions."""
    losses = observations.losses(case, directions, STEPS)  # (K, S, 2)
    # Single precision anywhere inside rounds the loss as coarsely.
    rounding = np.finfo(np.float32).eps if observations.tolerance == SINGLE else np.finfo(np.float64).eps
    return differentiate(losses[:, :, 0].T, losses[:, :, 1].T, rounding=float(rounding))


def claimed_derivative(
    observations: Observations, case: Case, directions: Arrays, scale: LossScale
) -> NDArray[np.float64]:
    """Return what the submission's gradients say of the same derivatives: Σ gradient · direction, in units of its loss."""
    gradients = observations.answer(case).gradients
    products = [
        np.tensordot(np.asarray(value, dtype=np.float64), np.asarray(gradients[name], dtype=np.float64), gradients[name].ndim)
        for name, value in directions.items()
    ]
    loss_scale = observations.loss_scale or LossScale.SUM
    total: NDArray[np.float64] = np.sum(products, axis=0) * divisor(scale, case) / divisor(loss_scale, case)
    return total


def error_against_step(
    observations: Observations, case: Case, scale: LossScale, name: str, rng: np.random.Generator
) -> tuple[tuple[float, ...], tuple[float, ...], float]:
    """Return steps, relative errors of the central difference against backward, and the relative bar, for one tensor."""
    directions = {name: draw_directions(case.arrays[name].shape, rng, count=1)}
    claimed = claimed_derivative(observations, case, directions, scale)[0]
    losses = observations.losses(case, directions, PLOT_STEPS)[0]
    differences = (losses[:, 0] - losses[:, 1]) / (2 * np.array(PLOT_STEPS))
    measured = measure(observations, case, directions)
    size = max(abs(float(measured.value[0])), abs(float(claimed)), float(np.finfo(float).tiny))
    errors = np.abs(differences - claimed) / size
    return PLOT_STEPS, tuple(float(error) for error in errors), float(measured.bar[0] / size)


def _consistency(
    claimed: NDArray[np.float64], measured: Derivative, guard: float, *, complex_step: bool = False
) -> Consistency:
    size = float(np.max(np.abs(measured.value), initial=0.0)) or 1.0
    return Consistency(
        agreement=agree(claimed, measured, guard=guard),
        bars=float(np.max(discrepancy_in_bars(claimed, measured, guard=guard))),
        relative_bar=float(np.max(measured.bar)) / size,
        complex_step=complex_step,
    )
