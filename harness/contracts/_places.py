"""Where code keeps its parameters, if it takes none: in globals, in attributes of an object, in a dictionary."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from types import FunctionType, ModuleType, NoneType
from typing import NamedTuple

import numpy as np

from harness.contracts._holders import MATRIX, Holder, attributes, holders, inside, leaves
from harness.contracts._layouts import Array, Arrays, Layout, Shape
from harness.contracts._names import (
    FUSED,
    GATES,
    PARAMETERS,
    Form,
    covered,
    form_of,
    gradient_of,
    plain,
)
from harness.contracts._nested import is_gradient, nested_part, parts_at
from harness.contracts._stacks import is_stack, stacked, unstacked

# An object for each parameter (`p.W_f.v`, `p.W_f.d`): what its value and its gradient are called.
VALUE_NAMES = ("v", "value", "val", "data", "w")
GRADIENT_NAMES = ("d", "grad", "gradient", "dv", "dw", "dvalue", "deriv", "derivative")
# Beside a parameter (`gate.W`, `gate.dW`): what its gradient is called.
BESIDE = ("d{}", "d_{}", "grad_{}", "{}_grad", "grad{}", "gradient_{}", "delta_{}")
CONTAINERS = ("grads", "gradients", "grad")  # dictionaries of gradients under the parameters' own names
# Most of what a function reads from its module, sizes among it.
NO_PLACES = (FunctionType, ModuleType, NoneType, int, float, str)


class Place(NamedTuple):
    """One parameter, or part of one, that can be read and set; `holder` may hold an object for it."""

    holder: Holder
    key: str

    def value(self) -> object:
        """Return what is there, the value of a parameter object; one array of a list with one for each gate."""
        inner = self._inside(VALUE_NAMES)
        return stacked(self.holder.get(self.key)) if inner is None else inner.value()

    def set(self, value: Array) -> None:
        """Put an array there, and zeros where its gradient is kept with it."""
        inner, gradient = self._inside(VALUE_NAMES), self._kept()
        holder, key = (self.holder, self.key) if inner is None else (inner.holder, inner.key)
        holder[key] = unstacked(value, holder.get(key))
        if gradient is not None and gradient.value() is not None:
            gradient.holder[gradient.key] = unstacked(np.zeros_like(value), holder[key])

    def gradient(self) -> object:
        """Return the gradient that is kept with the parameter, or None."""
        found = self._kept()
        return None if found is None else found.value()

    def _kept(self) -> "Place | None":
        return self._inside(GRADIENT_NAMES) or self._beside()

    def _inside(self, names: Iterable[str]) -> "Place | None":
        value = self.holder.get(self.key)
        held = value if isinstance(value, dict) else attributes(value)
        key = next((key for name in names for key in held if plain(key) == name), None)
        return None if key is None else Place(held, key)

    def _beside(self) -> "Place | None":
        key = next((name for name in _beside(self.key) if name in self.holder), None)
        return None if key is None else Place(self.holder, key)


Places = dict[str, Place]


@cache
def _beside(key: str) -> tuple[str, ...]:
    return tuple(name.format(key) for name in BESIDE)


def places_in(*containers: object) -> Places:
    """Return the places of all ten parameters in the first of the containers, or of what they hold, that has them."""
    return _places_by_name(containers) or _places_by_path(containers)


def _places_by_name(containers: Iterable[object]) -> Places:
    return next((found for holder in holders(containers) if (found := _places_of(dict(_named(holder))))), {})


def _places_by_path(containers: Iterable[object]) -> Places:
    return next((found for holder in holders(containers) if (found := _places_at(dict(leaves(holder))))), {})


def places_of_globals(namespace: Holder, names: Iterable[str], objects: Collection[object]) -> Places:
    """Return the places of all parameters in one of these objects, or among these globals and what they hold."""
    if places := _places_by_name(objects):
        return places
    read: Holder = {name: value for name in names if type(value := namespace.get(name)) not in NO_PLACES}
    if not read and not objects:
        return {}
    found = {name: place._replace(holder=namespace) if place.holder is read else place for name, place in _named(read)}
    if places := _places_of(found) or _places_by_path(objects):
        return places
    return _places_at({path: namespace if holder is read else holder for path, holder in leaves(read)})


def _places_of(found: Mapping[str, Place]) -> Places:
    form = form_of(found)
    return {} if form is None else clear({part: found[key] for part, key in form.items()})


def _places_at(paths: Mapping[tuple[str, ...], Holder]) -> Places:
    """Return the places at the ends of paths of keys, net.lstm.Wf and net.out.W, if these are all parameters'."""
    parts = parts_at(path for path in paths if not any(map(is_gradient, path)))
    found = {part: Place(paths[tuple(path)], path[-1]) for path, part in reversed(parts.items())}
    return clear(found) if form_of(found) else {}


def named(namespace: Holder, form: Form) -> Places:
    """Return the places of globals by the names that a form gives them."""
    return clear({part: Place(namespace, key) for part, key in form.items()})


def clear(places: Places) -> Places:
    """Return the places; none where parts for h and x are lists by gate: which axis is H their shapes do not tell."""
    unclear = any(":" in part and is_stack(place.holder.get(place.key)) for part, place in places.items())
    return {} if unclear else places


def _named(holder: Holder) -> Iterator[tuple[str, Place]]:
    """Yield what a container holds, by name; of what is inside by both: Wx["f"] is Wxf, f["W"] and f.W are W_f."""
    for key in [key for key in holder if isinstance(key, str)]:
        yield key, Place(holder, key)
        inner = inside(holder, key)
        yield from ((_joined(key, one), Place(inner, one)) for one in inner if isinstance(one, str))


def _joined(outer: str, inner: str) -> str:
    """Return the name of what stands under two keys: of a parameter, of its gradient, or both as they are."""
    part = nested_part(outer, inner)
    if part is None:
        return f"{outer}{inner}"
    return f"d{part}" if is_gradient(outer) or is_gradient(inner) else part


def layout_of(places: Places, layout: Layout) -> Layout:
    """Return the layout with weights and biases as the arrays stand that are in the places already."""
    found = _arrays(places)
    if not found:
        return layout
    if layout.gate_axes:
        found |= _of_one_gate(found, layout.gate_axes)
    gates = [found[f"W_{gate}"].shape for gate in GATES if f"W_{gate}" in found]
    if gates and len(gates[0]) == MATRIX:
        layout = layout._replace(turned=gates[0][0] > gates[0][1])  # (H, H+V) or (H+V, H)
    inputs = [found[f"W_{gate}:x"].shape for gate in GATES if f"W_{gate}:x" in found]
    hidden = [found[f"W_{gate}:h"].shape for gate in GATES if f"W_{gate}:h" in found]
    if inputs and hidden and inputs[0][0] != inputs[0][-1]:
        layout = layout._replace(turned=inputs[0][0] != hidden[0][0])  # (H, V) or (V, H) beside (H, H)
    biases = [found[f"b_{gate}"].shape for gate in (*GATES, FUSED) if f"b_{gate}" in found]
    fused = [value.shape for part, value in found.items() if part.startswith(f"W_{FUSED}") and value.ndim == MATRIX]
    if fused and biases:
        layout = layout._replace(turned=fused[0][0] != found[f"b_{FUSED}"].size)
    if biases:
        flat, row = len(biases[0]) == 1, len(biases[0]) == MATRIX and biases[0][0] == 1
        layout = layout._replace(biases=Shape.FLAT if flat else Shape.ROW if row else Shape.COLUMN)
    return layout


def gate_axes(places: Places) -> list[tuple[int, int] | None]:
    """Return the axes that standing arrays of all gates may have for these, weights and biases; None for no such axis.

    Nothing where there are no such arrays, or where they do not agree.
    """
    found = _arrays(places).items()
    weights, biases = ([value for part, value in found if part.startswith(f"{kind}_{FUSED}")] for kind in "Wb")
    if not weights or not biases:
        return []
    if any(value.ndim == MATRIX for value in weights):
        return [None]
    return [*product(_axes_of_four(weights), _axes_of_four(biases))]


def _arrays(places: Places) -> Arrays:
    return {part: value for part, place in places.items() if isinstance(value := place.value(), np.ndarray)}


def _axes_of_four(values: Sequence[Array]) -> list[int]:
    return [axis for axis in range(3) if all(value.shape[axis : axis + 1] == (len(GATES),) for value in values)]


def _of_one_gate(found: Arrays, axes: tuple[int, int]) -> Arrays:
    """Return what each array of all gates holds of the first; those that lack the axis as they are."""
    fused = [(part, value, axes[part.startswith("b")]) for part, value in found.items() if FUSED in part]
    return {part: np.take(value, 0, axis) for part, value, axis in fused if axis in _axes_of_four([value])}


def fill(places: Places, case: Arrays, layout: Layout) -> None:
    """Put the case's parameters into their places."""
    for part, place in places.items():
        place.set(layout.parameter(case, part))


def snapshot(places: Places) -> Arrays:
    """Return copies of what stands in the places."""
    return {part: np.array(place.value()) for part, place in places.items()}


def gradients_in(*containers: object) -> dict[str, object]:
    """Return arrays that are named like gradients, by parameter; the first container that has all ten counts."""
    for holder in holders(containers):
        found: dict[str, object] = {}
        told = [(key, place.value()) for key, place in _named(holder) if _tells_gradient(key)]
        groups = [_named(inner) for key in holder if _plain(key) in CONTAINERS and (inner := inside(holder, key))]
        grouped = [(key, place.value()) for group in groups for key, place in group]
        for key, value in [*told, *grouped]:
            part = gradient_of(key)
            if part is not None and isinstance(value, np.ndarray):
                found.setdefault(part, value)
        if covered(found) >= set(PARAMETERS):
            return found
    return {}


def _tells_gradient(key: str) -> bool:
    return plain(key).startswith("d") or "grad" in plain(key)


def _plain(key: object) -> str:
    return plain(key) if isinstance(key, str) else ""
