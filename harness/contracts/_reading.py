"""What the code of a pair of functions says of their parameters: forms, orders, globals, objects that hold them."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from types import CodeType, FunctionType
from typing import NamedTuple

import numpy as np

from harness.contracts._code import (
    attributes_read,
    code_of,
    codes,
    globals_read,
    order_in,
    strings,
    unpacked_order,
    unpackings,
)
from harness.contracts._functions import Namespace, Way
from harness.contracts._holders import Holder, attributes, closure_of
from harness.contracts._initialisers import set_up
from harness.contracts._measures import measures
from harness.contracts._names import ATTRIBUTE, FUSED, PARAMETERS, Form, form_of, role_of, size_of
from harness.contracts._nested import gates_of_records, nested_forms
from harness.contracts._places import Place, places_of_globals
from harness.contracts._returned import returned_names

# The namespace's own containers of the parameters.
CONTAINERS = ("params", "parameters")
# Where a namespace keeps the numbers that stood for lengths of what a missing file holds, by name.
ABSENT = "__contract_absent__"
# The candidate is c̃ and the prediction y in half of the courses.
LETTERS = str.maketrans("gv", "cy")
USUAL_FORMS: tuple[Form, ...] = (
    {name: name for name in PARAMETERS},
    {name: name.replace("_", "") for name in PARAMETERS},
    {name: name.translate(LETTERS).replace("_", "") for name in PARAMETERS},
    {name: name.translate(LETTERS) for name in PARAMETERS},
)


class Reading(NamedTuple):
    """What the code of the functions says."""

    forms: tuple[Form, ...]
    orders: Mapping[str, tuple[str, ...]]
    returned: Mapping[str, tuple[str, ...]]
    sizes: Mapping[str, str]  # globals that are a size, and which
    containers: tuple[str, ...]  # globals that hold the parameters, and are replaced
    globals_form: Form
    around: tuple[tuple[Holder, str], ...]  # such containers of a function around theirs
    objects: tuple[object, ...]  # that hold the parameters, and are filled: globals, defaults, what is around functions
    read: tuple[str, ...]  # globals, in the order of their first use
    foreign: tuple[str, ...]  # names that may be parameters', where none is known
    record: type | None  # the submission's own class of the parameters


def read_code(namespace: Namespace, way: Way) -> Reading:
    """Return what the code of a pair of functions says."""
    own = {role: list(codes(function, namespace, way.owner)) for role, function in way.functions.items()}
    orders = {role: order_in(found) for role, found in own.items()}
    everything = [code for found in own.values() for code in found]
    read = list(dict.fromkeys(name for code in everything for name in globals_read(code)))
    judged = [code for function in way.functions.values() if (code := code_of(function))]
    # Where the code takes its parameters from one tuple, gradients in a tuple or list of their own stand in its order.
    ordered = any(orders.values())
    found = partial(_has_parameters, namespace, read, way, judged, unpacks=ordered)
    set_up(namespace, read, judged, found)
    sizes = [name for name, value in namespace.items() if type(value) is int] + read
    containers = [name for name in CONTAINERS if isinstance(namespace.get(name), tuple | list | dict)]
    containers += [name for name in CONTAINERS if name in read and name not in namespace]
    record = record_of(namespace)
    globals_form = form_of(name for name in read if not _holds_others(namespace.get(name))) or {}
    values = {role: [value for code in found for value in code.co_consts] for role, found in own.items()}
    return Reading(
        tuple(
            _forms(
                namespace,
                [*values.values()],
                [name for code in everything for name in attributes_read(code)],
                record_form(record),
                unpacks=ordered,
            )
        ),
        {role: order or PARAMETERS for role, order in orders.items()},
        {role: returned_names(one, inside=role != "forward" and not ordered) for role, one in way.functions.items()},
        {name: role for name in sizes if (role := size_of(name))}
        | _by_value(namespace, read, everything, globals_form),
        tuple(containers),
        globals_form,
        tuple(_around(way)),
        tuple(_objects(namespace, read, way)),
        tuple(read),
        _foreign(own, values),
        record,
    )


def _has_parameters(
    namespace: Namespace, read: Sequence[str], way: Way, judged: Sequence[CodeType], *, unpacks: bool
) -> bool:
    """Whether functions are given the parameters, or all of them stand as arrays in what they read."""
    containers = [name for name in CONTAINERS if name in read]
    given = [name for code in judged for name in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]]
    if way.owner or form_of(given) or any(role_of(name, ("p",)) for name in given) or (unpacks and not containers):
        return True
    if any(namespace.get(name) for name in containers if isinstance(namespace.get(name), tuple | list | dict)):
        return True
    form = form_of(name for name in read if not _holds_others(namespace.get(name)))
    places = {part: Place(namespace, key) for part, key in form.items()} if form else None
    places = places or places_of_globals(namespace, read, tuple(_objects(namespace, read, way)))
    return bool(places) and all(isinstance(place.value(), np.ndarray) for place in places.values())


def read_again(reading: Reading, namespace: Namespace, way: Way) -> Reading:
    """Return what is said of the same code where it was executed once more: it may have made other objects."""
    objects, around = tuple(_objects(namespace, reading.read, way)), tuple(_around(way))
    return reading._replace(objects=objects, around=around, record=record_of(namespace))


def record_of(namespace: Namespace) -> type | None:
    """Return the submission's own class of the parameters, if it has one."""
    return next((value for value in namespace.values() if isinstance(value, type) and record_form(value)), None)


def record_form(value: object) -> Form | None:
    """Return the form of the parameters where a named tuple or dataclass of the submission's own holds them all."""
    if not isinstance(value, type):
        return None
    form = form_of((*getattr(value, "_fields", ()), *getattr(value, "__dataclass_fields__", ())))
    return None if form is None else {part: f"{ATTRIBUTE}{field}" for part, field in form.items()}


def _by_value(
    namespace: Namespace, read: Sequence[str], everything: Sequence[CodeType], globals_form: Form
) -> dict[str, str]:
    """Return the numbers of the module, under names that say nothing, that are a size of its own weights."""
    weight, bias = (np.asarray(namespace.get(globals_form.get(name, ""))) for name in ("W_v", "b_v"))
    if weight.ndim != 2 or weight.size % max(bias.size, 1) or not bias.size:  # noqa: PLR2004  (a matrix)
        return {}
    vocab, hidden = bias.size, weight.size // bias.size
    known = {hidden: "hidden", vocab: "vocab", hidden + vocab: "z"}
    absent = namespace.get(ABSENT)
    module = {**namespace, **(absent if isinstance(absent, dict) else {})}
    numbers = {name: value for name in read if type(value := module.get(name)) is int and size_of(name) is None}
    sizes = {name: known[value] for name, value in numbers.items() if value in known and hidden != vocab}
    return {name: role for name, role in sizes.items() if measures(everything, name)}


def _holds_others(value: object) -> bool:
    """Whether a global is no parameter itself: a function, or a dictionary of parameters by gate."""
    return callable(value) or isinstance(value, dict)


def _around(way: Way) -> Iterator[tuple[Holder, str]]:
    """Yield the containers of the parameters that functions find around them."""
    closure = closure_of(*way.functions.values())
    yield from ((closure, name) for name in CONTAINERS if isinstance(closure.get(name), tuple | list | dict))


def _objects(namespace: Namespace, read: Sequence[str], way: Way) -> Iterator[object]:
    """Yield what the functions read, find around them, or have as the default of their parameters."""
    if closure := closure_of(*way.functions.values()):
        yield closure
    for name in read:
        value = namespace.get(name)
        if isinstance(value, dict) or attributes(value):
            yield value
    for value in list(namespace.values()):
        if isinstance(value, FunctionType):
            yield from (one for one in value.__defaults__ or () if isinstance(one, dict) or attributes(one))


def _foreign(own: Mapping[str, Sequence[CodeType]], values: Mapping[str, Sequence[object]]) -> tuple[str, ...]:
    """Return the ten names into which parameters are unpacked, or the strings in the code, if they are not known."""
    first = next(iter(own), "")
    names = next(filter(None, (unpackings(code).get(len(PARAMETERS)) for code in own.get(first, ()))), None)
    if names is not None:
        return () if any(map(unpacked_order, own[first])) else names
    keys = list(strings(values.get(first, ())))
    return () if form_of(keys) else tuple(keys)


def _forms(
    namespace: Namespace,
    values: Sequence[Sequence[object]],
    fields: Sequence[str],
    record: Form | None,
    *,
    unpacks: bool,
) -> Iterator[Form]:
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
    # Among the keys of dictionaries by gate there may be those of arrays that hold all gates.
    open_ = first is None or any(FUSED in part for part in first)
    nested: list[Form] = []
    if open_:
        nested = [*nested_forms(strings(values[0])), *nested_forms(strings([*values[0], *module]))]
        nested += gates_of_records(strings([*values[0], *module]), fields)
    named = form_of(f"{ATTRIBUTE}{name}" for name in fields)
    seen: list[Form] = []
    for form in (*([] if unpacks else [record]), *likely, everything, record, named, *nested, *USUAL_FORMS):
        if form is not None and form not in seen:
            seen.append(form)
            yield form
