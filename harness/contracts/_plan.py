"""How a submission is called: what may be tried, what has worked, what forward ran with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from harness.contracts import _places
from harness.contracts._functions import Function, Namespace, Way
from harness.contracts._layouts import Arrays, Layout, Steps, Values
from harness.contracts._names import FUSED, Form
from harness.contracts._reading import Reading

ONE = "loss"  # the role of a function that does both passes
PLAN = "__contract_plan__"  # where a namespace keeps its plan
GATE_ORDER = "__contract_gates__"  # the order of the gates in arrays that hold them all, once it is known
GUESSED = "__contract_guessed__"  # that it is only the likeliest: what the gates do does not tell it
STATE_ORDER = "__contract_states__"  # whether C comes first where both states are one tuple, once it is known
READING = "__contract_reading__"  # what backward's arguments get, once that is known; None where it is the likeliest
BOUND = "__contract_bound__"  # and the names that it had before any case was put in
SUPPLIED = "__contract_supplied__"  # names of parameters that nothing had bound: what stands there is as we take it


def forget(namespace: Namespace) -> None:
    """Forget what calling one contract's functions has found out: another one's are called in their own way."""
    for made in (PLAN, GATE_ORDER, GUESSED, STATE_ORDER, READING):
        namespace.pop(made, None)


class Candidate(NamedTuple):
    """One way to call a submission: its functions, the form of its parameters, the layout of the arrays."""

    way: Way
    form: Form
    layout: Layout


@dataclass
class Plan:
    """How to call a submission, worked out once; `candidates[0]` is in use."""

    ways: tuple[Way, ...]
    candidates: list[Candidate]
    readings: dict[int, Reading] = field(default_factory=dict)
    arguments: dict[tuple[int, str, int], tuple[list[str | int], dict[str, str]]] = field(default_factory=dict)
    steps: int = 0  # the most of a case that has run with candidates[0]
    hopeless: set[tuple[int, ...]] = field(default_factory=set)  # sizes with which none has worked
    targets: Steps | None = None  # the form of the targets that backward has run with
    alone: bool = False  # backward was seen to return a loss that can be read without the gradients
    cell_first: bool = False  # in a tuple of both states
    # What the functions are given, by role, where a contract file says so.
    told: Mapping[str, tuple[list[str | int], dict[str, str]]] = field(default_factory=dict)

    def prefer(self, candidate: Candidate) -> None:
        """Put a candidate first."""
        self.candidates = [candidate, *(other for other in self.candidates if other is not candidate)]


@dataclass
class Ran:
    """What forward returned, and what it ran with: backward needs the same."""

    candidate: Candidate
    values: Values
    functions: Mapping[str, Function]
    instance: object
    items: list[object]
    layout: Layout  # of the parameters, as they stand in the submission
    places: _places.Places
    before: Arrays  # the parameters, where the submission holds them
    rated: bool = False  # the learning rate is known to be 1
    given: bool = False  # the parameters are those of the case
    parts: tuple[str, ...] = ()  # the parameters that come one by one, or in a tuple

    @property
    def fused(self) -> bool:
        """Whether some array holds the parameters of all gates."""
        return any(FUSED in part for part in (*self.places, *self.candidate.form, *self.parts))
