"""Reads what the worker says of contracts into records: how far each came, and how one calls a submission."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple, TypeVar

from harness.contracts._functions import NAMES
from harness.contracts._layouts import Shape, Steps
from harness.contracts._names import GATES
from harness.errors import ProtocolError, WorkerError
from harness.replies import MAX_LINE, said
from harness.wire import Message

ROLES = tuple(NAMES)
Way = TypeVar("Way", bound=StrEnum)


class Tried(NamedTuple):
    """One of our contracts: the functions that it found by role or why not, and how far it came (0 to 3)."""

    name: str
    functions: Mapping[str, str]
    lookup: str
    reached: int


class Call(NamedTuple):
    """A call of one function: what its arguments get, positional and by name; a number is a result of forward."""

    role: str
    function: str
    line: int | None
    names: tuple[str, ...]
    places: tuple[str | int, ...]
    keywords: Mapping[str, str]


class Used(NamedTuple):
    """How a contract that binds by names calls a submission.  Every text is the submission's own, and only data."""

    owner: str
    functions: Mapping[str, str]
    calls: tuple[Call, ...]
    form: Mapping[str, str]  # the submission's names of the parameters by ours; empty: a tuple
    order: tuple[str, ...]
    globals: Mapping[str, str]
    inputs: Steps
    targets: Steps
    states: Shape
    biases: Shape
    turned: bool
    gates: str  # their order, in arrays that hold them all
    gate_axes: tuple[int, int] | None  # the axis that such arrays have for the gates, of weights and of biases


def read_tried(reply: Message) -> tuple[Tried, ...]:
    """Return the contracts that were tried; raises WorkerError where the reply names none."""
    found = [item for item in _list(reply.fields.get("tried")) if isinstance(item, dict)]
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


def read_used(reply: Message) -> Used | None:
    """Return how the submission is called, None where the contract does not bind by names.

    Raises ProtocolError where a role, a layout or the order of the gates is none that there is.
    """
    fields = reply.fields.get("used")
    if not isinstance(fields, dict) or not fields:
        return None
    gates = said(fields.get("gates"))
    if sorted(gates) != sorted(GATES):
        raise _unknown("order of the gates", gates)
    return Used(
        owner=said(fields.get("owner")),
        functions={_role(role): name for role, name in _texts(fields.get("functions")).items()},
        calls=tuple(_call(item) for item in _list(fields.get("calls")) if isinstance(item, dict)),
        form=_texts(fields.get("form")),
        order=tuple(map(said, _list(fields.get("order")))),
        globals=_texts(fields.get("globals")),
        inputs=_way(Steps, "form of the inputs", fields.get("inputs")),
        targets=_way(Steps, "form of the targets", fields.get("targets")),
        states=_way(Shape, "shape of the states", fields.get("states")),
        biases=_way(Shape, "shape of the biases", fields.get("biases")),
        turned=fields.get("turned") is True,
        gates=gates,
        gate_axes=_axes(fields.get("gate_axes")),
    )


def _axes(value: object) -> tuple[int, int] | None:
    match value:
        case None:
            return None
        case [int() as weights, int() as biases] if {weights, biases} <= {0, 1, 2}:
            return weights, biases
    raise _unknown("axis of the gates", said(value))


def _call(item: Mapping[str, object]) -> Call:
    line = item.get("line")
    return Call(
        _role(said(item.get("role"))),
        said(item.get("function")),
        line if isinstance(line, int) and 0 < line < MAX_LINE else None,
        tuple(map(said, _list(item.get("names")))),
        tuple(place if isinstance(place, int) else said(place) for place in _list(item.get("places"))),
        _texts(item.get("keywords")),
    )


def _role(text: str) -> str:
    if text not in ROLES:
        raise _unknown("role of a function", text)
    return text


def _way(kind: type[Way], what: str, value: object) -> Way:
    for one in kind:
        if one.value == value:
            return one
    raise _unknown(what, said(value))


def _unknown(what: str, found: str) -> ProtocolError:
    return ProtocolError(
        f"The worker told of a {what} that does not exist: {found!r}; the submission can have forged it."
    )


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else []


def _texts(value: object) -> dict[str, str]:
    return {said(key): said(text) for key, text in value.items()} if isinstance(value, dict) else {}


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
