"""Which line: what a bug computes in the faulty reference, found again in the submission's own run.

Both run expression by expression.  Most bugs are found by the values that they alone compute (`places`), others as the
line that adds up a gradient (`gradients`), as the loop around everything that it computes, or as a right value that
nobody reads.  What is not certain is not placed.
"""

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import cast

import numpy as np

from harness.answers import Failure
from harness.cases import Case
from harness.conventions import LossScale, divisor
from harness.diagnosis.copies import shared
from harness.diagnosis.emptied import emptied, zeros_added
from harness.diagnosis.entries import overwritten
from harness.diagnosis.flow import Flow
from harness.diagnosis.gradients import bindings, gradient
from harness.diagnosis.places import Found, Search
from harness.diagnosis.runs import program
from harness.diagnosis.spots import Kind, Spot, spots
from harness.diagnosis.trail import Trace
from harness.inside.tracing import Event
from harness.layout import permuted, restacked
from harness.observations import Observations
from harness.records import Location
from harness.submissions.submission import Submission, indent
from harness.wire import Message
from mutants._catalogue import find
from reference.arrays import Array

# The case of many steps: what time hides in two shows in it.
CASE = "many"
# Runs of the reference, 0.7 MB each: in a class the same bugs come again.
KEPT = 32


def locate(
    observations: Observations, bugs: frozenset[str], scale: LossScale, case: Case | None = None
) -> Mapping[str, Location]:
    """Return the line of each bug that can be placed on a case; one whose line is not certain is missing."""
    case = case or traced_case(observations)
    faulty, own = program(bugs), own_flow(observations, case)
    search = Search(_faulty_flow(bugs, case), own, divisor(scale, case))
    places = {
        bug: [(spot, node) for spot in spots(faulty, search.faulty, mutant) for node in WAYS[spot.kind](search, spot)]
        for bug in sorted(bugs)
        if (mutant := find(bug)) is not None
    }
    return {
        bug: placed(observations.submission, [node for _, node in found])
        for bug, found in shared(search, places).items()
        if found
    }


@lru_cache(maxsize=KEPT)
def _faulty_flow(bugs: frozenset[str], case: Case) -> Flow:
    return program(bugs).flow(case)


def placed(submission: Submission, nodes: Iterable[ast.expr | ast.stmt]) -> Location:
    """Return the record of a bug that stands at these nodes: the first, and the lines of the others."""
    ordered = sorted(nodes, key=lambda node: (node.lineno, node.col_offset))
    first = location(submission, ordered[0].lineno, ordered[0].col_offset)
    places = {submission.place(node.lineno) for node in ordered}
    # Lines of another cell could not be told from those of this one.
    return replace(first, also=tuple(sorted({line for line, cell in places if cell == first.cell} - {first.line})))


def _by_value(search: Search, spot: Spot) -> list[ast.expr | ast.stmt]:
    if spot.drops and (added := zeros_added(search, cast("ast.expr", spot.node))):
        return emptied(search.own, added)
    found: list[Found] = search.places(cast("ast.expr", spot.node), taken=spot.taken)
    # What a name was given wrongly counts for all its uses.
    if any(one.bound for one in found):
        found = [one for one in found if one.bound]
    return [one.node for one in found] or _by_gradient(search, spot)


def _by_gradient(search: Search, spot: Spot) -> list[ast.expr | ast.stmt]:
    """Return the one line of the loop that gives the gradient its value."""
    found: list[ast.expr | ast.stmt] = []
    for tensor in spot.tensors:
        for one in _bindings(search, tensor):
            signature = search.own.signature(one)
            if signature is not None and not signature.zero and search.own.loops_around(one):
                found.append(one)
    return found if len(found) == 1 else [] if found else overwritten(search, spot)


def _by_buffer(search: Search, spot: Spot) -> list[ast.expr | ast.stmt]:
    """Return the one statement that gives several gradients their zeros."""
    found = {}
    for tensor in spot.tensors:
        for one in _bindings(search, tensor):
            statement = search.own.statement(one)
            if isinstance(statement, ast.Assign) and len(statement.targets) > 1:
                found[statement.lineno] = statement
    return list(found.values()) if len(found) == 1 else []


def _bindings(search: Search, tensor: str) -> list[ast.expr]:
    use = gradient(search.faulty, search.own, tensor, search.divisor)
    return bindings(search.own, use) if use is not None else []


def _by_loop(search: Search, spot: Spot) -> list[ast.expr | ast.stmt]:
    """Return the loop around everything that only the reference's loop computes."""
    header = cast("ast.For", spot.node)
    inside = [child for statement in header.body for child in search.faulty.inside(statement)]
    found: dict[int, ast.expr | ast.stmt] = {}
    for node in inside:
        signature = search.faulty.signature(node)
        if signature is None or signature.zero or search.faulty.makers(signature) != [node]:
            continue
        for divided in (signature, signature.scaled(search.divisor)):
            for maker in search.own.makers(divided):
                found |= {id(loop): loop for loop in search.own.loops_around(maker)}
    loops = list(found.values())
    return [loops[0]] if len(loops) == 1 and not _left_early(loops[0]) else []


def _left_early(loop: ast.AST) -> bool:
    """Whether it is not the header alone that decides which steps are taken."""
    return any(isinstance(node, ast.Continue | ast.Break) for node in ast.walk(loop))


def _unread(search: Search, spot: Spot) -> list[ast.expr | ast.stmt]:
    """Return the one assignment of this value."""
    signature = search.faulty.signature(spot.node)
    found = {}
    for divided in (signature, signature.scaled(search.divisor)) if signature else ():
        for node in search.own.nodes_of(divided):
            around = search.own.parent(node)
            if isinstance(around, ast.Assign) and around.value is node and not search.own.uses(node):
                found[id(node)] = node
    return list(found.values()) if len(found) == 1 else []


WAYS: Mapping[Kind, Callable[[Search, Spot], list[ast.expr | ast.stmt]]] = {
    Kind.VALUE: _by_value,
    Kind.GRADIENT: _by_gradient,
    Kind.BUFFER: _by_buffer,
    Kind.LOOP: _by_loop,
    Kind.UNREAD: _unread,
}


def own_flow(observations: Observations, case: Case) -> Flow:
    """Return the submission's run on the case, expression by expression, its values with h first in z.

    Whatever the worker sends is only compared.
    """
    begin(observations, case)
    return _own_flow(observations, case.name, case.H, case.V)


# Two: the cases of both groups of functions, each asked for by diagnosis and report.
@lru_cache(maxsize=2)
def _own_flow(observations: Observations, case: str, H: int, V: int) -> Flow:
    reply = observations.result(f"{case}, expressions")
    numbers, shapes, values = (_taken(reply, *what) for what in (("numbers", "i"), ("shapes", "i"), ("values", "f")))
    parts: list[Array] = []
    place = 0
    for rows, columns in zip(shapes[::2].tolist(), shapes[1::2].tolist(), strict=False):
        size = rows * columns
        if min(rows, columns) < 1 or place + size > values.size:
            break
        parts.append(values[place : place + size].reshape(rows, columns))
        place += size
    if observations.swapped:
        parts = [restacked(part, H, V) for part in parts]
    return Flow(observations.submission.tree, numbers.tolist(), parts)


def _taken(reply: Message, name: str, kind: str) -> Array:
    """Return an array of the reply, flat; an empty one where there is none of this kind."""
    array = reply.arrays.get(name)
    return cast("Array", array.ravel()) if array is not None and array.dtype.kind == kind else np.zeros(0)


def locate_exception(
    observations: Observations, case: Case, failure: Failure, bugs: frozenset[str], bug: str
) -> Location | None:
    """Return the failing line, or the earlier one that gave it an operand which the bug's own line made."""
    if failure.line is None:
        return None
    faulty = program(bugs)
    made = [event.value for event in faulty.run(case) if event.line in faulty.lines_of(bug)]
    events = own_events(observations, case)
    # The failing line makes nothing: it is added as the last event, of the function that ran last.
    failing = Event(failure.line, events[-1].function if events else "", "", np.zeros(0))
    sources = Trace(observations.submission.tree, [*events, failing]).sources(len(events), made)
    return location(observations.submission, sources[-1] if sources else failure.line)


def begin(observations: Observations, case: Case) -> None:
    """Send the request for the submission's run, which `own_flow` reads."""
    asked = permuted(case) if observations.swapped else case
    observations.start(f"{case.name}, expressions", Message("expressions", {}, asked.arrays))


def traced_case(observations: Observations, cases: Sequence[Case] = ()) -> Case:
    """Return the case, of all or of these, that is followed line by line."""
    return next(case for case in cases or observations.ordinary if case.length == CASE)


def own_events(observations: Observations, case: Case) -> list[Event]:
    """Return what each line of the submission makes on the case; whatever the worker sends is only compared."""
    asked = permuted(case) if observations.swapped else case
    observations.start(f"{case.name}, trace", Message("trace", {}, asked.arrays))
    reply = observations.result(f"{case.name}, trace")
    columns = [reply.fields.get(name) for name in ("lines", "functions", "names")]
    if not all(isinstance(column, list) for column in columns):
        return []
    lines, functions, names = (cast("list[object]", column) for column in columns)
    return [
        Event(line, str(function), str(name), cast("Array", reply.arrays[str(number)]))
        for number, (line, function, name) in enumerate(zip(lines, functions, names, strict=False))
        if isinstance(line, int) and str(number) in reply.arrays
    ]


def location(submission: Submission, line: int, column: int | None = None) -> Location:
    """Return the record of a line, as its author wrote and counts it; without a column, that of its first character."""
    lines = submission.shown.split("\n")
    code = lines[line - 1] if 0 < line <= len(lines) else ""
    place = submission.place(line)
    if column is not None:
        column -= _moved_in(submission, line, code)
    # A syntax tree counts bytes, people count characters.
    start = len(code) - len(code.lstrip()) if column is None else len(code.encode()[:column].decode(errors="ignore"))
    return Location(place.line, code.strip(), start, cell=place.cell)


def _moved_in(submission: Submission, line: int, code: str) -> int:
    """Return by how many columns a line stands further in than its author wrote it."""
    if submission.script is None:
        return 0
    text = submission.text.split("\n")[line - 1]
    return indent(text) - indent(code)
