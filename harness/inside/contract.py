"""The contract that a submission is called through: executed from its text, with our contracts' modules at hand."""

import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from types import FunctionType, ModuleType

import harness.contracts
from harness.inside.contract_faults import ContractError, Own, own, raised_in_contract
from harness.inside.contract_results import refuses
from harness.inside.origins import CONTRACT
from harness.wire import Array

Namespace = dict[str, object]
Arrays = dict[str, Array]

# Loaded before the confinement and before the submission: it cannot import them, contracts can.
_PACKAGE = harness.contracts.__name__
for _info in pkgutil.iter_modules(harness.contracts.__path__):
    importlib.import_module(f"{_PACKAGE}.{_info.name}")
SHARED = {name: module for name, module in sys.modules.items() if name in ("harness", _PACKAGE)} | {
    name: module for name, module in sys.modules.items() if name.startswith(f"{_PACKAGE}.")
}


# What every contract defines.
FUNCTIONS = ("find", "forward", "backward")
OPTIONAL = ("outputs", "unread", "loss_alone", "loss_beside", "chosen", "gradients")


@dataclass(frozen=True)
class Contract:
    """The functions of a contract's module; the first three are every contract's."""

    find: Callable[[Namespace], dict[str, Callable[..., object]]]
    forward: Callable[[Namespace, Arrays], tuple[Arrays, object]]
    backward: Callable[[Namespace, Arrays, object], Arrays]
    outputs: Callable[[Namespace, Arrays], Arrays] | None = None  # predictions that forward does not return
    # Forward without reading what it returned: what it has left for backward, None where it has to be read. And
    # backward for its loss alone.
    unread: Callable[[Namespace, Arrays], object] | None = None
    loss_alone: Callable[[Namespace, object], Array] | None = None
    loss_beside: Callable[[Namespace, Arrays], Arrays | None] | None = None  # where the passes give one, too
    chosen: Callable[[Namespace], str] | None = None  # the name of the contract that was chosen
    # Of contracts that stop at the cell: the arrays whose gradients they give, and those that functions of one step
    # give beside functions of many.
    gradients: Callable[[Namespace], tuple[list[str], list[str]]] | None = None
    own: Own = field(default_factory=Own)  # what tells its own faults from a submission's


@cache
def contract_from(source: str) -> Contract:
    """Return the contract that `source` defines, compiled once; trusted code, which may import the modules of ours.

    Raises ContractError with what is wrong with it.
    """
    namespace: Namespace = {"__name__": "contract"}
    try:
        code = compile(source, CONTRACT, "exec")
        with provided(SHARED):
            exec(code, namespace)  # noqa: S102  (that is what it is for)
    except BaseException as problem:  # noqa: BLE001  (SystemExit too)
        raise ContractError(raised_in_contract(problem)) from None
    find, forward, backward = (namespace.get(name) for name in FUNCTIONS)
    optional = {name: namespace.get(name) for name in OPTIONAL}
    if isinstance(find, FunctionType) and isinstance(forward, FunctionType) and isinstance(backward, FunctionType):
        for name, function in zip(FUNCTIONS, (find, forward, backward), strict=True):
            if told := refuses(name, function):
                raise ContractError(told)
        given = {name: function for name, function in optional.items() if isinstance(function, FunctionType)}
        return Contract(find, forward, backward, **given, own=own(code, namespace, source))
    missing = [name for name in FUNCTIONS if not isinstance(namespace.get(name), FunctionType)]
    raise ContractError(f"it defines no function {' and no function '.join(missing)}")


def shown(contract: Contract, namespace: Namespace) -> tuple[list[str], list[str]]:
    """Return the gradients that a contract of the cell alone gives, in both ways; none of another contract."""
    return contract.gradients(namespace) if contract.gradients else ([], [])


@contextmanager
def provided(modules: dict[str, ModuleType]) -> Iterator[None]:
    """Let these modules be imported for a while."""
    added = {name: module for name, module in modules.items() if name not in sys.modules}
    sys.modules.update(added)
    try:
        yield
    finally:
        for name in added:
            sys.modules.pop(name, None)
