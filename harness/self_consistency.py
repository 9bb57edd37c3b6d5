"""The submission's gradients against the numerical derivative of its own loss."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from harness.answers import Arrays
from harness.cases import Case
from harness.conventions import LossScale, divisor
from harness.launching import Depth
from harness.measured import StepCurve
from harness.numerics.agreement import LEAST_GUARD, Agreement, agree, discrepancy_in_bars, guard_of_loss
from harness.numerics.complex_step import STEP, differentiate_complex
from harness.numerics.derivative import Derivative
from harness.numerics.directions import DIRECTIONS, draw_directions
from harness.numerics.finite_differences import STEPS, differentiate
from harness.observations import EXACT, Observations
from harness.replies import read_losses
from harness.wire import Message
from reference.arrays import Array

# From steps that only round to steps that only truncate, for the plot of error against step.
PLOT_STEPS = tuple(float(step) for step in np.logspace(-13, -0.5, 18))
# The two of them whose differences show the truncation: small enough for its leading term, too large for rounding.
TRUNCATED = (PLOT_STEPS[-4], PLOT_STEPS[-3])
# The operating points, or the same cases with small gradients where a clip acts.
POINTS = ("two", "many")
# Directions that are kept: each is needed five times, and in a class by every submission of the same sizes.
KEPT_DIRECTIONS = 256
THOROUGH_POINTS = ("one", "two", "many", "fresh")


class Consistency(NamedTuple):
    """How the gradient of one tensor agrees with the derivative of the loss."""

    agreement: Agreement
    bars: float  # largest discrepancy, in error bars
    claimed: Array  # (K,), the gradient along each direction
    measured: Derivative


class Averaged(NamedTuple):
    """What a loss, and gradients, are divided by because several sequences make a batch: 1, or their number."""

    loss: int = 1
    gradients: int = 1


# Two checks and the report ask for the same.
Asked = tuple[str, LossScale, tuple[str, ...], Averaged]
_judged: WeakKeyDictionary[Observations, dict[Asked, Mapping[str, Consistency]]] = WeakKeyDictionary()


def points(observations: Observations) -> tuple[Case, ...]:
    """Return the cases at which derivatives are measured: those, or their gentle twins, on which no clip acts."""
    named = {case.name: case for case in observations.ordinary}
    names = THOROUGH_POINTS if observations.depth is Depth.THOROUGH else POINTS
    twins = [[named[name] for name in (name, f"{name}-gentle") if name in named] for name in names]
    usable = [[case for case in pair if not observations.clipped(case)] for pair in twins]
    return tuple(pair[0] for pair in usable if pair)


def start(observations: Observations) -> None:
    """Send the requests for all measurements; reading them later costs no waiting."""
    for case in points(observations):
        observations.start(f"{case.name}, complex", _complex_request(observations, case))
        _start_at(observations, case, case.gradients)


def _start_at(observations: Observations, case: Case, names: Sequence[str]) -> None:
    for name in names:
        request = observations.losses_request(case, _directions(observations, case, name), STEPS)
        observations.start(f"{case.name}, {name}", request)


def by_tensor(
    observations: Observations,
    case: Case,
    scale: LossScale,
    names: Sequence[str] | None = None,
    averaged: Averaged | None = None,
) -> Mapping[str, Consistency]:
    """Judge the gradients of these tensors (all), of this scale, by the derivatives along a few Gaussian directions."""
    chosen = case.gradients if names is None else tuple(names)
    averaged = averaged or Averaged()
    known = _judged.setdefault(observations, {})
    asked = (case.name, scale, chosen, averaged)
    if asked not in known:
        known[asked] = _by_tensor(observations, case, scale, chosen, averaged)
    return known[asked]


def _by_tensor(
    observations: Observations, case: Case, scale: LossScale, names: Sequence[str], averaged: Averaged
) -> Mapping[str, Consistency]:
    _start_at(observations, case, names)
    guard = guard_of(observations, case, averaged)
    found = {}
    for name, measured in _differentiated(observations, case, names).items():
        directions = _directions(observations, case, name)
        claimed = claimed_derivative(observations, case, directions, scale) * averaged.gradients / averaged.loss
        bars = discrepancy_in_bars(claimed, measured, guard=guard)
        found[name] = Consistency(agree(claimed, measured, guard=guard), float(np.max(bars)), claimed, measured)
    return found


def by_complex_step(observations: Observations, case: Case, scale: LossScale) -> Agreement | None:
    """Judge all tensors at once by the complex step; None where the code does not carry complex numbers."""
    start(observations)
    reply = observations.result(f"{case.name}, complex")
    losses = reply.arrays.get("losses")
    if losses is None or losses.size != DIRECTIONS or reply.fields.get("discarded"):
        return None
    measured = differentiate_complex(np.asarray(losses, dtype=np.complex128).reshape(-1))
    claimed = claimed_derivative(observations, case, _all_directions(observations, case), scale)
    return agree(claimed, measured, guard=guard_of(observations, case))


def _complex_request(observations: Observations, case: Case) -> Message:
    return observations.losses_request(case, _all_directions(observations, case), [STEP], complex_step=True)


def _directions(observations: Observations, case: Case, name: str) -> dict[str, Array]:
    """Return the directions of one tensor: the same whenever they are asked for."""
    return {name: _drawn(observations.seed, case.T, case.gradients.index(name), case.arrays[name].shape)}


@lru_cache(maxsize=KEPT_DIRECTIONS)
def _drawn(seed: int, T: int, index: int, shape: tuple[int, ...]) -> Array:
    return draw_directions(shape, np.random.default_rng([seed, 4, T, index]))


def _all_directions(observations: Observations, case: Case) -> dict[str, Array]:
    return {name: _directions(observations, case, name)[name] for name in case.gradients}


def guard_of(observations: Observations, case: Case, averaged: Averaged | None = None) -> float:
    """Return how far rounding of gradients, or the eps inside the loss, may shift a derivative, as a share of it."""
    answer = observations.answer(case)
    rounded = observations.tolerance if observations.tolerance > EXACT else LEAST_GUARD
    if answer.loss is None or answer.outputs is None:
        return rounded
    with np.errstate(all="ignore"):
        exact = -np.sum(np.asarray(case.arrays["targets"]) * np.log(np.asarray(answer.outputs, dtype=np.float64)))
    scale = divisor(observations.loss_scale or LossScale.SUM, case) * (averaged or Averaged()).loss
    return max(rounded, guard_of_loss(answer.loss.real * scale, float(exact)))


def _differentiated(observations: Observations, case: Case, names: Sequence[str]) -> Mapping[str, Derivative]:
    """Return each tensor's derivatives along K directions, from losses (K, S, 2); nothing where the submission raised.

    All at once: a tensor has too few for NumPy.
    """
    shape = (DIRECTIONS, len(STEPS), 2)
    read = [read_losses(observations.result(f"{case.name}, {name}"), shape) for name in names]
    pairs = np.reshape([np.full(shape, np.nan) if one is None else one for one in read], (len(read), *shape))
    above, below = np.moveaxis(pairs, (3, 2), (0, 1))
    found = differentiate(above, below, rounding=observations.loss_rounding, least=_least_loss(observations, case))
    return dict(zip(names, map(Derivative, found.value, found.bar), strict=True))


def _least_loss(observations: Observations, case: Case) -> float:
    """Return the size of a loss below which its rounding does not fall.

    Where a prediction is nearly 1 its logarithm is nearly 0, and still off by a rounding unit of the prediction: one
    unit for each step and sequence, however small their sum.
    """
    steps, _, sequences = case.output_shape
    return steps * sequences / divisor(observations.loss_scale or LossScale.SUM, case)


def claimed_derivative(observations: Observations, case: Case, directions: Arrays, scale: LossScale) -> Array:
    """Return what the submission's gradients say of the derivatives: Σ gradient · direction, in units of its loss."""
    gradients = observations.answer(case).gradients
    products = [
        np.tensordot(np.asarray(value, dtype=np.float64), np.asarray(gradients[name], dtype=np.float64), value.ndim - 1)
        for name, value in directions.items()
    ]
    loss_scale = observations.loss_scale or LossScale.SUM
    total: Array = np.sum(products, axis=0) * divisor(scale, case) / divisor(loss_scale, case)
    return total


def start_steps(observations: Observations, case: Case, name: str) -> str:
    """Ask for the losses along one direction of a tensor at steps of every size; returns the request's name."""
    request = f"{case.name}, {name}, every step"
    directions = _first_direction(observations, case, name)
    observations.start(request, observations.losses_request(case, directions, PLOT_STEPS))
    return request


def _first_direction(observations: Observations, case: Case, name: str) -> dict[str, Array]:
    return {name: _directions(observations, case, name)[name][:1]}


def error_against_step(observations: Observations, case: Case, scale: LossScale, name: str) -> StepCurve:
    """Return the relative errors of the central difference against backward at every step, and what each is made of."""
    read = read_losses(observations.result(start_steps(observations, case, name)), (1, len(PLOT_STEPS), 2))
    losses = np.full((len(PLOT_STEPS), 2), np.nan) if read is None else read[0]
    claimed = claimed_derivative(observations, case, _first_direction(observations, case, name), scale)[0]
    measured = by_tensor(observations, case, scale)[name].measured
    steps = np.array(PLOT_STEPS)
    differences = (losses[:, 0] - losses[:, 1]) / (2 * steps)
    size = max(abs(float(measured.value[0])), abs(float(claimed)), float(np.finfo(float).tiny))
    errors = np.abs(differences - claimed) / size
    small, large = (PLOT_STEPS.index(step) for step in TRUNCATED)
    # The difference over h is the derivative, plus a constant times h², whatever backward says.
    truncation = abs(differences[large] - differences[small]) / (steps[large] ** 2 - steps[small] ** 2)
    return StepCurve(
        tensor=name,
        steps=PLOT_STEPS,
        errors=tuple(float(error) for error in errors),
        bar=float(measured.bar[0] / size),
        rounding=float(
            observations.loss_rounding * max(np.max(np.abs(losses)), _least_loss(observations, case)) / size
        ),
        truncation=float(truncation / size),
    )
