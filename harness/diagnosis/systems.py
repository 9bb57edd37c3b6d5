"""The reference with a set of bugs, run on a case like a submission."""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from threading import RLock
from typing import TypeAlias, TypeVar, cast

import numpy as np

from harness.answers import Answer, Failure, distance
from harness.cases import HIDDEN, VOCABULARY, Case
from harness.cell_cases import EVERY_GRADIENT
from harness.diagnosis.schema import schema
from harness.layout import permuted, restored
from reference.activations import softmax
from reference.arrays import PARAMETER_NAMES, Array
from reference.language_model import backward, forward
from reference.lstm import lstm_backward, lstm_forward

# Functions whose change alters what forward computes.
FORWARD_FUNCTIONS = frozenset({"forward", "lstm_forward", "softmax", "sigmoid"})
# What the cell alone runs.
CELL_FUNCTIONS = frozenset({"lstm_forward", "lstm_backward", "sigmoid", "sigmoid_derivative", "tanh_derivative"})
OUTPUTS, HIDDEN_STATES = 8, 6  # places in what forward returns
# Answers and forward passes that are kept: those of a few systems on all cases of one submission.
KEPT = 256
# Gradients of what searches tried on cases of the usual sizes, 4 kB each: the next submission's begins with the same.
KEPT_TRIED = 4096
Kept = TypeVar("Kept")
TEXTBOOK: Mapping[str, Callable[..., object]] = {
    "forward": forward,
    "backward": backward,
    "lstm_forward": lstm_forward,
    "lstm_backward": lstm_backward,
}
Cache = list[list[Array]]  # what forward returns: z, f, i, g, C, o, h, v, ŷ
# The schema has one set of switches: whoever sets them runs before anybody else may.
_lock = RLock()
# The case is kept with its id, which another case could take over once it is gone.
Table: TypeAlias = OrderedDict[tuple[frozenset[str], int], tuple[Case, Kept]]
_forwards: Table[tuple[Case, Cache]] = OrderedDict()
_answers: Table[Answer] = OrderedDict()
_tried: Table[Mapping[str, Array]] = OrderedDict()


@cache
def is_forward(mutant_id: str) -> bool:
    """Whether the mutant changes a line of the forward pass."""
    return bool(schema().functions[mutant_id] & FORWARD_FUNCTIONS)


def bearing(*, cell: bool) -> tuple[str, ...]:
    """Return the mutants that can change a number of the language model, or of the cell alone."""
    functions = schema().functions
    return tuple(bug for bug in schema().settings if not cell or functions[bug] & CELL_FUNCTIONS)


def answer(bugs: Iterable[str], case: Case) -> Answer:
    """Return what the reference with these `bugs` computes: outputs, states, loss and gradients, or its exception."""
    return _kept(_answers, frozenset(bugs), case, _answer)


def _answer(ids: frozenset[str], case: Case) -> Answer:
    with np.errstate(all="ignore"):
        try:
            asked, cache = _forward(ids, case)
        except (ValueError, IndexError, TypeError) as error:
            return Answer(failure=Failure("forward", type(error).__name__, str(error)))
        seen = Answer(outputs=_outputs(cache), h=_stack(cache[6]), C=_stack(cache[4]))
        if case.cell:
            seen = replace(seen, predictions=_predictions(cache, case))
        try:
            loss, gradients = _backward(ids, asked, cache)
        except (ValueError, IndexError, TypeError) as error:
            return replace(seen, failure=Failure("backward", type(error).__name__, str(error)))
    known = None if loss is None else complex(loss)
    return replace(seen, loss=known, gradients=gradients if asked is case else restored(gradients))


def stacks_input_first(bugs: Iterable[str], case: Case) -> bool:
    """Whether the z of the reference with these bugs is [x; h]."""
    with _lock, np.errstate(all="ignore"):
        return _forward(frozenset(bugs), case)[0] is not case


def tried(bugs: frozenset[str], case: Case) -> Mapping[str, Array]:
    """Return what `gradients` does, and keep it: in a class the same sets are tried for every submission."""
    usual = (case.H, case.V) == (HIDDEN, VOCABULARY)
    return _kept(_tried, bugs, case, gradients, KEPT_TRIED) if usual else gradients(bugs, case)


def gradients(bugs: frozenset[str], case: Case) -> Mapping[str, Array]:
    """Return only the gradients of `answer`, faster; an empty mapping where the system raises."""
    with _lock, np.errstate(all="ignore"):
        try:
            asked, cache = _forward(bugs, case)
            found = _backward(bugs, asked, cache, loss=False)[1]
        except (ValueError, IndexError, TypeError):
            return {}
    return found if asked is case else restored(found)


def outputs(bugs: frozenset[str], case: Case) -> Array | None:
    """Return only the predictions of `answer`, faster; None where forward raises."""
    with _lock, np.errstate(all="ignore"):
        try:
            return _outputs(_forward(bugs, case)[1])
        except (ValueError, IndexError, TypeError):
            return None


def _outputs(cache: Cache) -> Array:
    """Return the predictions; those of the cell alone are its hidden states."""
    return np.stack(cache[OUTPUTS] if len(cache) > OUTPUTS else cache[HIDDEN_STATES][1:])


def _predictions(cache: Cache, case: Case) -> Array:
    """Return what a last layer predicts from a cell's hidden states."""
    W_v, b_v = (np.asarray(case.arrays[name]) for name in ("W_v", "b_v"))
    return np.stack([softmax(W_v @ h_t + b_v) for h_t in cache[HIDDEN_STATES][1:]])


def _backward(
    ids: frozenset[str], case: Case, cache: Cache, *, loss: bool = True
) -> tuple[Array | None, dict[str, Array]]:
    if case.cell:
        return None, _cell_gradients(ids, case, cache)
    result = _function("backward", ids, loss=loss)(*cache, case.arrays["targets"], case.parameters)
    total, found = cast("tuple[Array, tuple[Array, ...]]", result)
    return total, dict(zip(PARAMETER_NAMES, found, strict=True))


def _cell_gradients(ids: frozenset[str], case: Case, cache: Cache) -> dict[str, Array]:
    result = _function("lstm_backward", ids)(case.arrays["dh"], *cache, case.parameters)
    of_parameters, dx, dh0, dC0 = cast("tuple[tuple[Array, ...], list[Array], Array, Array]", result)
    named = dict(zip(EVERY_GRADIENT, (*of_parameters, np.stack(dx), dh0, dC0), strict=True))
    return {name: named[name] for name in case.gradients}


def _forward(ids: frozenset[str], case: Case) -> tuple[Case, Cache]:
    """Run forward, once for each case and set of forward bugs; returns the case in the layout of this system's z."""
    return _kept(_forwards, frozenset(filter(is_forward, ids)), case, _run_in_order)


def _run_in_order(forward_ids: frozenset[str], case: Case) -> tuple[Case, Cache]:
    cache = _run_forward(forward_ids, case)
    if np.array_equal(cache[0][0][: case.H], case.arrays["h0"]):
        return case, cache
    asked = permuted(case)
    return asked, _run_forward(forward_ids, asked)


def _kept(
    table: Table[Kept],
    ids: frozenset[str],
    case: Case,
    compute: Callable[[frozenset[str], Case], Kept],
    most: int = KEPT,
) -> Kept:
    """Return what is computed of a system on a case; what was asked for last is kept."""
    key = (ids, id(case))
    with _lock:
        if key not in table:
            table[key] = (case, compute(ids, case))
            while len(table) > most:
                table.popitem(last=False)
        table.move_to_end(key)
        return table[key][1]


def _run_forward(ids: frozenset[str], case: Case) -> Cache:
    arrays = case.arrays
    name, inputs = ("lstm_forward", "x") if case.cell else ("forward", "inputs")
    result = _function(name, ids)(arrays[inputs], arrays["h0"], arrays["C0"], case.parameters)
    return cast("Cache", list(cast("tuple[object, ...]", result)))


def _function(name: str, ids: frozenset[str], *, loss: bool = True) -> Callable[..., object]:
    """Return a function of the reference with these bugs; without any, the catalogue need not even be loaded."""
    if not ids:
        return TEXTBOOK[name]
    program = schema()
    program.select(ids)
    return program.function(name, loss=loss)


def _stack(states: list[Array]) -> Array:
    """Stack T+1 states; an initial state of another shape is broadcast to the later ones'."""
    return np.stack([np.broadcast_to(state, states[-1].shape) for state in states])


def sizes_in(message: str) -> tuple[int, ...]:
    """Return the sizes that an exception about shapes names, whatever operation raised it."""
    return tuple(sorted({int(number) for number in re.findall(r"(?<![\w.])\d+(?=[,)\s]|$)", message)} - {0, 1, 2, 3}))


def same_gradients(found: Answer, right: Answer, tolerance: float) -> bool:
    """Whether two systems give the same gradients."""
    named = right.gradients.items()
    return bool(named) and all(distance(found.gradients.get(name), value) < tolerance for name, value in named)
