"""One forward and backward of the submission through its contract, on copies of the case."""

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FunctionType
from typing import NamedTuple, TypeVar

import numpy as np

from harness.inside.contract_faults import contracts_own
from harness.inside.contract_results import OUTPUTS, wrong_form, wrong_names
from harness.inside.failures import Failure, UnexpectedError, describe, operands
from harness.inside.origins import OF_CONTRACT, origin
from harness.inside.program import Program, seed, speaking
from harness.wire import Array, Message

Arrays = dict[str, Array]
Result = TypeVar("Result")

# Kinds of numbers that the wire carries: float, complex, signed, unsigned, bool.
NUMBERS = "fciub"


class SubmissionError(Exception):
    """The submission did not answer; carries the failure and the arrays at hand where it happened."""

    def __init__(self, failure: Failure, found: Arrays) -> None:
        super().__init__(failure.message)
        self.failure = failure
        self.operands = found


class Answer(NamedTuple):
    """What forward and backward returned, as canonical arrays."""

    forward: Arrays
    backward: Arrays


@contextmanager
def undisturbed(program: Program, number: int = 0) -> Iterator[None]:
    """Keep warnings and prints of the submission from doing harm, and its random numbers repeatable."""
    seed(number)
    with warnings.catch_warnings(), np.errstate(all="ignore"), speaking(program.output):
        warnings.simplefilter("ignore")
        yield


def copies(case: Mapping[str, Array]) -> Arrays:
    """Return fresh arrays: the submission may write into what it is given."""
    return {name: array.copy() for name, array in case.items()}


def forward(program: Program, case: Arrays) -> tuple[Arrays, object]:
    """Run forward on `case` itself; raises SubmissionError."""

    def call() -> tuple[Arrays, object]:
        result = program.contract.forward(program.namespace, case)
        _insist(program, "forward", result, () if program.contract.outputs else (OUTPUTS,))
        arrays, cache = result
        return checked(arrays), cache

    return attempt(program, "forward", call)


def observed(program: Program, case: Arrays) -> tuple[Arrays, object]:
    """Run forward on `case` itself, and find out predictions that it does not return; raises SubmissionError."""
    # Before forward, which may write into the case.
    outputs = program.contract.outputs
    extra = attempt(program, "forward", lambda: checked(outputs(program.namespace, copies(case)))) if outputs else {}
    found, cache = forward(program, case)
    return {**extra, **found}, cache


def backward(program: Program, case: Arrays, cache: object) -> Arrays:
    """Run backward on `case` itself; raises SubmissionError."""

    def call() -> Arrays:
        arrays = program.contract.backward(program.namespace, case, cache)
        _insist(program, "backward", arrays, [f"d{name}" for name in case if name.startswith(("W_", "b_"))])
        return checked(arrays)

    return attempt(program, "backward", call)


def unread(program: Program, case: Arrays) -> object:
    """Run forward on `case` itself for backward alone; None where it did not run, as its results have to be read.

    Raises SubmissionError.
    """
    run = program.contract.unread
    return attempt(program, "forward", lambda: run(program.namespace, case)) if run else None


def loss_alone(program: Program, left: object) -> Array:
    """Run backward on what `unread` has left, for its loss; raises SubmissionError."""
    loss = program.contract.loss_alone
    assert loss is not None  # noqa: S101  (it comes with `unread`)
    return attempt(program, "backward", lambda: plain("loss", loss(program.namespace, left)))


def both(program: Program, case: Arrays) -> Answer:
    """Run forward, then backward on `case` itself; raises SubmissionError."""
    outputs, cache = forward(program, case)
    # What forward returned is copied before backward can write into it.
    outputs = {name: np.array(value) for name, value in outputs.items()}
    return Answer(outputs, backward(program, case, cache))


def backward_alone(program: Program, case: Arrays) -> Arrays:
    """Run both passes on `case` itself for what backward returns; raises SubmissionError."""
    left = unread(program, case)
    return backward(program, case, forward(program, case)[1] if left is None else left)


def attempt(program: Program, stage: str, call: Callable[[], Result]) -> Result:
    """Return what `call` returns; every exception becomes a SubmissionError."""
    try:
        return call()
    except SubmissionError:
        raise
    except BaseException as problem:  # noqa: BLE001  (SystemExit and KeyboardInterrupt are the submission's too)
        failure = describe(problem, stage, program.filename, program.lines)
        if told := contracts_own(problem, program.contract.own):
            failure = failure._replace(type=OF_CONTRACT, message=told, line=None)
        else:
            failure = failure._replace(type=origin(problem) or failure.type)
        raise SubmissionError(failure, operands(problem, program.filename, program.tree)) from None


def checked(arrays: Mapping[str, object]) -> Arrays:
    """Return plain arrays of numbers; raises UnexpectedError that names what else was found."""
    return {name: plain(name, value) for name, value in arrays.items()}


def plain(name: str, value: object) -> Array:
    """Return `value` as an array of numbers; raises UnexpectedError with a sentence."""
    if value is None:
        raise UnexpectedError(f"{name} is None: expected an array of numbers")
    try:
        array = np.asarray(value)
    except ValueError:
        raise UnexpectedError(f"{name} is a list of arrays of different shapes: expected one array") from None
    # An ndarray subclass may lie about itself: what is sent is the plain array below it.
    array = np.ndarray.view(array, np.ndarray)
    if array.dtype.kind not in NUMBERS:
        kind = type(value).__name__ if not isinstance(value, np.ndarray) else f"an array of {array.dtype}"
        raise UnexpectedError(f"{name} is {kind}: expected an array of numbers")
    return array


def failed(kind: str, problem: SubmissionError) -> Message:
    """Return the answer to a request in which the submission failed."""
    arrays = {f"operand.{name}": value for name, value in problem.operands.items()}
    return Message(kind, {"failure": problem.failure.fields()}, arrays)


def _insist(program: Program, stage: str, result: object, wanted: Sequence[str]) -> None:
    """Raise SubmissionError where a contract of the instructor's own has made something that nobody can read."""
    contract = program.contract
    function = contract.forward if stage == "forward" else contract.backward
    if not isinstance(function, FunctionType) or not contract.own.makes(stage, function):
        return
    told = wrong_form(stage, result)
    told = told or wrong_names(stage, result, wanted, contract.own.words)
    if told:
        raise SubmissionError(Failure(stage, OF_CONTRACT, told, None, ""), {})
