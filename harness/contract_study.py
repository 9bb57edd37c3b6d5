"""What a contract makes of a file: which functions it calls, with what, and whether numbers come through both ways."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from harness.answers import Answer, distance
from harness.cases import Case, Sizes, ordinary
from harness.client import Worker
from harness.contract_files import AUTO, contract_files, names, unusable
from harness.contract_replies import Tried, Used, read_tried, read_used
from harness.diagnosis import systems
from harness.expectation import worst_errors
from harness.launching import Depth, Options
from harness.observations import Observations
from harness.opening import load
from harness.submissions.formats import read
from harness.submissions.submission import Submission
from harness.wire import Message

NAME = "many"  # the case with which a contract is tried: several steps, states that are not zero


class Agreement(NamedTuple):
    """What went both ways: what has no effect on the answers, and what is not the reference's."""

    silent: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    failure: str = ""


class Study(NamedTuple):
    """What is known of a file and a contract."""

    submission: Submission
    contract: str
    ours: bool  # one that comes with the harness
    misfit: str | None
    tried: tuple[Tried, ...]
    used: Used | None
    agreement: Agreement | None


def study(path: Path, options: Options, worker: Worker) -> Study:
    """Load a file in a worker, and look at how a contract calls it.

    Raises UnreadableError, UnboundError, UsageError, WorkerError and ProtocolError.
    """
    (contract,) = contract_files(options.contract)
    ours = options.contract in (AUTO, *names())
    submission, loaded = load(worker, read(path, options.main), contract, options)
    observations = Observations(worker, submission, options.seed, Depth.QUICK, loaded.shown, loaded.taken)
    if loaded.misfit is not None:
        case = next(case for case in ordinary(options.seed, Sizes()) if case.name == NAME)
        reply = observations.ask(Message("contract", {}, case.arrays))
        return Study(submission, loaded.contract, ours, loaded.misfit, read_tried(reply), None, None)
    with np.errstate(all="ignore"):
        failure = next((answer.failure for _, answer in observations.answers if answer.failure is not None), None)
        if failure is not None and failure.of_contract:
            raise unusable(contract.name, failure.message)
        agreement = _agreement(observations)
    case = next(case for case in observations.ordinary if case.name == NAME)
    reply = observations.ask(Message("contract", {}, case.arrays))
    return Study(submission, loaded.contract, ours, None, read_tried(reply), read_used(reply), agreement)


def _agreement(observations: Observations) -> Agreement:
    """Send numbers there and back: each array must have an effect, and what returns must be the reference's."""
    case = next(case for case in observations.ordinary if case.name == NAME)
    answer = observations.answer(case)
    if answer.failure is not None:
        line = f" at {observations.submission.where(answer.failure.line)}" if answer.failure.line else ""
        return Agreement(failure=f"{answer.failure.stage} fails{line}: {answer.failure.message}")
    names = [name for name in case.arrays if name not in observations.ignored_states and _judged(name, case)]
    silent = tuple(name for name in names if _same(answer, observations.answer(_moved(case, name))))
    wrong = [
        "predictions" for case, answer in observations.answers
        if not distance(answer.outputs, systems.answer((), case).outputs) < observations.tolerance
    ][:1]  # fmt: skip
    _, errors = worst_errors(observations)
    wrong += [name for name, off in errors.items() if not off < observations.tolerance]
    return Agreement(silent, tuple(wrong))


def _judged(name: str, case: Case) -> bool:
    """Whether an array plays a part: the last layer of a cell's case feeds predictions alone."""
    return not (name.endswith("_v") and "W_v" not in case.gradients)


def _moved(case: Case, name: str) -> Case:
    """Return the case with one array changed: symbols by the next one, numbers by their opposite and a bit."""
    array = np.asarray(case.arrays[name])
    other = np.roll(array, 1, axis=1) if name in ("inputs", "targets") else 0.1 - array
    return case.having(f"{case.name}, another {name}", **{name: other})


def _same(one: Answer, other: Answer) -> bool:
    pairs = [
        (one.outputs, other.outputs),
        *((one.gradients[name], other.gradients.get(name)) for name in one.gradients),
    ]
    return all(left is None or (right is not None and np.array_equal(left, right)) for left, right in pairs)
