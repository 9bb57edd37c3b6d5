"""Globals that only a function of the submission's own sets, which its training calls: it is called for their form."""

import builtins
import dis
import inspect
from collections.abc import Collection, Sequence
from contextlib import suppress
from types import CodeType, FunctionType

from harness.contracts._code import codes
from harness.contracts._functions import Namespace
from harness.contracts._names import size_of

# What stands for a size until the case's is set. Primes, so that no wrong shape fits by chance.
SIZES = {"hidden": 31, "vocab": 29, "z": 60, "steps": 7}


def set_up(namespace: Namespace, read: Sequence[str], judged: Collection[CodeType]) -> None:
    """Call the functions that set globals which are missing, if they ask for nothing but sizes and use no pass."""
    missing = {name for name in read if name not in namespace and not hasattr(builtins, name)}
    for function in [value for value in namespace.values() if isinstance(value, FunctionType)] if missing else ():
        own = [*codes(function, namespace)]
        if function.__code__ in judged or {*own} & {*judged} or not _sets(own) & missing:
            continue
        given = _sizes_for(function)
        if given is not None:
            with suppress(Exception, SystemExit):  # the submission's: what it has not set is missing still
                function(**given)
            missing -= {*namespace}


def _sets(own: Sequence[CodeType]) -> set[str]:
    """Return the globals that codes bind."""
    return {str(one.argval) for code in own for one in dis.get_instructions(code) if one.opname == "STORE_GLOBAL"}


def _sizes_for(function: FunctionType) -> dict[str, int] | None:
    """Return sizes for what a function insists on; None where it asks for another thing."""
    asked = [name for name, one in inspect.signature(function).parameters.items() if one.default is one.empty]
    roles = {name: size_of(name) for name in asked}
    return {name: SIZES[role] for name, role in roles.items() if role} if all(roles.values()) else None
