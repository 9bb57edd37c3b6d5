"""Where each tensor's gradient is off: the maps of errors, and the plot of error against step."""

import numpy as np

from harness.cases import Case
from harness.conventions import LossScale
from harness.diagnosis import systems
from harness.expectation import in_convention, tensor_errors, worst_errors
from harness.observations import Observations
from harness.records import StepCurve, TensorError
from harness.self_consistency import error_against_step, points, start_steps


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
    steps, errors, bar = error_against_step(observations, case, scale, name)
    return StepCurve(name, steps, errors, bar)
