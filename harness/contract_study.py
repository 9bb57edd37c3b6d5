"""What a contract makes of a file: which functions it calls, with what, and whether numbers come through both ways."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from harness.answers import Answer, distance
from harness.cases import Case, Sizes, ordinary
from harness.client import Worker
from harness.contract_files import contract_files
from harness.diagnosis import systems
from harness.errors import WorkerError
from harness.expectation import worst_errors
from harness.launching import Depth, Options
from harness.observations import Observations
from harness.opening import load
from harness.replies import said
from harness.submissions.formats import read
from harness.submissions.submission import Submission
from harness.wire import Message

NAME = "many"  # the case with which a contract is tried: several steps, states that are not zero


@dataclass(frozen=True)
class Tried:
    """One of our contracts: the functions that it found by role or why not, and how far it came (0 to 3)."""

    name: str
    functions: Mapping[str, str]
    lookup: str
    reached: int


@dataclass(frozen=True)
class Call:
    """A call of one function: what its arguments get, positional and by name; a number is a result of forward."""

    role: str
    function: str
    line: int | None
    names: tuple[str, ...]
    places: tuple[str | int, ...]
    keywords: Mapping[str, str]


@dataclass(frozen=True)
class Used:
    """How a contract that binds by names calls a submission."""

    owner: str
    functions: Mapping[str, str]
    calls: tuple[Call, ...]
    form: Mapping[str, str]  # the submission's names of the parameters by ours; empty: a tuple
    order: tuple[str, ...]
    globals: Mapping[str, str]
    layout: Mapping[str, str]  # inputs, targets, states, biases
    turned: bool
    gates: str  # their order, in arrays that hold them all


@dataclass(frozen=True)
class Agreement:
    """What went both ways: what has no effect on the answers, and what is not the reference's."""

    silent: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    failure: str = ""


@dataclass(frozen=True)
class Study:
    """What is known of a file and a contract."""

    submission: Submission
    contract: str
    misfit: str | None
    tried: tuple[Tried, ...]
    used: Used | None
    agreement: Agreement | None


def study(path: Path, options: Options, worker: Worker) -> Study:
    """Load a file in a worker, and look at how a contract calls it.

    Raises UnreadableError, UnboundError, UsageError, WorkerError and ProtocolError.
    """
    (contract,) = contract_files(options.contract)
    submission, loaded = load(worker, read(path, options.main), contract, options)
    observations = Observations(worker, submission, options.seed, Depth.QUICK, loaded.shown, loaded.taken)
    if loaded.misfit is not None:
        case = next(case for case in ordinary(options.seed, Sizes()) if case.name == NAME)
        reply = observations.ask(Message("contract", {}, case.arrays))
        return Study(submission, loaded.contract, loaded.misfit, _tried(reply), None, None)
    with np.errstate(all="ignore"):
        agreement = _agreement(observations)
    case = next(case for case in observations.ordinary if case.name == NAME)
    reply = observations.ask(Message("contract", {}, case.arrays))
    return Study(submission, loaded.contract, None, _tried(reply), _used(reply.fields.get("used")), agreement)


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


# --- the worker's reply ---


def _tried(reply: Message) -> tuple[Tried, ...]:
    items = reply.fields.get("tried")
    found = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    if not found:
        raise WorkerError("The worker did not say which contracts it has tried.")
    return tuple(
        Tried(
            said(item.get("name")),
            _texts(item.get("functions")),
            said(item.get("lookup")),
            _number(item.get("reached")),
        )
        for item in found
    )


def _used(fields: object) -> Used | None:
    if not isinstance(fields, dict) or not fields:
        return None
    calls = fields.get("calls")
    return Used(
        said(fields.get("owner")),
        _texts(fields.get("functions")),
        tuple(_call(item) for item in calls if isinstance(item, dict)) if isinstance(calls, list) else (),
        _texts(fields.get("form")),
        tuple(map(said, _list(fields.get("order")))),
        _texts(fields.get("globals")),
        {name: said(fields.get(name)) for name in ("inputs", "targets", "states", "biases")},
        fields.get("turned") is True,
        said(fields.get("gates")),
    )


def _call(item: Mapping[str, object]) -> Call:
    line = item.get("line")
    return Call(
        said(item.get("role")),
        said(item.get("function")),
        line if isinstance(line, int) else None,
        tuple(map(said, _list(item.get("names")))),
        tuple(place if isinstance(place, int) else said(place) for place in _list(item.get("places"))),
        _texts(item.get("keywords")),
    )


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else []


def _texts(value: object) -> dict[str, str]:
    return {said(key): said(text) for key, text in value.items()} if isinstance(value, dict) else {}


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
