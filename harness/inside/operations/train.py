"""`train`: plain gradient descent with the submission's forward and backward, clipped to a global norm.

Arrays: the parameters, `h0` and `C0` (H, B), and the sequences "inputs.0", "targets.0", … (T, V, B), taken in turn, one
update each. Fields: `learning_rate`, `max_norm` (None: no clip), `snapshots`, numbers of updates. Reply: the parameters
after them ("3.W_f" after the snapshot with index 3), `norms` (updates,) before the clip; a NaN stops the run.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from harness.inside.evaluation import Arrays, SubmissionError, attempt, backward_alone, copies, failed, undisturbed
from harness.inside.failures import UnexpectedError
from harness.inside.program import Program
from harness.wire import Array, Message

Parameters = dict[str, NDArray[np.float64]]

STATES = ("h0", "C0")


def run(program: Program, request: Message) -> Message:
    """Return the parameters after each of the numbers of updates in `snapshots`."""
    parameters = {name: array.astype(np.float64) for name, array in request.arrays.items() if _is_parameter(name)}
    states = {name: request.arrays[name] for name in STATES}
    sequences = _sequences(request.arrays)
    rate, bound = request.fields["learning_rate"], request.fields.get("max_norm")
    snapshots = request.fields["snapshots"]
    if not isinstance(rate, int | float) or not isinstance(snapshots, list):
        raise TypeError("train needs learning_rate and snapshots")
    wanted = [int(number) for number in snapshots]
    norms: list[float] = []
    kept: Arrays = {}
    stopped: int | None = None
    try:
        with undisturbed(program):
            for update in range(max(wanted, default=0) + 1):
                kept |= _snapshot(parameters, wanted, update)
                if update == max(wanted, default=0):
                    break
                case = copies({**sequences[update % len(sequences)], **states, **parameters})
                gradients = _gradients(program, case, parameters)
                norm = float(np.sqrt(sum(np.sum(np.square(gradient)) for gradient in gradients.values())))
                norms.append(norm)
                if not np.isfinite(norm):
                    stopped = update
                    break
                factor = min(1.0, bound / norm) if isinstance(bound, int | float) and norm > 0 else 1.0
                for name, gradient in gradients.items():
                    parameters[name] = parameters[name] - rate * factor * gradient
    except SubmissionError as problem:
        return failed("train", problem)
    return Message("train", {"failure": None, "stopped": stopped}, {**kept, "norms": np.asarray(norms)})


def _is_parameter(name: str) -> bool:
    return name not in STATES and "." not in name


def _sequences(given: Mapping[str, Array]) -> list[Arrays]:
    found: list[Arrays] = []
    while f"inputs.{len(found)}" in given:
        number = len(found)
        found.append({"inputs": given[f"inputs.{number}"], "targets": given[f"targets.{number}"]})
    return found


def _snapshot(parameters: Parameters, wanted: list[int], update: int) -> Arrays:
    places = [place for place, number in enumerate(wanted) if number == update]
    return {f"{place}.{name}": array for place in places for name, array in parameters.items()}


def _gradients(program: Program, case: Arrays, parameters: Parameters) -> Parameters:
    returned = backward_alone(program, case)
    return attempt(
        program, "backward", lambda: {name: _shaped(name, returned, value) for name, value in parameters.items()}
    )


def _shaped(name: str, returned: Arrays, parameter: Array) -> NDArray[np.float64]:
    """Return the gradient in the parameter's shape; a wrong shape that broadcasts trains on, as it would in class."""
    gradient = returned.get(f"d{name}")
    if gradient is None:
        raise UnexpectedError(f"backward returns no gradient of {name}: expected one for each parameter")
    if gradient.shape == parameter.shape:
        return np.real(gradient).astype(np.float64)
    try:
        return np.broadcast_to(np.real(gradient), parameter.shape).astype(np.float64)
    except ValueError:
        raise UnexpectedError(
            f"the gradient of {name} has shape {gradient.shape}: expected {parameter.shape}"
        ) from None
