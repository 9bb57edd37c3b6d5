"""Where code keeps its parameters, if it takes none: in globals, in attributes of an object, in a dictionary."""

import inspect
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, replace
from types import FunctionType, ModuleType, NoneType

import numpy as np

from harness.contracts._layouts import Array, Arrays, Layout, Shape, Values, vector
from harness.contracts._names import (
    FUSED,
    GATES,
    PARAMETERS,
    SIZES,
    covered,
    form_of,
    gradient_of,
    plain,
    role_of,
    size_of,
)
from harness.contracts._nested import nested_part

# An object for each parameter (`p.W_f.v`, `p.W_f.d`): what its value and its gradient are called.
VALUE_NAMES = ("v", "value", "val", "data", "w")
GRADIENT_NAMES = ("d", "grad", "gradient", "dv", "dw", "dvalue", "deriv", "derivative")
CONTAINERS = ("grads", "gradients", "grad")  # dictionaries of gradients under the parameters' own names
MOST_NESTED = 2  # a model that holds a cell that holds its weights
MATRIX = 2
NO_PLACES = (FunctionType, ModuleType, NoneType)  # most of what a function reads from its module
Holder = MutableMapping[str, object]


@dataclass(frozen=True)
class Place:
    """One parameter, or part of one, that can be read and set; `holder` may hold an object for it."""

    holder: Holder
    key: str

    def value(self) -> object:
        """Return what is there, the value of a parameter object."""
        inner = self._inside(VALUE_NAMES)
        return self.holder.get(self.key) if inner is None else inner.value()

    def set(self, value: Array) -> None:
        """Put an array there, and zeros where a parameter object keeps its gradient."""
        inner, gradient = self._inside(VALUE_NAMES), self._inside(GRADIENT_NAMES)
        holder, key = (self.holder, self.key) if inner is None else (inner.holder, inner.key)
        holder[key] = value
        if gradient is not None:
            gradient.holder[gradient.key] = np.zeros_like(value)

    def gradient(self) -> object:
        """Return the gradient that a parameter object holds, or None."""
        found = self._inside(GRADIENT_NAMES)
        return None if found is None else found.value()

    def _inside(self, names: Iterable[str]) -> "Place | None":
        value = self.holder.get(self.key)
        held = value if isinstance(value, dict) else attributes(value)
        key = next((key for name in names for key in held if plain(key) == name), None)
        return None if key is None else Place(held, key)


Places = dict[str, Place]


def places_in(*containers: object) -> Places:
    """Return the places of all ten parameters in the first of the containers, or of what they hold, that has them."""
    for holder in _holders(containers):
        found = dict(_named(holder))
        form = form_of(found)
        if form is not None:
            return {part: found[key] for part, key in form.items()}
    return {}


def places_of_globals(namespace: Holder, names: Iterable[str]) -> Places:
    """Return the places of all parameters among these globals and the dictionaries among them."""
    values = {name: value for name in names if type(value := namespace.get(name)) not in NO_PLACES}
    inside = {
        key: place for name, value in values.items() if isinstance(value, dict) for key, place in _inside(name, value)
    }
    form = form_of({**values, **inside})
    return {} if form is None else {part: inside.get(key) or Place(namespace, key) for part, key in form.items()}


def _named(holder: Holder) -> Iterator[tuple[str, Place]]:
    """Yield what a container holds, by name; of a dictionary inside it by both: Wx["f"] is Wxf, f["W"] is W_f."""
    for key, value in holder.items():
        if isinstance(key, str):
            yield key, Place(holder, key)
            if isinstance(value, dict):
                yield from _inside(key, value)


def _inside(name: str, held: Holder) -> Iterator[tuple[str, Place]]:
    return (
        (nested_part(name, inner) or f"{name}{inner}", Place(held, inner)) for inner in held if isinstance(inner, str)
    )


def layout_of(places: Places, layout: Layout) -> Layout:
    """Return the layout with weights and biases as the arrays stand that are in the places already."""
    found = {part: value for part, place in places.items() if isinstance(value := place.value(), np.ndarray)}
    if not found:
        return layout
    gates = [found[f"W_{gate}"].shape for gate in GATES if f"W_{gate}" in found]
    if gates and len(gates[0]) == MATRIX:
        layout = replace(layout, turned=gates[0][0] > gates[0][1])  # (H, H+V) or (H+V, H)
    inputs = [found[f"W_{gate}:x"].shape for gate in GATES if f"W_{gate}:x" in found]
    hidden = [found[f"W_{gate}:h"].shape for gate in GATES if f"W_{gate}:h" in found]
    if inputs and hidden and inputs[0][0] != inputs[0][-1]:
        layout = replace(layout, turned=inputs[0][0] != hidden[0][0])  # (H, V) or (V, H) beside (H, H)
    biases = [found[f"b_{gate}"].shape for gate in (*GATES, FUSED) if f"b_{gate}" in found]
    fused = [value.shape for part, value in found.items() if part.startswith(f"W_{FUSED}") and value.ndim == MATRIX]
    if fused and biases:
        layout = replace(layout, turned=fused[0][0] != found[f"b_{FUSED}"].size)
    if biases:
        flat, row = len(biases[0]) == 1, len(biases[0]) == MATRIX and biases[0][0] == 1
        layout = replace(layout, biases=Shape.FLAT if flat else Shape.ROW if row else Shape.COLUMN)
    return layout


def fill(places: Places, case: Arrays, layout: Layout) -> None:
    """Put the case's parameters into their places."""
    for part, place in places.items():
        place.set(layout.parameter(case, part))


def snapshot(places: Places) -> Arrays:
    """Return copies of what stands in the places."""
    return {part: np.array(place.value()) for part, place in places.items()}


def gradients_in(*containers: object) -> dict[str, object]:
    """Return arrays that are named like gradients, by parameter; the first container that has all ten counts."""
    for holder in _holders(containers):
        found: dict[str, object] = {}
        named = [value for key, value in holder.items() if _plain(key) in CONTAINERS and isinstance(value, dict)]
        told = [(key, place.holder[place.key]) for key, place in _named(holder) if _tells_gradient(key)]
        for key, value in [*told, *(item for group in named for item in group.items())]:
            part = gradient_of(key) if isinstance(key, str) else None
            if part is not None and isinstance(value, np.ndarray):
                found.setdefault(part, value)
        if covered(found) >= set(PARAMETERS):
            return found
    return {}


def _tells_gradient(key: str) -> bool:
    return plain(key).startswith("d") or "grad" in plain(key)


def _plain(key: object) -> str:
    return plain(key) if isinstance(key, str) else ""


def made(owner: type, values: Values) -> object:
    """Return an instance, made with what its __init__ asks for: sizes, parameters, a learning rate.

    Raises TypeError where it asks for something else.
    """
    arguments: dict[str, object] = {}
    for name, parameter in inspect.signature(owner).parameters.items():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        role = size_of(name) or role_of(name, ("p", "rate"))
        if role is None and parameter.default is parameter.empty:
            raise TypeError(f"{owner.__name__}() asks for {name}: expected sizes, parameters or a learning rate")
        size = role in SIZES and type(parameter.default) is int  # a number that is none is another thing
        if role is not None and (size or parameter.default is parameter.empty):
            arguments[name] = values.of(role)
    instance = owner(**arguments)
    state = attributes(instance)
    set_sizes(state, values, {name: role for name in state if (role := size_of(name))})
    for name in list(state):
        role = role_of(name, ("h0", "C0"))
        if role is not None and isinstance(state[name], np.ndarray):
            state[name] = vector(values.case[role], values.layout.states).copy()
    return instance


def given_parameters(owner: type) -> bool:
    """Whether an instance is made with the parameters."""
    return any(role_of(name, ("p",)) for name in inspect.signature(owner).parameters)


def not_found(owner: type) -> TypeError:
    """Return what to raise where an instance holds no parameters that we could set."""
    return TypeError(
        f"the parameters of {owner.__name__} are not found: expected attributes W_f, b_f, … W_v, b_v (or Wf, Wxf and "
        "Whf, …), or dictionaries by gate, Wx['f']"
    )


def set_sizes(holder: Holder, values: Values, sizes: Mapping[str, str]) -> None:
    """Set names that stand for a size to the case's."""
    for name, role in sizes.items():
        if name not in holder or type(holder[name]) is int:
            holder[name] = values.of(role)


def set_rate(holder: Holder, rate: float) -> bool:
    """Set the attributes that are a learning rate, and tell whether there are any."""
    names = [name for name in holder if role_of(name, ("rate",)) is not None]
    holder.update(dict.fromkeys(names, rate))
    return bool(names)


def attributes(value: object) -> Holder:
    """Return an object's own attributes, to be read and set; none for classes, functions and modules."""
    found = getattr(value, "__dict__", None)  # of a class it is no dict
    return found if isinstance(found, dict) and not inspect.ismodule(value) and not inspect.isroutine(value) else {}


def _holders(containers: Iterable[object], depth: int = 0) -> Iterator[Holder]:
    """Yield the dictionaries among the containers, the attributes of objects, and what these hold."""
    for container in containers:
        holder = container if isinstance(container, dict) else attributes(container)
        if holder:
            yield holder
            if depth < MOST_NESTED:
                inner = [value for value in holder.values() if isinstance(value, dict) or attributes(value)]
                yield from _holders(inner, depth + 1)
