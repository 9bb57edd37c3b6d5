"""Globals that only a function of the submission's own sets, which its training calls: it is called for their form."""

import builtins
import inspect
import signal
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from types import CodeType, FrameType, FunctionType

from harness.contracts._code import codes, instructions
from harness.contracts._functions import Namespace
from harness.contracts._names import size_of

# What stands for a size until the case's is set. Primes, so that no wrong shape fits by chance.
SIZES = {"hidden": 31, "vocab": 29, "z": 60, "steps": 7}
# Drawing weights of these sizes takes a millisecond; what waits for a file or trains is not waited for.
SECONDS = 0.5
# Each may take that long, once, and the whole answer has to come in time.
MOST_CALLED = 4
OVERDUE = "__contract_overdue__"  # the attribute of a function that has taken longer


class OverdueError(BaseException):
    """An initialiser took too long; none of its own `except Exception` holds this up."""


def set_up(namespace: Namespace, read: Sequence[str], judged: Collection[CodeType], found: Callable[[], bool]) -> None:
    """Call the functions that set globals which are missing, if they ask for nothing but sizes and use no pass.

    What one binds is kept if it was missing and the parameters are `found` then; all else is as it was before.
    """
    missing = {name for name in read if name not in namespace and not hasattr(builtins, name)}
    returned = []
    for function in [*_initialisers(namespace, missing, judged)][:MOST_CALLED] if missing else ():
        if _tried([function], namespace, missing, found):
            returned.append(function)
        missing -= {*namespace}
        if not missing:
            return
    # One for the gates and one for the last layer: only together do they set all parameters.
    if len(returned) > 1 and not found():
        _tried(returned, namespace, missing, found)


def _tried(
    functions: Sequence[FunctionType], namespace: Namespace, missing: Collection[str], found: Callable[[], bool]
) -> bool:
    """Call functions in turn, keep what they bind if the parameters are found then, and tell whether all returned."""
    before = dict(namespace)
    returned = True
    kept: dict[str, object] = {}
    for function in functions:
        one = _returned(function)
        kept |= {name: namespace[name] for name in missing if one and name in namespace}
        _put_back(namespace, before | kept)
        returned = returned and one
    if not kept or not found():
        _put_back(namespace, before)
    return returned


def _put_back(namespace: Namespace, values: Namespace) -> None:
    namespace.clear()
    namespace.update(values)


def _returned(function: FunctionType) -> bool:
    """Call a function with sizes, and tell whether it returned in time."""
    try:
        with _limited():
            function(**_sizes_for(function) or {})
    except OverdueError:
        vars(function)[OVERDUE] = True
        return False
    except (Exception, SystemExit):  # noqa: BLE001  (the submission's)
        return False
    return True


@contextmanager
def _limited() -> Iterator[None]:
    """Raise OverdueError in what takes too long, a sleep too, where the system has such a timer."""
    timer = getattr(signal, "setitimer", None)
    if timer is None:
        yield
        return
    before = signal.signal(signal.SIGALRM, _overdue)
    # Again and again, as the first may be caught.
    timer(signal.ITIMER_REAL, SECONDS, SECONDS)
    try:
        yield
    finally:
        timer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _overdue(_number: int, _frame: FrameType | None) -> None:
    raise OverdueError


def _initialisers(
    namespace: Namespace, missing: Collection[str], judged: Collection[CodeType]
) -> Iterator[FunctionType]:
    """Yield the functions that bind missing globals, ask for nothing but sizes and use no pass, as they stand."""
    for function in [value for value in namespace.values() if isinstance(value, FunctionType)]:
        own = [*codes(function, namespace)]
        if function.__code__ in judged or {*own} & {*judged} or not _sets(own) & {*missing}:
            continue
        if OVERDUE not in vars(function) and _sizes_for(function) is not None:
            yield function


def _sets(own: Sequence[CodeType]) -> set[str]:
    """Return the globals that codes bind."""
    return {str(one.argval) for code in own for one in instructions(code) if one.opname == "STORE_GLOBAL"}


def _sizes_for(function: FunctionType) -> dict[str, int] | None:
    """Return sizes for what a function insists on; None where it asks for another thing."""
    asked = [name for name, one in inspect.signature(function).parameters.items() if one.default is one.empty]
    roles = {name: size_of(name) for name in asked}
    return {name: SIZES[role] for name, role in roles.items() if role} if all(roles.values()) else None
