"""The worker: loads one submission inside the confinement and answers requests with arrays, one reply each."""

import ast
import gc
import importlib
import linecache
import os
import pkgutil
import sys
import types
import warnings
from collections.abc import Callable, Mapping
from typing import Protocol

from harness.inside import modules
from harness.inside.confine import confine
from harness.inside.contract import contract_from, shown
from harness.inside.contract_faults import ContractError, contracts_own
from harness.inside.failures import Failure, describe
from harness.inside.output import CappedOutput
from harness.inside.program import Program, execute, functions, seed
from harness.wire import JSON, Message, WireError, encode, read

# Where the parent puts the two ends of the channel; 0, 1 and 2 are the null device.
REQUESTS, REPLIES = 3, 4


class Operation(Protocol):
    """What a module in `inside/operations` defines."""

    def __call__(self, program: Program, request: Message) -> Message:
        """Answer one request."""


def operations() -> dict[str, Operation]:
    """Return the operations by name: the modules in their folder."""
    package = importlib.import_module("harness.inside.operations")
    names = sorted(info.name for info in pkgutil.iter_modules(package.__path__))
    return {name: importlib.import_module(f"harness.inside.operations.{name}").run for name in names}


def main(configuration: Mapping[str, JSON]) -> None:
    """Confine this process as configured, then serve until the channel is closed; never returns."""
    warnings.simplefilter("ignore")
    try:
        known = operations()
        gc.freeze()
        gc.enable()  # the submission's own garbage is collected as anywhere
        fields = _confined(configuration)
        _forget_ourselves()
        send(encode(Message("ready", fields)))
        if fields["failure"] is None:
            serve(_receive, send, known)
    finally:
        # Not sys.exit: handlers and threads that the submission left behind must not hold the process.
        os._exit(0)


def _confined(configuration: Mapping[str, JSON]) -> dict[str, JSON]:
    """Confine this process and return what is not enforced, or why it could not be done."""
    try:
        return {"failure": None, "not_enforced": list(confine(configuration))}
    except (OSError, ValueError, OverflowError) as problem:
        return {"failure": str(problem)[:200], "not_enforced": []}


def serve(receive: Callable[[int], bytes], reply: Callable[[bytes], None], known: Mapping[str, Operation]) -> None:
    """Answer requests until the end; `receive(count)` gives fewer bytes only there."""
    output = CappedOutput()
    program: Program | None = None
    while (request := read(receive)) is not None:
        operation = known.get(request.kind)
        try:
            if request.kind == "load":
                program, answer = load(request, output)
            else:
                answer = _run(operation, program, request)
            frame = encode(_with_output(answer, output))
        except ContractError as problem:
            frame = encode(Message(request.kind, {"contract_fault": str(problem)}))
        except BaseException as problem:  # noqa: BLE001  (whatever the submission did to us is told, not raised)
            failure = describe(problem, "worker", "", ())
            frame = encode(Message(request.kind, {"failure": failure.fields()}))
        reply(frame)


def _run(operation: Operation | None, program: Program | None, request: Message) -> Message:
    if operation is None or program is None:
        raise WireError(f"there is no operation {request.kind!r}, or no submission is loaded")
    return operation(program, request)


def load(request: Message, output: CappedOutput) -> tuple[Program, Message]:
    """Execute the chosen statements of a submission and tell what it defines.

    Fields: `text`, `filename`, `statements` (indices of top-level statements), `contract` (its source), `modules`
    (helper modules by name, as text). Reply: `functions` by role or `lookup`, a sentence; `contract`, the
    name of the one that was chosen, where there was a choice; `failed`, the statements that raised, `helpers_failed`
    those of helpers, with `module`; `stood_in` and `provided`, the imports that were answered.
    """
    fields = request.fields
    text, filename, statements = fields["text"], fields["filename"], fields["statements"]
    sources = fields.get("modules", {})
    if not isinstance(text, str) or not isinstance(statements, list) or not isinstance(sources, dict):
        raise WireError("a load request lacks text, statements or modules")
    imports = modules.install({str(name): str(source) for name, source in sources.items()})
    module = types.ModuleType("submission")
    module.__file__ = str(filename)
    sys.modules["submission"] = module
    lines = tuple(text.split("\n"))
    # For contracts, which look at what a function returns by name.
    linecache.cache[str(filename)] = (len(text), None, [f"{line}\n" for line in lines], str(filename))
    program = Program(
        str(filename), lines, ast.parse(text), module.__dict__, contract_from(str(fields["contract"])), output
    )
    seed(0)
    failures = execute(program, [int(index) for index in statements])
    found, sentence, failure = _found(program)
    chosen = program.contract.chosen
    gradients, stepwise = shown(program.contract, program.namespace) if found else ([], [])
    reply: dict[str, JSON] = {
        "gradients": [*gradients],
        "stepwise": [*stepwise],
        "contract": chosen(program.namespace) if chosen and found else None,
        "failure": failure.fields() if failure else None,
        "functions": found,
        "lookup": sentence,
        "failed": [problem.fields() for problem in failures],
        "helpers_failed": [{**problem.fields(), "module": name} for name, problem in imports.helpers.failures],
        "stood_in": sorted(imports.stand_ins.stood_in),
        "provided": sorted(imports.helpers.provided),
    }
    return program, Message("load", reply)


def _found(program: Program) -> tuple[dict[str, JSON], str | None, Failure | None]:
    try:
        return functions(program), None, None
    except ContractError:
        raise
    except LookupError as problem:
        return {}, describe(problem, "find", program.filename, program.lines).message, None
    except BaseException as problem:  # noqa: BLE001  (the submission's objects may do anything when looked at)
        if told := contracts_own(problem, program.contract.own):
            raise ContractError(told) from None
        return {}, None, describe(problem, "find", program.filename, program.lines)


def _with_output(answer: Message, output: CappedOutput) -> Message:
    printed = output.take()
    return Message(answer.kind, {**answer.fields, "printed": printed}, answer.arrays) if printed else answer


def _forget_ourselves() -> None:
    """Take the harness out of the importable modules: the submission meets Refusal instead."""
    for name in [name for name in sys.modules if name.split(".", maxsplit=1)[0] == "harness"]:
        del sys.modules[name]


def _receive(count: int) -> bytes:
    chunks = bytearray()
    while len(chunks) < count:
        chunk = os.read(REQUESTS, count - len(chunks))
        if not chunk:
            break
        chunks += chunk
    return bytes(chunks)


def send(frame: bytes, descriptor: int = REPLIES) -> None:
    """Write a frame to the parent."""
    rest = memoryview(frame)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
