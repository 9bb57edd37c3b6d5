"""What is wrong with a contract itself: it cannot be executed, or fails at a line of its own whatever is called."""

import builtins
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from opcode import opmap
from types import CodeType, FunctionType, TracebackType

from harness.inside.contract_results import made, words_in
from harness.inside.failures import MAX_LINE, message_of, printable
from harness.inside.origins import CONTRACT, OURS, tracebacks

# A name that a contract uses and nobody defines, and an import that finds nothing. Exactly these types: an
# UnboundLocalError comes of what a submission returns (an empty list to loop over), and subclasses can lie.
OWN_KINDS = (NameError, ImportError, ModuleNotFoundError)
IMPORTS = (opmap["IMPORT_NAME"], opmap["IMPORT_FROM"])


class ContractError(Exception):
    """A contract that nobody can use; the text says why."""


@dataclass(frozen=True)
class Own:
    """What is a contract's own: its code, the names of its module, and what it knew before it met a submission."""

    codes: tuple[CodeType, ...] = ()
    namespace: dict[str, object] = field(default_factory=dict)
    known: frozenset[str] = frozenset()  # what it lacks of these, a submission has taken away
    made: frozenset[str] = frozenset()  # the functions that make what they return
    words: frozenset[str] = frozenset()  # the names that it can give

    def makes(self, name: str, function: FunctionType) -> bool:
        """Whether this function of the contract is its own, and makes all that it returns."""
        return name in self.made and any(function.__code__ is code for code in self.codes)

    def runs(self, traceback: TracebackType) -> bool:
        """Whether code of the contract runs there; the name of a file proves nothing, as a submission can forge it."""
        frame = traceback.tb_frame
        return frame.f_globals is self.namespace and any(frame.f_code is code for code in self.codes)


def own(code: CodeType, namespace: dict[str, object], source: str) -> Own:
    """Return what is the own of a contract that was executed just now."""
    known = {*namespace, *dir(builtins), *sys.modules, *sys.stdlib_module_names}
    codes = tuple(_codes(code))
    return Own(codes, namespace, frozenset(known), made(source), words_in(codes))


def contracts_own(problem: BaseException, of: Own) -> str:
    """Return what is wrong with the contract where an exception is a fault of its own; "" where it may be another's."""
    if type(problem) not in OWN_KINDS:
        return ""
    last = None
    for last in tracebacks(problem.__traceback__):
        if not of.runs(last) and not last.tb_frame.f_code.co_filename.startswith(OURS):
            return ""
    if last is None or not of.runs(last):
        return ""
    if isinstance(problem, ImportError) and last.tb_frame.f_code.co_code[last.tb_lasti] not in IMPORTS:
        return ""
    # Of a module that is known, a name may be missing.
    taken = type(problem) is not ImportError and getattr(problem, "name", None) in of.known
    return "" if taken else raised_in_contract(problem)


def raised_in_contract(problem: BaseException) -> str:
    """Return which line of a contract raises what."""
    lines = [one.tb_lineno for one in tracebacks(problem.__traceback__) if one.tb_frame.f_code.co_filename == CONTRACT]
    told = f"{printable(type(problem).__name__, MAX_LINE)}: {message_of(problem)}"
    if isinstance(problem, SyntaxError) and problem.filename == CONTRACT:
        return f"Python cannot parse line {problem.lineno}: {message_of(problem)}"
    return f"line {lines[-1]} raises {told}" if lines else told


def _codes(code: CodeType) -> Iterator[CodeType]:
    """Yield the code of a module and all that is defined in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)
