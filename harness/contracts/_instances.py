"""Instances of a class, made with the sizes and parameters of a case, and names that stand for a size or a rate."""

import inspect
from collections.abc import Mapping

import numpy as np

from harness.contracts._holders import Holder, attributes
from harness.contracts._layouts import Values, vector
from harness.contracts._names import SIZES, TABLES, plain, role_of, size_of


def made(owner: type, values: Values) -> object:
    """Return an instance, made with what its __init__ asks for: sizes, parameters, a learning rate.

    Raises TypeError where it asks for something else.
    """
    arguments: dict[str, object] = {}
    for name, parameter in inspect.signature(owner).parameters.items():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        role = size_of(name) or role_of(name, ("p", "rate"))
        table = _table(name, values) if role is None and parameter.default is parameter.empty else None
        if table is not None:
            arguments[name] = table
        elif role is None and parameter.default is parameter.empty:
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


def _table(name: str, values: Values) -> object:
    """Return a table from symbols to their numbers, or back, of the vocabulary's size; None for another name."""
    numbers = {str(number): number for number in range(values.sizes["vocab"])}
    if plain(name) in TABLES["numbers"]:
        return numbers
    return {number: symbol for symbol, number in numbers.items()} if plain(name) in TABLES["symbols"] else None


def given_parameters(owner: type) -> bool:
    """Whether an instance is made with the parameters."""
    return any(role_of(name, ("p",)) for name in inspect.signature(owner).parameters)


def not_found(owner: type | None) -> TypeError:
    """Return what to raise where there are no parameters that we could set."""
    if owner is None:
        return TypeError(
            "its parameters are not found: expected them as arguments, or as globals W_f, b_f, … W_v, b_v, in "
            "dictionaries or objects by gate too"
        )
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
