"""`contract`: which contracts were tried and how far each came, and how the submission is called.

Arrays: a case. Reply: `tried`, for each contract of ours its `name`, the `functions` that it found or `lookup`, and how
far a trial `reached` (0 to 3); `used`, where the contract binds by names, what each argument gets, the parameters, and
how the arrays stand; `failure` where forward or backward raised.
"""

import inspect
from types import ModuleType

from harness.contracts import _auto
from harness.contracts._code import MADE_BY
from harness.contracts._functions import Way
from harness.contracts._plan import PLAN, Plan, forget, known_axes
from harness.inside.evaluation import SubmissionError, both, copies, undisturbed
from harness.inside.program import Program
from harness.wire import JSON, Message

Told = dict[str, JSON]


def run(program: Program, request: Message) -> Message:
    """Return what was tried and what is in use."""
    failure: JSON = None
    with undisturbed(program):
        tried = [_tried(contract, dict(program.namespace)) for contract in _auto.CONTRACTS]
        try:
            both(program, copies(request.arrays))
        except SubmissionError as problem:
            failure = problem.failure.fields()
    plan = program.namespace.get(PLAN)
    used = _used(plan, known_axes(program.namespace)) if isinstance(plan, Plan) and plan.candidates else {}
    return Message("contract", {"failure": failure, "tried": [*tried], "used": used})


def _tried(contract: ModuleType, namespace: dict[str, object]) -> Told:
    name = contract.__name__.rpartition(".")[2]
    forget(namespace)
    try:
        found = contract.find(namespace)
    except LookupError as error:
        return {"name": name, "functions": {}, "lookup": str(error), "reached": 0}
    except Exception as error:  # noqa: BLE001  (the submission's objects may do anything when looked at)
        return {"name": name, "functions": {}, "lookup": type(error).__name__, "reached": 0}
    functions: Told = {role: str(getattr(function, "__name__", role)) for role, function in found.items()}
    return {"name": name, "functions": functions, "lookup": "", "reached": max(0, _auto.trial(contract, namespace))}


def _used(plan: Plan, axes: tuple[int, int] | None) -> Told:
    candidate = plan.candidates[0]
    way, layout = candidate.way, candidate.layout
    axes = layout.gate_axes or axes
    reading = plan.readings.get(id(way))
    calls: list[JSON] = []
    for (key, role, _), call in plan.arguments.items():
        if key == id(way):
            calls.append({
                "role": role,
                "function": way.names.get(role, role),
                "line": _line(way.functions[role]),
                "names": [*_names(way.functions[role], method=_is_bound(way))],
                "places": [*call.places],
                "keywords": {**call.keywords},
            })  # fmt: skip
    orders = reading.orders if reading else {}
    globals_form: Told = {**reading.globals_form} if reading else {}
    return {
        "owner": way.owner.__name__ if way.owner else "",
        "functions": {role: name for role, name in way.names.items() if name},
        "calls": calls,
        "form": {**candidate.form},
        "order": [*next(iter(orders.values()), ())],
        "globals": globals_form,
        "inputs": layout.steps.value,
        "targets": (plan.targets or layout.steps).value,
        "states": layout.states.value,
        "biases": layout.biases.value,
        "turned": layout.turned,
        "gates": layout.gates,
        "gate_axes": [*axes] if axes else None,
    }


def _line(function: object) -> int | None:
    code = getattr(inspect.unwrap(function), "__code__", None) if callable(function) else None
    return code.co_firstlineno if code is not None else None


def _is_bound(way: Way) -> bool:
    """Whether the functions take an object first."""
    return way.owner is not None and MADE_BY not in vars(way.owner)


def _names(function: object, *, method: bool) -> list[str]:
    """Return the arguments by name; without the object, of a method."""
    try:
        names = [*inspect.signature(function).parameters] if callable(function) else []
    except ValueError:
        return []
    return names[1:] if method else names
