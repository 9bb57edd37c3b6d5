"""Whose an exception is in which no code of the submission has a part: what a contract says of it, or cannot do."""

import os
from collections.abc import Iterator
from opcode import opmap
from types import TracebackType

import numpy as np

from harness.inside.failures import UnexpectedError

# The types of such failures. A complaint is a contract's own sentence about what a function returned; where a function
# cannot be called, or what it returned not be read, nothing is known of the submission.
COMPLAINT, UNCALLABLE = "complaint", "uncallable"
# And a fault of the contract's own, which any submission would meet.
OF_CONTRACT = "contract"
CONTRACT = "<contract>"
# What running out of memory or of time raises is none of them.
# An unbound local is what a contract meets where a submission returns nothing to loop over.
KINDS = (
    TypeError,
    ValueError,
    LookupError,
    AttributeError,
    ArithmeticError,
    UnboundLocalError,
    UnexpectedError,
)
RAISE = opmap["RAISE_VARARGS"]
_INSIDE = os.path.dirname(__file__)  # noqa: PTH120  (pathlib takes every worker 7 ms)
OURS, *_LIBRARIES = (file.rpartition(os.sep)[0] + os.sep for file in (_INSIDE, np.__file__, os.__file__))
FOLDERS = (OURS, *_LIBRARIES)
TEXTS = (CONTRACT, "<__array_function__ internals>")


def origin(problem: BaseException) -> str | None:
    """Return the type of a failure that is no exception of the submission's code; None where it is, or may be."""
    last = None
    for traceback in tracebacks(problem.__traceback__):
        filename = traceback.tb_frame.f_code.co_filename
        if filename not in TEXTS and not filename.startswith(FOLDERS):
            return None
        last = traceback
    if last is None or not isinstance(problem, KINDS):
        return None
    raised = last.tb_frame.f_code.co_code[last.tb_lasti] == RAISE
    return COMPLAINT if raised and isinstance(problem, ValueError | UnexpectedError) else UNCALLABLE


def tracebacks(traceback: TracebackType | None) -> Iterator[TracebackType]:
    """Yield the places through which an exception went, the innermost last."""
    while traceback is not None:
        yield traceback
        traceback = traceback.tb_next
