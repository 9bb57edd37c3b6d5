"""Makes a function of a training loop's body in a file that has none: every line keeps its number."""

import ast
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from harness.contracts._names import plain
from harness.submissions.source import parse
from harness.submissions.submission import LeftOut, Submission
from harness.submissions.toplevel.blocks import Block, blocks, is_candidate
from harness.submissions.toplevel.effects import FUNCTIONS
from harness.submissions.toplevel.feeding import TakingError, bindings
from harness.submissions.toplevel.names import CONTAINERS
from harness.submissions.toplevel.taking import Taken, taken

# One of the names under which a contract looks for a function that does both passes.
NAME = "loss_and_gradients"
LOOPS = ast.For | ast.While
Span = tuple[int, int]  # first and last line, from 1


class Lifted(NamedTuple):
    """The submission whose training loop became a function, or the end of a sentence that says why it could not."""

    submission: Submission | None = None
    problem: str = ""


def lifted(submission: Submission) -> Lifted | None:
    """Return the submission with the loop's body as a function; None where no loop holds both passes of an LSTM."""
    problem = ""
    for block in blocks(submission.tree):
        if not is_candidate(block):
            continue
        try:
            return Lifted(_rewritten(submission, block))
        except TakingError as error:
            where = submission.where(getattr(block.owner, "lineno", 1))
            problem = problem or f"{where} begins code with both passes of an LSTM at the top level, but {error}"
    return Lifted(problem=problem) if problem else None


def _rewritten(submission: Submission, block: Block) -> Submission:
    lines = submission.text.split("\n")
    outer = _outermost(submission.tree, block)
    apart = taken(block, bindings(submission.tree, [outer] if outer else block.statements))
    spans = [(_first(group[0]), max(one.end_lineno or one.lineno for one in group)) for group in apart.kept]
    if outer is None:
        new = _of_module(lines, submission.tree, apart, spans)
    else:
        new = _of_loop(lines, block, (_first(outer), outer.end_lineno or outer.lineno), apart, spans)
    text = "\n".join(new)
    return replace(submission, text=text, tree=parse(text, submission.name), script=submission)


def _outermost(tree: ast.Module, block: Block) -> ast.stmt | None:
    """Return the statement at the top level that a block stands in; None where it is the module's own."""
    return next((one for one in tree.body if any(node is block.owner for node in ast.walk(one))), None)


def _first(statement: ast.stmt) -> int:
    """Return the first line of a statement, decorators included."""
    decorators = statement.decorator_list if isinstance(statement, FUNCTIONS | ast.ClassDef) else []
    return min([statement.lineno, *(one.lineno for one in decorators)])


def _of_loop(lines: Sequence[str], block: Block, whole: Span, apart: Taken, spans: Sequence[Span]) -> list[str]:
    """Return the lines with a function for the statement `whole`, its header where the block's was."""
    header = getattr(block.owner, "lineno", whole[0])
    if spans[0][0] <= header:
        raise TakingError("its body begins on the line of its header: give it lines of its own")
    new = list(lines)
    new[whole[0] - 1 : whole[1]] = [""] * (whole[1] - whole[0] + 1)
    for first, last in spans:
        new[first - 1 : last] = lines[first - 1 : last]
    new[header - 1] = _head(apart)
    margin = lines[spans[0][0] - 1]
    margin = margin[: len(margin) - len(margin.lstrip())]
    return _returning(new, spans[-1][1], f"{margin}{_end(apart)}")


def _of_module(lines: Sequence[str], tree: ast.Module, apart: Taken, spans: Sequence[Span]) -> list[str]:
    """Return the lines with a function for statements at the margin, which are moved in by one column."""
    new = list(lines)
    for statement in tree.body:
        first, last = _first(statement), statement.end_lineno or statement.lineno
        # What is left out between the function's statements would end it.
        if spans[0][0] <= first <= spans[-1][1]:
            new[first - 1 : last] = [""] * (last - first + 1)
    for first, last in spans:
        new[first - 1 : last] = [f" {line}" if line.strip() else line for line in lines[first - 1 : last]]
    for (_, before), (after, _) in pairwise(spans):
        new[before : after - 1] = [""] * (after - 1 - before)
    free = next((n for n in reversed(range(spans[0][0] - 1)) if _is_free(new[n])), None)
    held = max((one.end_lineno or 0 for one in tree.body if one.lineno < spans[0][0]), default=0)
    if free is None or free < held:
        raise TakingError(f"there is no room for a function above line {spans[0][0]}: leave a blank line there")
    new[free] = _head(apart)
    return _returning(new, spans[-1][1], f" {_end(apart)}")


def _returning(lines: list[str], last: int, end: str) -> list[str]:
    """Put the end of the function on the first line after its `last` that is free."""
    if last >= len(lines):
        return [*lines, end]
    if not _is_free(lines[last]):
        raise TakingError(f"there is no room for the end of a function: leave line {last + 1} blank")
    lines[last] = end
    return lines


def _is_free(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _head(apart: Taken) -> str:
    given = ", ".join(f"{name}: '{role}'" for name, role in apart.arguments.items())
    return f"def {NAME}({given}):"


def _end(apart: Taken) -> str:
    if plain(apart.gradients[0]) in CONTAINERS:
        return f"return {apart.loss}, {apart.gradients[0]}"
    return f"return {apart.loss}, dict({', '.join(f'{name}={name}' for name in apart.gradients)})"


def judged_part(submission: Submission) -> list[LeftOut]:
    """Return what is said of a loop that became a function, at its line."""
    for node in submission.tree.body:
        if submission.script is not None and isinstance(node, ast.FunctionDef) and node.name == NAME:
            names = ", ".join(argument.arg for argument in node.args.args)
            return [LeftOut(node.lineno, f"what follows is judged as a function of {names}")]
    return []
