"""How a submission is called: what may be tried, what has worked, what forward ran with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from harness.contracts import _places
from harness.contracts._code import MADE_BY
from harness.contracts._functions import Function, Namespace, Way, written
from harness.contracts._layouts import Arrays, Layout, Steps, Values
from harness.contracts._names import FUSED, Form
from harness.contracts._reading import Reading, read_again

Readings = dict[int, Reading]  # by the id of a way

ONE = "loss"  # the role of a function that does both passes
PLAN = "__contract_plan__"  # where a namespace keeps its plan
GATE_ORDER = "__contract_gates__"  # the order of the gates in arrays that hold them all, once it is known
GATE_AXES = "__contract_gate_axes__"  # the axes that such arrays have for the gates, or None, once that is known
STANDING = "__contract_standing__"  # the axes that they may have as the submission's own arrays stand, looked at once
GUESSED = "__contract_guessed__"  # that it is only the likeliest: what the gates do does not tell it
STATE_ORDER = "__contract_states__"  # whether C comes first where both states are one tuple, once it is known
READING = "__contract_reading__"  # what backward's arguments get, once that is known; None where it is the likeliest
LAYOUT = "__contract_layout__"  # the one layout under which both passes are right; None where the likeliest stays
TIMED = "__contract_timed__"  # the form of the inputs in which something goes from step to step, where that was asked
BOUND = "__contract_bound__"  # and the names that it had before any case was put in
SUPPLIED = "__contract_supplied__"  # names of parameters that nothing had bound: what stands there is as we take it

BATCH_AXES = {Steps.BATCH: 0, Steps.BATCH_INDICES: 0, Steps.ROWS: 1, Steps.COLUMNS: 2}


def forget(namespace: Namespace) -> None:
    """Forget what calling one contract's functions has found out: another one's are called in their own way."""
    for made in (PLAN, GATE_ORDER, GATE_AXES, GUESSED, STATE_ORDER, READING, LAYOUT, TIMED):
        namespace.pop(made, None)


class Candidate(NamedTuple):
    """One way to call a submission: its functions, the form of its parameters, the layout of the arrays."""

    way: Way
    form: Form
    layout: Layout


class Call(NamedTuple):
    """What a function is given, worked out once."""

    places: tuple[str | int, ...]  # by position a role, or a place among the results of forward
    keywords: Mapping[str, str]  # by keyword a role
    given: tuple[str, ...]  # all of these
    rated: bool  # a learning rate is among them
    whole: bool  # the parameters are, as one argument
    single: bool  # or one by one


@dataclass
class Plan:
    """How to call a submission, worked out once; `candidates[0]` is in use."""

    ways: tuple[Way, ...]
    candidates: list[Candidate]
    readings: Readings = field(default_factory=dict)
    arguments: dict[tuple[int, str, int], Call] = field(default_factory=dict)
    steps: int = 0  # the most of a case that has run with candidates[0]
    hopeless: set[tuple[int, ...]] = field(default_factory=set)  # sizes with which none has worked
    targets: Steps | None = None  # the form of the targets that backward has run with
    alone: bool = False  # backward was seen to return a loss that can be read without the gradients
    apart: bool = False  # the passes give a loss of their own, whatever function of that name stands beside them
    loss_form: tuple[Steps, bool] | None = None  # how such a function has run: the form of the targets, who comes first
    cell_first: bool = False  # in a tuple of both states
    # What the functions are given, by role, where a contract file says so.
    told: Mapping[str, tuple[list[str | int], dict[str, str]]] = field(default_factory=dict)

    def prefer(self, candidate: Candidate) -> None:
        """Put a candidate first."""
        self.candidates = [candidate, *(other for other in self.candidates if other is not candidate)]

    def settle(self, candidate: Candidate, steps: int) -> None:
        """Use a candidate that has run so many steps."""
        self.prefer(candidate)
        self.steps, self.targets = steps, None


def current(namespace: Namespace) -> Plan | None:
    """Return the namespace's plan, unless its functions have changed since."""
    plan = namespace.get(PLAN)
    return plan if isinstance(plan, Plan) and all(_is_there(namespace, way) for way in plan.ways) else None


def _is_there(namespace: Namespace, way: Way) -> bool:
    if way.owner is not None:
        return namespace.get(way.owner.__name__) is vars(way.owner).get(MADE_BY, way.owner)
    return all(namespace.get(name) is way.functions[role] for role, name in way.names.items())


def readings_of(namespace: Namespace, found: Sequence[Way]) -> Readings:
    """Return the readings of functions that are defined again from the same lines, as when their values are noted."""
    before = namespace.get(PLAN)
    if not isinstance(before, Plan):
        return {}
    known = {written(way): before.readings[id(way)] for way in before.ways if id(way) in before.readings}
    return {id(way): read_again(known[place], namespace, way) for way in found if (place := written(way)) in known}


def known_axes(namespace: Namespace) -> tuple[int, int] | None:
    """Return the axes that arrays of all gates have for these; None where they have none, or it is not known."""
    standing = namespace.get(STANDING)
    axes = standing[0] if isinstance(standing, list) and axes_stand(namespace) else namespace.get(GATE_AXES)
    return axes if isinstance(axes, tuple) else None


def axes_stand(namespace: Namespace) -> bool:
    """Whether the submission's own arrays tell the axes that they have for the gates, or that they have none."""
    standing = namespace.get(STANDING)
    return isinstance(standing, list) and len(standing) == 1


def in_use(namespace: Namespace) -> Way | None:
    """Return the functions that have been called, if any."""
    plan = namespace.get(PLAN)
    return plan.candidates[0].way if isinstance(plan, Plan) and plan.steps else None


def batch_axis(namespace: Namespace) -> int | None:
    """Return the axis of the inputs that counts sequences, as the functions in use are called; None where none does."""
    plan = namespace.get(PLAN)
    return BATCH_AXES.get(plan.candidates[0].layout.steps) if isinstance(plan, Plan) and plan.candidates else None


def proven(plan: Plan, case: Arrays) -> bool:
    """Whether the first candidate has run a case of so many steps; one tells batch first from rows only with two."""
    return plan.steps >= min(len(case["inputs"]), 2)


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
    proven: bool = False  # so many steps have run this way before
    given: bool = False  # the parameters are those of the case
    parts: tuple[str, ...] = ()  # the parameters that come one by one, or in a tuple

    @property
    def fused(self) -> bool:
        """Whether some array holds the parameters of all gates."""
        return any(FUSED in part for part in (*self.places, *self.candidate.form, *self.parts))
