"""Functions that make the passes, def make(params): … return forward, backward, taken as classes with these methods."""

import ast
import inspect
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import CellType, CodeType, FunctionType

from harness.contracts._code import MADE_BY, definition_of
from harness.contracts._holders import closure_of

MOST_FACTORIES = 64


def factories(namespace: Mapping[str, object]) -> list[type]:
    """Return a class for each function of the submission's own that returns functions which it defines."""
    name = namespace.get("__name__")
    own = [value for value in namespace.values() if isinstance(value, FunctionType) and value.__module__ == name]
    return [made for function in own if (made := _class_of(function)) is not None]


@lru_cache(maxsize=MOST_FACTORIES)
def _class_of(factory: FunctionType) -> type | None:
    inner = {one.co_name: one for one in factory.__code__.co_consts if isinstance(one, CodeType)}
    names = _returned(factory, inner)
    if not names:
        return None

    def begin(self: object, *arguments: object, **options: object) -> None:
        made = factory(*arguments, **options)
        found = made.values() if isinstance(made, dict) else made if isinstance(made, tuple) else (made,)
        functions = dict(zip(names, found, strict=True))
        self.__dict__.update(functions, around=closure_of(*functions.values()))

    # What the code says is read from these; an instance has its own.
    unbound = {name: _unbound(inner[name], factory.__globals__) for name in names}
    told: dict[str, object] = {"__init__": begin, "__module__": factory.__module__, MADE_BY: factory}
    made = type(factory.__name__, (), {**unbound, **told})
    made.__signature__ = inspect.signature(factory)  # type: ignore[attr-defined]  # what inspect looks for
    return made


def _returned(factory: FunctionType, inner: Mapping[str, CodeType]) -> list[str]:
    """Return the names of the functions inside it that a function returns, in order; nothing where it returns more."""
    definition = definition_of(factory.__code__)
    last = definition.body[-1] if definition and inner else None
    if not isinstance(last, ast.Return) or last.value is None:
        return []
    value = last.value
    parts = value.elts if isinstance(value, ast.Tuple) else value.values if isinstance(value, ast.Dict) else [value]
    names = [part.id for part in parts if isinstance(part, ast.Name) and part.id in inner]
    return names if len(names) == len(parts) else []


def _unbound(code: CodeType, module: dict[str, object]) -> Callable[..., object]:
    return FunctionType(code, module, code.co_name, None, tuple(CellType() for _ in code.co_freevars))
