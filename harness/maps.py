"""Where each tensor's gradient is off: the maps of errors, and the plot of error against step."""

import numpy as np

from harness.cases import Case
from harness.conventions import LossScale
from harness.diagnosis import systems
from harness.diagnosis.locate import own_flow, traced_case
from harness.diagnosis.norms import norms as norms_of
from harness.diagnosis.norms import norms_in
from harness.expectation import in_convention, tensor_errors, worst_errors
from harness.measured import REFERENCE, SUBMISSION, WITH_BUGS, DerivativePair, Norms, StepCurve, TensorError
from harness.observations import Observations
from harness.self_consistency import by_tensor, error_against_step, points, start_steps


def error_maps(observations: Observations) -> tuple[TensorError, ...]:
    """Return the errors of every tensor, element by element in the case where it is worst."""
    scale, worst = worst_errors(observations)
    return tuple(_tensor(observations, scale, name, worst[name]) for name in observations.gradients)


def _tensor(observations: Observations, scale: LossScale, name: str, worst: float) -> TensorError:
    rows: tuple[tuple[float, ...], ...] = ()
    having = [pair for pair in observations.answers if name in pair[0].gradients]
    case, _ = max(having, key=lambda pair: tensor_errors(observations, pair[0], pair[1], scale)[name])
    found = observations.answer(case).gradients.get(name)
    right = in_convention(systems.answer((), case).gradients, observations, case, scale)[name]
    if found is not None and found.shape == right.shape:
        size = float(np.max(np.abs(right))) or 1.0
        with np.errstate(all="ignore"):
            errors = np.abs(found - right) / size
            errors = errors.reshape(len(errors), -1)  # of inputs: a row for each step
        rows = tuple(tuple(float(value) for value in row) for row in errors)
    return TensorError(name, worst, worst < observations.tolerance, rows)


def begin_step_curve(observations: Observations) -> None:
    """Ask for what `step_curve` reads."""
    case, name = _plotted(observations)
    if case is not None:
        start_steps(observations, case, name)


def _plotted(observations: Observations) -> tuple[Case | None, str]:
    """Return the point at which the plot is measured, if any, and the tensor that is off most."""
    _, worst = worst_errors(observations)
    point = next(iter(points(observations)), None)
    return point, max(point.gradients if point else observations.gradients, key=lambda name: worst[name])


def step_curve(observations: Observations) -> StepCurve | None:
    """Return the error of the central difference over its step, for the tensor that is off most; None without one."""
    scale, _ = worst_errors(observations)
    case, name = _plotted(observations)
    if case is None:
        return None
    gradient = observations.answer(case).gradients.get(name)
    if gradient is None or gradient.shape != case.arrays[name].shape or not np.all(np.isfinite(gradient)):
        return None
    return error_against_step(observations, case, scale, name)


def derivatives(observations: Observations) -> tuple[DerivativePair, ...]:
    """Return, along each direction of every tensor, what backward says of the loss and what was measured."""
    scale, _ = worst_errors(observations)
    case = next(iter(points(observations)), None)
    if case is None:
        return ()
    return tuple(
        DerivativePair(name, float(analytic), float(numeric), float(bar))
        for name, one in by_tensor(observations, case, scale).items()
        for analytic, numeric, bar in zip(one.claimed, one.measured.value, one.measured.bar, strict=True)
        if np.isfinite(bar)  # else nothing was measured
    )


def norms(observations: Observations, bugs: frozenset[str]) -> tuple[Norms, ...]:
    """Return the norms of dh and dC over time: the reference's, and the submission's where its run shows them."""
    case = traced_case(observations)
    found = [norms_of(REFERENCE, frozenset(), case)]
    if bugs:
        scale, _ = worst_errors(observations)
        shown = norms_in(SUBMISSION, own_flow(observations, case), bugs, case, scale)
        found.append(shown or norms_of(WITH_BUGS, bugs, case))
    return tuple(one for one in found if one is not None)
