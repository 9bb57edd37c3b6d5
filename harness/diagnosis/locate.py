"""Which line: the first value that only the bug explains, found again in the submission's own run.

The reference runs line by line twice: with all the bugs found, and with all but one.  What the first run makes and the
second does not is that bug's doing.  The submission's line that first makes such a value is the place, whatever its
names.  Where that line only uses what an earlier one fetched wrongly (`C_t = C[t]`), the earlier one is it.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from harness.cases import Case
from harness.conventions import LossScale, divisor
from harness.diagnosis.runs import program
from harness.diagnosis.values import Values, same_values
from harness.inside.tracing import RETURNED, Event
from harness.layout import permuted
from harness.observations import Observations
from harness.records import Location
from harness.wire import Message
from mutants._catalogue import find
from mutants._mutant import Mutant
from reference.arrays import Array

# The case of many steps: what time hides in two shows in it.
CASE = "many"


def locate(observations: Observations, bugs: frozenset[str], scale: LossScale) -> Mapping[str, Location]:
    """Return the line of each bug that can be placed; a bug whose line is not certain is missing."""
    case = next(case for case in observations.ordinary if case.name == CASE)
    own = _own_events(observations, case)
    faulty = program(bugs)
    events = faulty.run(case)
    found = {}
    for bug in sorted(bugs):
        mutant = find(bug)
        if mutant is None:
            continue
        made = [event.value for event in events if event.line in faulty.lines[bug]]
        without = Values([event.value for event in program(bugs - {bug}).run(case)])
        doing = [event.value for event in events if event.value not in without]
        line = _line(observations.submission.tree, mutant, own, made, _in_scale(doing, case, scale))
        if line is not None:
            found[bug] = _location(observations.submission.text, line)
    return found


def _own_events(observations: Observations, case: Case) -> list[Event]:
    """Return what each line of the submission makes on the case; whatever the worker sends is only compared."""
    asked = permuted(case) if observations.swapped else case
    reply = observations.ask(Message("trace", {}, asked.arrays))
    columns = [reply.fields.get(name) for name in ("lines", "functions", "names")]
    if not all(isinstance(column, list) for column in columns):
        return []
    lines, functions, names = (cast("list[object]", column) for column in columns)
    return [
        Event(line, str(function), str(name), reply.arrays[str(number)])
        for number, (line, function, name) in enumerate(zip(lines, functions, names, strict=False))
        if isinstance(line, int) and str(number) in reply.arrays
    ]


def _in_scale(values: Sequence[Array], case: Case, scale: LossScale) -> list[Array]:
    """Return the values, and as code gives them whose gradients are those of a mean: backward is linear in them."""
    by = divisor(scale, case)
    return [*values, *(value / by for value in values if by != 1)]


def _line(
    tree: ast.Module, mutant: Mutant, own: Sequence[Event], made: Sequence[Array], doing: Sequence[Array]
) -> int | None:
    """Return the submission's line for one bug: the first that makes what only the bug explains."""
    wrong = Values(doing)
    place = next((number for number, event in enumerate(own) if event.value in wrong), None)
    if place is None:
        return None
    first = own[place]
    if mutant.correct.startswith("for "):
        return _enclosing_loop(tree, first.line)
    if _bound_name(mutant.correct) != _bound_name(mutant.buggy):
        # The value is right, its name is not: nobody reads it.
        return _only_line(own, made)
    if any(value in wrong for value in made):
        return first.line
    return _source(tree, own[:place], first, made) or first.line


def _source(tree: ast.Module, before: Sequence[Event], user: Event, made: Sequence[Array]) -> int | None:
    """Return the line that gave `user` a name whose value is what the bug's own line made."""
    loaded = {name for statement in _statements(tree, user.line) for name in _loaded_names(statement)}
    latest = {event.name: event for event in before if event.function == user.function}
    sources = [
        latest[name].line
        for name in sorted(loaded & latest.keys())
        if any(same_values(latest[name].value, value) for value in made)
    ]
    return sources[0] if sources else None


def _only_line(own: Sequence[Event], made: Sequence[Array]) -> int | None:
    """Return the line that makes these values, if there is exactly one."""
    values = Values(list(made))
    lines = {event.line for event in own if event.name != RETURNED and event.value in values}
    return lines.pop() if len(lines) == 1 else None


def _enclosing_loop(tree: ast.Module, line: int) -> int | None:
    """Return the line of the innermost loop around a line."""
    loops = [node for node in ast.walk(tree) if isinstance(node, ast.For | ast.While) and _spans(node, line)]
    return max((node.lineno for node in loops), default=None)


def _statements(tree: ast.Module, line: int) -> Iterator[ast.stmt]:
    """Yield the simple statements that stand on a line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Return | ast.Expr) and _spans(node, line):
            yield node


def _loaded_names(node: ast.AST) -> set[str]:
    return {child.id for child in ast.walk(node) if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Load)}


def _spans(node: ast.stmt, line: int) -> bool:
    return node.lineno <= line <= (node.end_lineno or node.lineno)


def _bound_name(code: str) -> str:
    """Return the name that a line of the reference binds."""
    return code.split("=")[0].rstrip(" +-*/")


def _location(text: str, line: int) -> Location:
    code = text.split("\n")[line - 1] if line <= text.count("\n") + 1 else ""
    return Location(line, code.strip(), len(code) - len(code.lstrip()))
