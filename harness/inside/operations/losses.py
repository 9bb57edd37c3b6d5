"""`losses`: the submission's loss around a case, for finite differences or the complex step.

Arrays: the case, and directions "d.W_f" (K, *shape) of which the tensors given move together. Fields: `steps` (n);
`complex`: evaluate at case + 1j·step·direction instead; `source` "outputs": use the cross-entropy of the outputs, which
is also used where backward returns no loss. Where the case has upstream gradients `dh` of the outputs, the loss is
their product, Σ dh · outputs. Reply: `losses` (K, n, 2) at + and - step, or (K, n) complex.
"""

import warnings
from collections.abc import Iterator

import numpy as np

from harness.contracts._results import cross_entropy
from harness.inside.evaluation import (
    Arrays,
    SubmissionError,
    attempt,
    backward,
    copies,
    failed,
    forward,
    loss_alone,
    undisturbed,
    unread,
)
from harness.inside.failures import UnexpectedError
from harness.inside.program import Program
from harness.wire import Message

PREFIX = "d."


def run(program: Program, request: Message) -> Message:
    """Return the losses along each direction at each step."""
    case = {name: array for name, array in request.arrays.items() if not name.startswith(PREFIX)}
    directions = {name[len(PREFIX) :]: array for name, array in request.arrays.items() if name.startswith(PREFIX)}
    steps = np.asarray(request.fields["steps"], dtype=np.float64)
    own = request.fields.get("source") != "outputs"
    complex_step = request.fields.get("complex") is True
    count = len(next(iter(directions.values())))
    factors = 1j * steps[:, None] if complex_step else steps[:, None] * np.array([1.0, -1.0])
    losses = np.empty((count, *factors.shape), dtype=factors.dtype)
    try:
        with undisturbed(program), warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            for k, place in _places(count, factors.shape):
                given = _moved(case, directions, k, factors[place])
                losses[(k, *place)], own = _loss(program, given, own=own)
    except SubmissionError as problem:
        return failed("losses", problem)
    discarded = any("omplex" in str(warning.category.__name__) for warning in caught)
    shaped = losses[..., 0] if complex_step else losses
    return Message("losses", {"failure": None, "own": own, "discarded": discarded}, {"losses": shaped})


def _places(count: int, shape: tuple[int, ...]) -> Iterator[tuple[int, tuple[int, ...]]]:
    for k in range(count):
        for place in np.ndindex(shape):
            yield k, place


def _moved(case: Arrays, directions: Arrays, k: int, factor: complex) -> Arrays:
    """Return a fresh case, moved along a direction."""
    moved = {name: case[name] + factor * direction[k] for name, direction in directions.items()}
    return copies({name: array for name, array in case.items() if name not in moved}) | moved


def _loss(program: Program, case: Arrays, *, own: bool) -> tuple[complex, bool]:
    """Return the loss, and whether it is the submission's own."""
    if own and "dh" not in case and (left := unread(program, case)) is not None:
        return attempt(program, "backward", lambda: _scalar(loss_alone(program, left))), True
    upstream = case["dh"].copy() if "dh" in case else None
    targets = case["targets"].copy() if upstream is None else upstream
    outputs, cache = forward(program, case)
    if upstream is not None:
        return attempt(program, "forward", lambda: product_with(outputs, targets)), False
    if own:
        # Copied: backward may write into what forward returned.
        kept = {"outputs": np.array(outputs["outputs"])} if "outputs" in outputs else {}
        returned = backward(program, case, cache)
        if "loss" in returned:
            return attempt(program, "backward", lambda: _scalar(returned["loss"])), True
        outputs = kept
    return attempt(program, "forward", lambda: of_outputs(outputs, targets)), False


def product_with(outputs: Arrays, upstream: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> complex:
    """Return Σ upstream · outputs: the loss whose upstream gradients these are."""
    if "outputs" not in outputs or outputs["outputs"].shape != upstream.shape:
        raise UnexpectedError(f"forward returns no hidden states of shape {upstream.shape}")
    value: complex = np.sum(upstream * outputs["outputs"])  # type: ignore[operator]  # numbers
    return value


def of_outputs(outputs: Arrays, targets: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> complex:
    """Return the cross-entropy of the outputs; raises UnexpectedError where there are none of its shape."""
    if "outputs" not in outputs:
        raise UnexpectedError("forward returns no outputs, and backward no loss: expected one of them")
    if outputs["outputs"].shape != targets.shape:
        raise UnexpectedError(f"outputs has shape {outputs['outputs'].shape}: expected {targets.shape}")
    return cross_entropy(outputs["outputs"], targets)


def _scalar(loss: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> complex:
    if loss.size != 1:
        raise UnexpectedError(f"the loss has shape {loss.shape}: expected a single number")
    value: complex = loss.reshape(-1)[0].item()
    return value
