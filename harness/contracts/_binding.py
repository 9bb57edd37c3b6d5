"""Calls a submission's functions: the candidates are tried, the likeliest first, and what has worked is kept."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from types import CodeType, FunctionType
from typing import TypeVar

from harness.contracts import _places
from harness.contracts._arguments import RESULTS, match
from harness.contracts._code import codes, globals_read, returned_names, strings, unpacked, unpacked_order
from harness.contracts._functions import Function, Namespace, Way
from harness.contracts._layouts import LAYOUTS, Arrays, Layout, Steps, Values
from harness.contracts._names import PARAMETERS, SIZES, Form, form_of, role_of
from harness.contracts._results import results_in

Result = TypeVar("Result")

ONE = "loss"  # the role of a function that does both passes
PLAN = "__contract_plan__"  # where a namespace keeps its plan
# What a function raises that is given a tuple for a dictionary, or the other way round, or other keys.
FORM_ERRORS = (TypeError, AttributeError, KeyError, IndexError)
# What it raises that is given other shapes.
TRIAL_ERRORS = (*FORM_ERRORS, ValueError, ArithmeticError, NameError)
# The namespace's own containers of the parameters.
CONTAINERS = ("params", "parameters")
USUAL_FORMS: tuple[Form, ...] = (
    {name: name for name in PARAMETERS},
    {name: name.replace("_", "") for name in PARAMETERS},
)


@dataclass(frozen=True)
class Candidate:
    """One way to call a submission: its functions, the form of its parameters, the layout of the arrays."""

    way: Way
    form: Form
    layout: Layout


@dataclass(frozen=True)
class Reading:
    """What the code of the functions says."""

    forms: tuple[Form, ...]
    orders: Mapping[str, tuple[str, ...]]
    returned: Mapping[str, tuple[str, ...]]
    sizes: tuple[str, ...]  # globals
    containers: tuple[str, ...]  # globals that hold the parameters, and are replaced
    globals_form: Form
    objects: tuple[object, ...]  # that hold the parameters, and are filled: globals, and defaults of functions
    foreign: tuple[str, ...]  # names that may be parameters', where none is known


@dataclass
class Plan:
    """How to call a submission, worked out once; `candidates[0]` is in use."""

    functions: Mapping[str, Function]
    candidates: list[Candidate]
    readings: dict[int, Reading] = field(default_factory=dict)
    arguments: dict[tuple[int, str, int], tuple[list[str | int], dict[str, str]]] = field(default_factory=dict)
    steps: int = 0  # the most of a case that has run with candidates[0]
    hopeless: set[tuple[int, ...]] = field(default_factory=set)  # sizes with which none has worked
    targets: Steps | None = None  # the form of the targets that backward has run with
    doubled: bool = False  # in-place updates were seen to be proportional to the learning rate


@dataclass
class Ran:
    """What forward returned, and what it ran with: backward needs the same."""

    candidate: Candidate
    functions: Mapping[str, Function]
    instance: object
    items: list[object]
    layout: Layout  # of the parameters, as they stand in the submission
    places: _places.Places
    before: Arrays  # the parameters, where the submission holds them
    rated: bool = False  # the learning rate is known to be 1


def plan_for(namespace: Namespace, found: Sequence[Way]) -> Plan:
    """Return the namespace's plan, made anew where its functions have changed."""
    plan = namespace.get(PLAN)
    functions = found[0].functions
    if isinstance(plan, Plan) and [*map(id, plan.functions.values())] == [*map(id, functions.values())]:
        return plan
    plan = Plan(functions, [])
    plan.candidates = [
        Candidate(way, form, layout)
        for way in found
        for layout, form in product(LAYOUTS, reading_of(namespace, plan, way).forms)
    ]
    namespace[PLAN] = plan
    return plan


def in_use(namespace: Namespace) -> Way | None:
    """Return the functions that have been called, if any."""
    plan = namespace.get(PLAN)
    return plan.candidates[0].way if isinstance(plan, Plan) and plan.steps else None


def reading_of(namespace: Namespace, plan: Plan, way: Way) -> Reading:
    """Return what the code of these functions says, looked up once."""
    key = id(way)
    if key not in plan.readings:
        plan.readings[key] = _read(namespace, way)
    return plan.readings[key]


def _read(namespace: Namespace, way: Way) -> Reading:
    own = {role: list(codes(function, namespace, way.owner)) for role, function in way.functions.items()}
    orders = {role: next(filter(None, map(unpacked_order, found)), None) for role, found in own.items()}
    read = list(dict.fromkeys(name for found in own.values() for code in found for name in globals_read(code)))
    sizes = [name for name, value in namespace.items() if type(value) is int] + read
    containers = [name for name in CONTAINERS if isinstance(namespace.get(name), tuple | list | dict)]
    containers += [name for name in CONTAINERS if name in read and name not in namespace]
    values = {role: [value for code in found for value in code.co_consts] for role, found in own.items()}
    return Reading(
        tuple(_forms(namespace, [*values.values()], unpacks=any(orders.values()))),
        {role: order or PARAMETERS for role, order in orders.items()},
        {role: returned_names(function) for role, function in way.functions.items()},
        tuple(dict.fromkeys(name for name in sizes if role_of(name, SIZES))),
        tuple(containers),
        form_of(name for name in read if not callable(namespace.get(name))) or {},
        tuple(_objects(namespace, read)),
        _foreign(own, values),
    )


def _objects(namespace: Namespace, read: Sequence[str]) -> Iterator[object]:
    """Yield the objects and dictionaries that the functions read, or have as the default of their parameters."""
    for name in read:
        value = namespace.get(name)
        if isinstance(value, dict) or _places.attributes(value):
            yield value
    for value in list(namespace.values()):
        if isinstance(value, FunctionType):
            yield from (one for one in value.__defaults__ or () if isinstance(one, dict) or _places.attributes(one))


def _foreign(own: Mapping[str, Sequence[CodeType]], values: Mapping[str, Sequence[object]]) -> tuple[str, ...]:
    """Return the ten names into which parameters are unpacked, or the strings in the code, if they are no known names."""
    first = next(iter(own), "")
    names = next(filter(None, map(unpacked, own.get(first, ()))), None)
    if names is not None:
        return () if any(map(unpacked_order, own[first])) else names
    keys = list(strings(values.get(first, ())))
    return () if form_of(keys) else tuple(keys)


def _forms(namespace: Namespace, values: Sequence[Sequence[object]], *, unpacks: bool) -> Iterator[Form]:
    """Yield the forms that the parameters may have, the likeliest first."""
    functions = [value for value in namespace.values() if isinstance(value, FunctionType)]
    functions += [one for cls in namespace.values() if isinstance(cls, type) for one in vars(cls).values()
                  if isinstance(one, FunctionType)]  # fmt: skip
    module = [value for value in namespace.values() if isinstance(value, str | list | tuple | dict)]
    module += [value for function in functions for code in codes(function, {}) for value in code.co_consts]
    first = form_of(strings(values[0]))
    both = form_of(strings([value for group in values for value in group]))
    everything = form_of(strings([*(value for group in values for value in group), *module]))
    likely = [first, {}, both] if unpacks else [first, both, everything, {}]
    seen: list[Form] = []
    for form in (*likely, everything, *USUAL_FORMS):
        if form is not None and form not in seen:
            seen.append(form)
            yield form


def forward(
    namespace: Namespace, plan: Plan, case: Arrays, read: Callable[[Ran], Result], role: str = "forward"
) -> tuple[Result, Ran]:
    """Run forward, or a function that does both passes, and `read` what it returned: until one candidate has worked, each in turn.

    Raises what the likeliest candidate raises where none serves.
    """
    T = len(case["inputs"])
    proven = plan.steps >= min(T, 2)  # one step tells batch first from rows only where there are two
    if proven or case["W_f"].shape in plan.hopeless:
        ran = _run(namespace, plan, plan.candidates[0], case, role)
        return read(ran), ran
    first: BaseException | None = None
    for candidate in plan.candidates:
        try:
            ran = _run(namespace, plan, candidate, case, role)
            found = read(ran)
        except TRIAL_ERRORS as error:
            first = first or error
            continue
        plan.candidates = [candidate, *(other for other in plan.candidates if other is not candidate)]
        plan.steps, plan.targets = T, None
        return found, ran
    plan.hopeless.add(case["W_f"].shape)
    raise first or RuntimeError("no way to call it")


def _run(namespace: Namespace, plan: Plan, candidate: Candidate, case: Arrays, role: str) -> Ran:
    """Call the function of a role one way, with the parameters where it looks for them."""
    reading = reading_of(namespace, plan, candidate.way)
    order = reading.orders.get(role, PARAMETERS)
    values = Values(case, candidate.form, candidate.layout, order, candidate.layout.steps)
    ran = _prepared(namespace, reading, candidate, values)
    returned = call(ran, plan, role, values, ())
    ran.items = results_in(returned)
    return ran


def _prepared(namespace: Namespace, reading: Reading, candidate: Candidate, values: Values) -> Ran:
    """Set the globals, or make the instance, that hold what the functions read."""
    way, layout = candidate.way, candidate.layout
    _places.set_sizes(namespace, values, reading.sizes)
    namespace.update({name: values.of("p") for name in reading.containers})
    places: _places.Places = {}
    instance = None
    if way.owner is not None:
        instance = _places.made(way.owner, values)
        places = _places.places_in(instance)
    elif reading.globals_form:
        places = {part: _places.Place(namespace, key) for part, key in reading.globals_form.items()}
    else:
        places = _places.places_in(*reading.objects)
    layout = _places.layout_of(places, layout)
    _places.fill(places, values.case, layout)
    rated = _places.set_rate(_places.attributes(instance), 1.0)
    return Ran(candidate, way.of(instance), instance, [], layout, places, _places.snapshot(places), rated)


def call(ran: Ran, plan: Plan, role: str, values: Values, results: Sequence[object]) -> object:
    """Call the function of this role with what it takes."""
    key = (id(ran.candidate.way), role, len(results))
    if key not in plan.arguments:
        names = plan.readings[key[0]].returned.get("forward", ())
        names = names if len(names) == len(results) else ()
        plan.arguments[key] = match(ran.functions[role], role, len(results), names, held=ran.instance is not None)
    places, keywords = plan.arguments[key]
    ran.rated = ran.rated or "rate" in (*places, *keywords.values())
    given = [values.of(p) if isinstance(p, str) else list(results) if p == RESULTS else results[p] for p in places]
    return ran.functions[role](*given, **{name: values.of(given_as) for name, given_as in keywords.items()})


def backward(
    namespace: Namespace, plan: Plan, case: Arrays, ran: Ran, read: Callable[[object, Ran, Sequence[str]], Result]
) -> Result:
    """Run backward on what forward returned, and `read` the result: at first with every form of parameters and targets.

    Raises what the likeliest raises where none serves.
    """
    reading = reading_of(namespace, plan, ran.candidate.way)
    order = reading.orders.get("backward", PARAMETERS)
    first: Exception | None = None
    for form, targets in _backward_trials(plan, ran):
        candidate = replace(ran.candidate, form=form)
        values = Values(case, form, ran.candidate.layout, order, targets)
        if first is not None:
            namespace.update({name: values.of("p") for name in reading.containers})
        try:
            found = read(call(ran, plan, "backward", values, ran.items), ran, order)
        except FORM_ERRORS as error:
            if plan.targets is not None:
                raise
            first = first or error
            continue
        plan.targets = targets
        if form != ran.candidate.form:
            same = [other for other in plan.candidates if other == candidate]
            plan.candidates = [*same, *(other for other in plan.candidates if other not in same)]
            plan.steps = 0
        return found
    raise first or RuntimeError("no form of the parameters to try")


def _backward_trials(plan: Plan, ran: Ran) -> Iterator[tuple[Form, Steps]]:
    if plan.targets is not None:
        yield ran.candidate.form, plan.targets
        return
    reading = plan.readings[id(ran.candidate.way)]
    forms = [ran.candidate.form, *(form for form in reading.forms if form != ran.candidate.form)]
    steps = ran.candidate.layout.steps
    other = Steps.BATCH_INDICES if ran.candidate.layout.batch_first else Steps.INDICES
    for form in forms:
        yield form, steps
        if other is not steps:
            yield form, other

