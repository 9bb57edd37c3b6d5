"""`call`: one function of the submission by name, to probe initialisation and clipping.

Fields: `function`; `arguments`, a list of {"array": name}, {"arrays": [names], "as": "tuple" or "list"},
{"value": JSON} or {"rng": seed} (a NumPy Generator); `keywords`, the same by name; `seed`. Reply: what it returned,
flattened by position ("result.0", …), `structure` (its type), and the argument arrays as they are afterwards
("argument.NAME").
"""

from collections.abc import Callable, Mapping

import numpy as np

from harness.inside.evaluation import (
    Arrays,
    SubmissionError,
    attempt,
    copies,
    failed,
    plain,
    undisturbed,
)
from harness.inside.failures import UnexpectedError
from harness.inside.program import Program
from harness.wire import JSON, Array, Message

MAX_RESULTS = 1000
MAX_DEPTH = 5  # a tuple of tuples of lists is the deepest seen


def run(program: Program, request: Message) -> Message:
    """Return what the function returned, and its argument arrays afterwards."""
    given = copies(request.arrays)
    name = str(request.fields["function"])
    positional, keywords = request.fields.get("arguments", []), request.fields.get("keywords", {})
    if not isinstance(positional, list) or not isinstance(keywords, dict):
        raise TypeError("call needs a list of arguments and named keywords")
    seed = request.fields.get("seed", 0)
    try:
        with undisturbed(program, seed if isinstance(seed, int) else 0):
            arguments = [_argument(given, item) for item in positional]
            options = {key: _argument(given, item) for key, item in keywords.items()}
            result = attempt(program, name, lambda: _function(program, name)(*arguments, **options))
            arrays: Arrays = {}
            attempt(program, name, lambda: _flatten(result, arrays))
    except SubmissionError as problem:
        return failed("call", problem)
    arrays |= {f"argument.{key}": array for key, array in given.items()}
    fields: dict[str, JSON] = {"failure": None, "structure": type(result).__name__[:100]}
    return Message("call", fields, arrays)


def _function(program: Program, name: str) -> Callable[..., object]:
    function = program.namespace.get(name)
    if not callable(function):
        raise UnexpectedError(f"the submission defines no function {name}")
    return function


def _argument(arrays: Mapping[str, Array], item: JSON) -> object:
    match item:
        case {"array": str() as name}:
            return arrays[name]
        case {"arrays": list() as names, "as": "list"}:
            return [arrays[str(name)] for name in names]
        case {"arrays": list() as names}:
            return tuple(arrays[str(name)] for name in names)
        case {"value": value}:
            return value
        case {"rng": int() as seed}:
            return np.random.default_rng(seed)
    raise TypeError("an argument is given by array, arrays, value or rng")


def _flatten(value: object, into: Arrays, depth: int = 0) -> None:
    """Collect the arrays of nested tuples, lists and dictionaries in order."""
    items = list(value.values()) if isinstance(value, dict) else value
    if isinstance(items, tuple | list) and depth < MAX_DEPTH and not _is_numbers(items):
        for item in items:
            _flatten(item, into, depth + 1)
    elif value is not None:
        if len(into) >= MAX_RESULTS:
            raise UnexpectedError(f"it returns more than {MAX_RESULTS} arrays: expected one for each parameter")
        into[f"result.{len(into)}"] = plain("its result", value)


def _is_numbers(items: tuple[object, ...] | list[object]) -> bool:
    return bool(items) and all(isinstance(item, int | float | complex | np.number) for item in items)
