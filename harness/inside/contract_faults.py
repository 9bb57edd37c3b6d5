"""What is wrong with a contract itself: it cannot be executed, or fails at a line of its own whatever is called."""

from harness.inside.failures import MAX_LINE, message_of, printable
from harness.inside.origins import CONTRACT, tracebacks

# A name that a contract uses and nobody defines, and an import that finds nothing: no submission can cause them.
OWN_KINDS = (NameError, ImportError)


class ContractError(Exception):
    """A contract that nobody can use; the text says why."""


def contracts_own(problem: BaseException) -> str:
    """Return what is wrong with the contract where an exception is a fault of its own; "" where it may be another's."""
    last = None
    for last in tracebacks(problem.__traceback__):  # noqa: B007  (the innermost is meant)
        pass
    own = last is not None and last.tb_frame.f_code.co_filename == CONTRACT and isinstance(problem, OWN_KINDS)
    return raised_in_contract(problem) if own else ""


def raised_in_contract(problem: BaseException) -> str:
    """Return which line of a contract raises what."""
    lines = [one.tb_lineno for one in tracebacks(problem.__traceback__) if one.tb_frame.f_code.co_filename == CONTRACT]
    told = f"{printable(type(problem).__name__, MAX_LINE)}: {message_of(problem)}"
    if isinstance(problem, SyntaxError) and problem.filename == CONTRACT:
        return f"Python cannot parse line {problem.lineno}: {message_of(problem)}"
    return f"line {lines[-1]} raises {told}" if lines else told
