"""The loaded submission: its chosen statements are executed one by one, and one that fails is left out and reported."""

import ast
import contextlib
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import CodeType
from typing import NamedTuple

# NumPy loads it when it is first used: too late to be seeded, and again in every fork of the zygote (30 ms).
import numpy.random

from harness.inside import absent
from harness.inside.contract import Contract
from harness.inside.contract_faults import ContractError
from harness.inside.failures import Failure, describe
from harness.inside.output import CappedOutput
from harness.inside.statements import absolute, execute_one, future_flags
from harness.wire import JSON

Namespace = dict[str, object]
SEEDS = (random.seed, numpy.random.seed)  # held, for a submission may put its own in their place


class Program(NamedTuple):
    """A submission that was executed: its text by lines, what it defines, how it is called, what it prints."""

    filename: str
    lines: tuple[str, ...]
    tree: ast.Module
    namespace: Namespace
    contract: Contract
    output: CappedOutput


def execute(program: Program, statements: Sequence[int]) -> list[Failure]:
    """Execute the top-level statements with these indices, in order; returns the failures of those that raised."""
    absolute(program.tree)
    flags = future_flags(program.tree.body)
    failures = []
    for index in statements:
        statement = program.tree.body[index]
        # A long import chain or a deep recursion must not take ours down with it.
        try:
            with speaking(program.output):
                execute_one(statement, program.filename, program.namespace, flags)
        except BaseException as problem:  # noqa: BLE001  (SystemExit and KeyboardInterrupt are the submission's too)
            failures.append(describe(problem, "load", program.filename, program.lines, statement.lineno))
            if isinstance(problem, NameError):
                _without_sizes(program, statement, flags)
    absent.forget(program.namespace)
    return failures


def _without_sizes(program: Program, statement: ast.stmt, flags: int) -> None:
    """Execute an assignment anew, where a size may be all that it lacks; what else it raises has been told."""
    with contextlib.suppress(BaseException), speaking(program.output):
        absent.stand_in(
            statement, program.namespace, lambda part: execute_one(part, program.filename, program.namespace, flags)
        )


@contextlib.contextmanager
def speaking(output: CappedOutput) -> Iterator[None]:
    """Send what is printed to `output`, whatever the submission did to sys.stdout before."""
    sys.stdout = sys.stderr = output
    yield


def seed(number: int) -> None:
    """Make unseeded random numbers of the submission repeatable."""
    for generator in SEEDS:
        generator(number)


def functions(program: Program) -> dict[str, JSON]:
    """Return for each role that the contract finds its function's name and first line.

    Raises LookupError where it finds none, and ContractError where it gives no functions by role.
    """
    found = program.contract.find(program.namespace)
    if not isinstance(found, Mapping):
        raise ContractError(f"its find returns a value of type {type(found).__name__}: expected functions by role")
    return {role: _place(function, program.filename) for role, function in found.items()}


def _place(function: Callable[..., object], filename: str) -> dict[str, JSON]:
    code = getattr(function, "__code__", None)
    name = getattr(function, "__name__", type(function).__name__)
    own = isinstance(code, CodeType) and code.co_filename == filename
    return {"name": str(name), "line": code.co_firstlineno if isinstance(code, CodeType) and own else None}
