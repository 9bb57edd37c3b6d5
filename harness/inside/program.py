"""The loaded submission: its chosen statements are executed one by one, and one that fails is left out and reported."""

import __future__

import ast
import contextlib
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import CodeType

from harness.inside.contract import Contract
from harness.inside.failures import Failure, describe
from harness.inside.output import CappedOutput
from harness.wire import JSON

Namespace = dict[str, object]


@dataclass(frozen=True)
class Program:
    """A submission that was executed: its text by lines, what it defines, how it is called, what it prints."""

    filename: str
    lines: tuple[str, ...]
    tree: ast.Module
    namespace: Namespace
    contract: Contract
    output: CappedOutput


def execute(program: Program, statements: Sequence[int]) -> list[Failure]:
    """Execute the top-level statements with these indices, in order; returns the failures of those that raised."""
    flags = future_flags(program.tree)
    failures = []
    for index in statements:
        statement = program.tree.body[index]
        # A long import chain or a deep recursion must not take ours down with it.
        try:
            module = ast.Module([statement], type_ignores=[])
            code = compile(module, program.filename, "exec", flags=flags, dont_inherit=True)
            with speaking(program.output):
                exec(code, program.namespace)  # noqa: S102  (that is what it is for)
        except BaseException as problem:  # noqa: BLE001  (SystemExit and KeyboardInterrupt are the submission's too)
            failures.append(describe(problem, "load", program.filename, program.lines, statement.lineno))
    return failures


@contextlib.contextmanager
def speaking(output: CappedOutput) -> Iterator[None]:
    """Send what is printed to `output`, whatever the submission did to sys.stdout before."""
    sys.stdout = sys.stderr = output
    yield


def seed(number: int) -> None:
    """Make unseeded random numbers of the submission repeatable."""
    random.seed(number)
    module = sys.modules.get("numpy.random")
    if module is not None:
        module.seed(number)


def functions(program: Program) -> dict[str, JSON]:
    """Return for each role that the contract finds its function's name and first line; raises LookupError."""
    found = program.contract.find(program.namespace)
    return {role: _place(function, program.filename) for role, function in found.items()}


def _place(function: Callable[..., object], filename: str) -> dict[str, JSON]:
    code = getattr(function, "__code__", None)
    name = getattr(function, "__name__", type(function).__name__)
    own = isinstance(code, CodeType) and code.co_filename == filename
    return {"name": str(name), "line": code.co_firstlineno if isinstance(code, CodeType) and own else None}


def future_flags(tree: ast.Module) -> int:
    """Return the compiler flags of `from __future__ import …`, which hold for the whole file."""
    flags = 0
    for statement in tree.body:
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
            for alias in statement.names:
                feature = getattr(__future__, alias.name, None)
                flags |= getattr(feature, "compiler_flag", 0)
    return flags
