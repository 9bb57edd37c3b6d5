"""`answer`: forward and backward on one case, and what they changed beside returning arrays.

Fields: `repeat` 2 runs a second time on fresh copies ("again." arrays, globals that this second run changed, and
`forward_calls` and `most_calls`: how often its backward called forward, and how often the function that it called
most; None where the submission stopped the counting); `seed` for NumPy's global generator. Reply: "forward." and
"backward." arrays; with a failure the "operand." arrays at hand, forward's where only backward failed, and `supplied`,
the globals that only the contract has given a value. `beside` where a loss function stands beside passes that give a
loss, with its "beside.loss" where it could be called, and the sum "beside.steps" where it could be for each step.
"""

import numpy as np

from harness.contracts._plan import GUESSED, SUPPLIED, batch_axis
from harness.inside.counting import counted
from harness.inside.evaluation import (
    Answer,
    Arrays,
    SubmissionError,
    attempt,
    backward,
    checked,
    copies,
    failed,
    forward,
    observed,
    undisturbed,
)
from harness.inside.program import Namespace, Program
from harness.wire import JSON, Array, Message

# Globals are compared where that is cheap: parameters and tables, not a training set.
MAX_COMPARED = 100_000
COMPLEX = "c"


def run(program: Program, request: Message) -> Message:
    """Return the submission's arrays for the case in `request`."""
    case = dict(request.arrays)
    repeat = request.fields.get("repeat", 1)
    given = copies(case)
    changed_globals: list[str] = []
    calls: dict[str, JSON] = {}
    arrays: Arrays = {}
    beside: Arrays | None = None
    try:
        with undisturbed(program, _seed(request)):
            outputs, cache = observed(program, given)
            # Copied: backward may write into what forward returned.
            arrays = _named("", Answer({name: np.array(value) for name, value in outputs.items()}, {}))
            arrays |= _named("", Answer({}, backward(program, given, cache)))
            if repeat == 2:  # noqa: PLR2004  (twice)
                before = _snapshot(program.namespace)
                again, calls = _counted(program, copies(case))
                arrays |= _named("again.", again)
                changed_globals = _different(before, program.namespace)
                beside = _beside(program, copies(case))
    except SubmissionError as problem:
        # What forward returned before backward failed is worth judging.
        refusal = failed("answer", problem)
        supplied: dict[str, JSON] = {"supplied": [*_supplied(program.namespace)]}
        return Message("answer", {**refusal.fields, **supplied}, {**arrays, **refusal.arrays})
    changed = [name for name, array in case.items() if not _same(array, given[name])]
    real = not any(array.dtype.kind == COMPLEX for array in case.values())
    fields: dict[str, JSON] = {
        "failure": None,
        "changed": changed,
        "globals_changed": changed_globals,
        "guessed_gates": bool(program.namespace.get(GUESSED)),
        "batch_axis": batch_axis(program.namespace),
        "complex": real and any(array.dtype.kind == COMPLEX for array in arrays.values()),
        "beside": beside is not None,
        **calls,
    }
    return Message("answer", fields, {**arrays, **(beside or {})})


def _beside(program: Program, case: Arrays) -> Arrays | None:
    """Return the loss by a function beside passes that give one, of a forward pass of its own.

    Nothing where it could not be called; None where there is no such function.
    """
    ask = program.contract.loss_beside
    try:
        found = attempt(program, "loss", lambda: ask(program.namespace, case)) if ask else None
        return None if found is None else {f"beside.{name}": value for name, value in checked(found).items()}
    except SubmissionError:
        return {}


def _supplied(namespace: Namespace) -> tuple[str, ...]:
    """Return the names that the contract has given values, as nothing that was executed did."""
    names = namespace.get(SUPPLIED)
    return names if isinstance(names, tuple) else ()


def _counted(program: Program, case: Arrays) -> tuple[Answer, dict[str, JSON]]:
    """Run both functions, and count what the submission's backward calls."""
    outputs, cache = forward(program, case)
    outputs = {name: np.array(value) for name, value in outputs.items()}
    with counted(program.filename) as calls:
        gradients = backward(program, case, cache)
    own = attempt(program, "backward", lambda: calls.of(program.contract.find(program.namespace).get("forward")))
    fields: dict[str, JSON] = {"forward_calls": own, "most_calls": calls.most()}
    return Answer(outputs, gradients), fields if calls.watched else dict.fromkeys(fields)


def _seed(request: Message) -> int:
    number = request.fields.get("seed", 0)
    return number if isinstance(number, int) else 0


def _named(prefix: str, answer: Answer) -> Arrays:
    arrays = {f"{prefix}forward.{name}": value for name, value in answer.forward.items()}
    return arrays | {f"{prefix}backward.{name}": value for name, value in answer.backward.items()}


def _same(first: Array, second: Array) -> bool:
    # Bytes, so that a NaN equals itself.
    return first.shape == second.shape and first.dtype == second.dtype and first.tobytes() == second.tobytes()


def _snapshot(namespace: Namespace) -> dict[str, list[bytes]]:
    return {name: parts for name, value in namespace.items() if (parts := _parts(value)) is not None}


def _different(before: dict[str, list[bytes]], namespace: Namespace) -> list[str]:
    return [name for name, parts in before.items() if _parts(namespace.get(name)) != parts]


def _parts(value: object) -> list[bytes] | None:
    """Return the bytes of a number, an array, or a flat container of them; None for anything else."""
    if type(value) is dict:
        value = list(value.values())
    items = list(value) if type(value) in (list, tuple) else [value]  # type: ignore[call-overload]  # is a sequence
    if len(items) > MAX_COMPARED:
        return None
    parts, size = [], 0
    for item in items:
        if type(item) is np.ndarray and item.dtype.kind in "fciub":
            size += item.size
            if size > MAX_COMPARED:
                return None
            parts.append(item.tobytes())
        elif type(item) in (int, float, bool, complex, str):
            parts.append(repr(item).encode("utf-8", "backslashreplace"))
        else:
            return None
    return parts
