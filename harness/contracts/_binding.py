"""Calls a submission's functions: the candidates are tried, the likeliest first, and what has worked is kept."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import product
from operator import itemgetter
from typing import TypeVar

from harness.contracts import _instances, _places
from harness.contracts._calls import call
from harness.contracts._code import line_of
from harness.contracts._functions import Namespace, Way
from harness.contracts._holders import attributes
from harness.contracts._layouts import LAYOUTS, Arrays, Layout, Steps, Values
from harness.contracts._names import GATES, PARAMETERS, Form
from harness.contracts._other_layouts import carries
from harness.contracts._plan import (
    BOUND,
    GATE_ORDER,
    LAYOUT,
    PLAN,
    READING,
    STANDING,
    STATE_ORDER,
    SUPPLIED,
    TIMED,
    Candidate,
    Plan,
    Ran,
    Readings,
    axes_stand,
    current,
    known_axes,
    proven,
    readings_of,
)
from harness.contracts._reading import Reading, read_code
from harness.contracts._results import results_in

Result = TypeVar("Result")

# What a function raises that is given a tuple for a dictionary, or the other way round, or other keys.
FORM_ERRORS = (TypeError, AttributeError, KeyError, IndexError)
# What it raises that is given other shapes.
SHAPE_ERRORS = (*FORM_ERRORS, ValueError)
TRIAL_ERRORS = (*SHAPE_ERRORS, ArithmeticError, NameError, AssertionError, NotImplementedError)


def plan_for(namespace: Namespace, found: Sequence[Way], readings: Readings | None = None) -> Plan:
    """Return the namespace's plan for these functions, made anew where they have changed.

    `readings` are what their code is known to say.
    """
    plan = current(namespace)
    if plan is not None and ("forward" in plan.told or [*plan.ways] == [*found]):
        return plan
    readings = readings_of(namespace, found) if readings is None else readings
    plan = Plan(tuple(found), [], readings, cell_first=namespace.get(STATE_ORDER) is True)
    gates = str(namespace.get(GATE_ORDER, GATES))
    axes = known_axes(namespace)
    layouts = [known] if isinstance(known := namespace.get(LAYOUT), Layout) else LAYOUTS
    layouts = sorted(layouts, key=lambda layout: TIMED in namespace and layout.steps != namespace[TIMED])
    plan.candidates = [
        Candidate(way, form, layout._replace(gates=gates, gate_axes=axes))
        for way in found
        for layout, form in product(layouts, reading_of(namespace, plan, way).forms)
    ]
    reading = namespace.get(READING)
    if isinstance(reading, list):
        plan.told = {"backward": (reading, {})}
    namespace[PLAN] = plan
    return plan


def reading_of(namespace: Namespace, plan: Plan, way: Way) -> Reading:
    """Return what the code of these functions says, looked up once."""
    key = id(way)
    if key not in plan.readings:
        plan.readings[key] = read_code(namespace, way)
    return plan.readings[key]


def forward(
    namespace: Namespace, plan: Plan, case: Arrays, read: Callable[[Ran], Result], role: str = "forward"
) -> tuple[Result, Ran]:
    """Run forward, or a function that does both passes, and `read` what it returned: each candidate until one works.

    Raises what the candidate raises that came furthest, where none serves.
    """
    T = len(case["inputs"])
    if proven(plan, case) or _sizes(case) in plan.hopeless:
        ran = _run(namespace, plan, plan.candidates[0], case, role)
        ran.proven = proven(plan, case)
        return _read(ran, read), ran
    failures: list[tuple[int, Exception]] = []
    unread: BaseException | None = None
    ran_first: Candidate | None = None
    doubtful: Candidate | None = None

    def again(candidate: Candidate, moved: Arrays) -> Result:
        return _read(_run(namespace, plan, candidate, moved, role), read)

    for candidate in plan.candidates:
        try:
            ran = _run(namespace, plan, candidate, case, role)
        except TRIAL_ERRORS as error:
            failures.append((line_of(error, candidate.way.functions[role]), error))
            continue
        try:
            found = _read(ran, read)
        except TRIAL_ERRORS as error:
            ran_first = ran_first or candidate
            unread = unread or error
            continue
        if namespace.get(TIMED) == candidate.layout.steps or not (doubtful or candidate.layout.batch_first):
            plan.settle(candidate, T)
            return found, ran
        if carries(partial(again, candidate), case):
            doubtful = candidate
            break
        doubtful = doubtful or candidate
    if doubtful:
        # Once more, as the parameters that stand in globals are those of another case now.
        plan.settle(doubtful, T)
        namespace.update({TIMED: doubtful.layout.steps} if T > 1 else {})
        return forward(namespace, plan, case, read, role)
    plan.hopeless.add(_sizes(case))
    # What ran to its end came further than what raised.
    if ran_first is not None:
        plan.prefer(ran_first)
    # The one that came furthest, as a wrong layout fails where it is first used.
    raise unread or max(failures, key=itemgetter(0), default=(0, RuntimeError("no way to call it")))[1]


def _sizes(case: Arrays) -> tuple[int, ...]:
    return (*case["W_f"].shape, case["inputs"].shape[-1])


def _read(ran: Ran, read: Callable[[Ran], Result]) -> Result:
    """Return what was returned, if it was computed with the case's parameters; raises TypeError otherwise."""
    if not ran.given and any(item is not None for item in ran.items):
        raise _instances.not_found(ran.candidate.way.owner)
    return read(ran)


def _run(namespace: Namespace, plan: Plan, candidate: Candidate, case: Arrays, role: str) -> Ran:
    """Call the function of a role one way, with the parameters where it looks for them."""
    reading = reading_of(namespace, plan, candidate.way)
    order = reading.orders.get(role, PARAMETERS)
    values = Values(case, candidate.form, candidate.layout, order, candidate.layout.steps, reading.record)
    ran = _prepared(namespace, reading, candidate, values)
    ran.given = ran.given or bool(ran.places or reading.containers or reading.around)
    try:
        ran.items = results_in(call(ran, plan, role, values, ()))
    except SHAPE_ERRORS as error:
        # With parameters of its own, of other sizes, right code fails too.
        if ran.given or not line_of(error, ran.functions[role]):
            raise
        raise _instances.not_found(candidate.way.owner) from error
    return ran


def _prepared(namespace: Namespace, reading: Reading, candidate: Candidate, values: Values) -> Ran:
    """Set the globals, or make the instance, that hold what the functions read."""
    way = candidate.way
    _instances.set_sizes(namespace, values, reading.sizes)
    for holder, name in [*((namespace, name) for name in reading.containers), *reading.around]:
        holder[name] = values.of("p")
    places: _places.Places = {}
    instance = None
    if way.owner is not None:
        instance = _instances.made(way.owner, values)
        places = _places.places_in(instance)
    elif reading.globals_form:
        places = _places.named(namespace, reading.globals_form)
    else:
        places = _places.places_of_globals(namespace, reading.read, reading.objects)
    # What we have put there ourselves tells nothing of how the submission would have it.
    if BOUND not in namespace:
        namespace[BOUND] = frozenset(namespace)
    layout = _filled(namespace, reading, candidate.layout, places, values.case)
    rated = instance is not None and _instances.set_rate(attributes(instance), 1.0)
    given = way.owner is not None and _instances.given_parameters(way.owner)
    return Ran(
        candidate, values, way.of(instance), instance, [], layout, places, _places.snapshot(places), rated, given
    )


def _filled(namespace: Namespace, reading: Reading, layout: Layout, places: _places.Places, case: Arrays) -> Layout:
    """Put the parameters into their places; returns the layout that they have there."""
    if not (places or reading.containers):
        namespace[SUPPLIED] = ()
        return layout
    bound = known if isinstance(known := namespace[BOUND], frozenset) else frozenset()
    ours = {part for part, place in places.items() if place.holder is namespace and place.key not in bound}
    supplied = [*(places[part].key for part in ours), *(name for name in reading.containers if name not in bound)]
    namespace[SUPPLIED] = tuple(sorted(supplied))
    standing = {part: place for part, place in places.items() if part not in ours}
    # Only the first time: what stands in globals later is what we have put there.
    if STANDING not in namespace:
        namespace[STANDING] = _places.gate_axes(standing)
    layout = layout._replace(gate_axes=known_axes(namespace)) if axes_stand(namespace) else layout
    layout = _places.layout_of(standing, layout)
    _places.fill(places, case, layout)
    return layout


def backward(
    namespace: Namespace, plan: Plan, ran: Ran, read: Callable[[object, Ran, Sequence[str]], Result]
) -> Result:
    """Run backward on what forward returned, and `read` the result: at first with every form of parameters and targets.

    Raises what the likeliest raises where none serves.
    """
    reading = reading_of(namespace, plan, ran.candidate.way)
    order = reading.orders.get("backward", PARAMETERS)
    first: Exception | None = None
    for form, targets in _backward_trials(plan, ran):
        values = ran.values.like(form, order, targets)
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
            candidate = ran.candidate._replace(form=form)
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
