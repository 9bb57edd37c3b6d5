"""What went wrong in a submission, as plain values: stage, type, message, line, and the arrays at hand."""

import ast
import itertools
import sys
from collections.abc import Iterator, Sequence
from types import CodeType, FrameType, TracebackType
from typing import NamedTuple

import numpy as np

from harness.wire import JSON, Array

# A message is a sentence; a submission may raise a megabyte.
MAX_MESSAGE = 500
MAX_LINE = 300
# Enough to tell two gradients of course size apart; the largest weight of the course, 50 by 54, fits.
MAX_OPERAND = 4096
MAX_OPERANDS = 24

# First and last (line, column).
Span = tuple[tuple[int, int], tuple[int, int]]


class Failure(NamedTuple):
    """Why a submission gave no result; `line` counts from 1 and is None where no line of the submission is to blame."""

    stage: str
    type: str
    message: str
    line: int | None
    code: str
    function: str = ""

    def fields(self) -> dict[str, JSON]:
        """Return the failure for the wire."""
        return self._asdict()


class UnexpectedError(Exception):
    """The submission returned something that is no array; the text says what was found and expected."""


def describe(
    problem: BaseException, stage: str, filename: str, lines: Sequence[str], line: int | None = None
) -> Failure:
    """Return the failure for an exception; `line` stands in where the traceback names no line of `filename`."""
    function = ""
    frame = _innermost(problem.__traceback__, filename)
    if frame is not None:
        line, function = frame.tb_lineno, frame.tb_frame.f_code.co_name
    if isinstance(problem, SyntaxError) and problem.filename == filename and problem.lineno:
        line = problem.lineno
    code = lines[line - 1].strip()[:MAX_LINE] if line and line <= len(lines) else ""
    return Failure(stage, printable(type(problem).__name__, MAX_LINE), message_of(problem), line, code, function)


def message_of(problem: BaseException) -> str:
    """Return the exception's text, capped and printable; it may be a trap itself."""
    try:
        text = problem.msg if isinstance(problem, SyntaxError) else str(problem)
        return printable(text, MAX_MESSAGE)
    except BaseException:  # noqa: BLE001  (a hostile __str__)
        return "its message cannot be printed"


def printable(text: object, limit: int) -> str:
    """Return at most `limit` characters on one line, everything unprintable escaped."""
    cut = str(text)[: limit + 1]
    safe = "".join(c if c.isprintable() else " " if c.isspace() else ascii(c)[1:-1] for c in cut)
    return safe[:limit].strip() + ("…" if len(cut) > limit else "")


def operands(problem: BaseException, filename: str, tree: ast.Module) -> dict[str, Array]:
    """Return the small arrays that the failing operation reads, by name or expression (`h[t + 1]`)."""
    traceback = _innermost(problem.__traceback__, filename)
    if traceback is None:
        return {}
    line = traceback.tb_lineno
    # Where the operation itself reads none (a call, an index), all that stands on its line.
    return _arrays(tree, _span(traceback), traceback.tb_frame) or _arrays(
        tree, ((line, 0), (line, sys.maxsize)), traceback.tb_frame
    )


def _arrays(tree: ast.Module, span: Span, state: FrameType) -> dict[str, Array]:
    found: dict[str, Array] = {}
    for expression in _expressions(tree, span):
        array = _small(_value(expression, state))
        if array is not None and len(found) < MAX_OPERANDS:
            found.setdefault(ast.unparse(expression)[:100], array)
    return found


def _innermost(traceback: TracebackType | None, filename: str) -> TracebackType | None:
    found = None
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == filename:
            found = traceback
        traceback = traceback.tb_next
    return found


def _span(traceback: TracebackType) -> Span:
    """Return first and last (line, column) of the operation that failed, one of several on its line perhaps."""
    positions = itertools.islice(traceback.tb_frame.f_code.co_positions(), traceback.tb_lasti // 2, None)
    line, end_line, column, end_column = next(positions, (None, None, None, None))
    first = line or traceback.tb_lineno
    return (first, column or 0), (end_line or first, sys.maxsize if end_column is None else end_column)


def _expressions(tree: ast.Module, span: Span) -> list[ast.expr]:
    """Return the names read within a span, and the subscripts of names; `dC += …` reads dC too."""
    found: list[ast.expr] = []
    for node in _walked_near(tree, span):
        # A subscript is read; a name may be what `dC += …` changes.
        if not isinstance(node, ast.Name | ast.Subscript) or (
            isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load)
        ):
            continue
        within = span[0] <= (node.lineno, node.col_offset) and (node.end_lineno, node.end_col_offset) <= span[1]
        if within:
            indexed = isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and _is_plain(node.slice)
            if indexed or isinstance(node, ast.Name):
                found.append(node)
    return found


def _walked_near(tree: ast.Module, span: Span) -> Iterator[ast.AST]:
    """Yield what `ast.walk` does, without the statements that end above the span or begin below it."""
    waiting: list[ast.AST] = [tree]
    for node in waiting:
        yield node
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.stmt):
                decorators = [one.lineno for one in getattr(child, "decorator_list", ())]
                if (child.end_lineno or child.lineno) < span[0][0] or min([child.lineno, *decorators]) > span[1][0]:
                    continue
            waiting.append(child)


def _is_plain(index: ast.expr) -> bool:
    """Tell whether an index is made of names, numbers and arithmetic, so that evaluating it again does no harm."""
    plain = (ast.Name, ast.Constant, ast.BinOp, ast.UnaryOp, ast.Slice, ast.Tuple, ast.operator, ast.unaryop, ast.Load)
    return all(isinstance(node, plain) for node in ast.walk(index))


def _value(expression: ast.expr, state: FrameType) -> object:
    name = expression if isinstance(expression, ast.Name) else getattr(expression, "value", None)
    if not isinstance(name, ast.Name):
        return None
    base = state.f_locals.get(name.id, state.f_globals.get(name.id))
    if name is expression:
        return base
    # Only plain containers: a lying object must not get another turn.
    if type(base) not in (list, tuple, dict, np.ndarray):
        return None
    code: CodeType = compile(ast.Expression(expression), "<operand>", "eval")
    try:
        return eval(code, state.f_globals, dict(state.f_locals))  # noqa: S307  (the submission's own expression)
    except Exception:  # noqa: BLE001  (the very expression that failed, perhaps)
        return None


def _small(value: object) -> Array | None:
    if type(value) in (int, float) and abs(value) < MAX_OPERAND**2:  # type: ignore[arg-type]  # a number here
        return np.asarray(value)
    if type(value) is not np.ndarray or value.dtype.kind not in "fcib" or value.size > MAX_OPERAND:
        return None
    return value
