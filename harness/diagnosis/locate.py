"""Which line: the first value that only the bug explains, found again in the submission's own run.

The reference runs line by line twice: with all the bugs found, and with all but one.  What the first run makes and the
second does not is that bug's doing.  The submission's line that first makes such a value is the place, whatever its
names.  Where that line only uses what an earlier one fetched wrongly (`C_t = C[t]`), the earlier one is it.
"""

from collections.abc import Mapping
from typing import cast

import numpy as np

from harness.answers import Failure
from harness.cases import Case
from harness.conventions import LossScale, divisor
from harness.diagnosis.runs import program
from harness.diagnosis.trail import Trace, Trail
from harness.diagnosis.values import Values
from harness.inside.tracing import Event
from harness.layout import permuted
from harness.observations import Observations
from harness.records import Location
from harness.wire import Message
from mutants._catalogue import find
from reference.arrays import Array

# The case of many steps: what time hides in two shows in it.
CASE = "many"


def locate(observations: Observations, bugs: frozenset[str], scale: LossScale) -> Mapping[str, Location]:
    """Return the line of each bug that can be placed; a bug whose line is not certain is missing."""
    case = traced_case(observations)
    own = Trace(observations.submission.tree, own_events(observations, case))
    faulty = program(bugs)
    events = faulty.run(case)
    found = {}
    for bug in sorted(bugs):
        mutant = find(bug)
        if mutant is None:
            continue
        without = Values([event.value for event in program(bugs - {bug}).run(case)])
        doing = [event.value for event in events if event.value not in without]
        trail = Trail(mutant, Trace(faulty.tree, events), faulty.lines_of(bug), doing, divisor(scale, case))
        line = trail.line_in(own)
        if line is not None:
            found[bug] = location(observations.submission.text, line)
    return found


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
    return location(observations.submission.text, sources[-1] if sources else failure.line)


def begin(observations: Observations, case: Case) -> None:
    """Send the request for the submission's trace, which `own_events` reads."""
    asked = permuted(case) if observations.swapped else case
    observations.start(f"{case.name}, trace", Message("trace", {}, asked.arrays))


def traced_case(observations: Observations) -> Case:
    """Return the case that is followed line by line."""
    return next(case for case in observations.ordinary if case.name == CASE)


def own_events(observations: Observations, case: Case) -> list[Event]:
    """Return what each line of the submission makes on the case; whatever the worker sends is only compared."""
    begin(observations, case)
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


def location(text: str, line: int) -> Location:
    """Return the record of a line of the submission."""
    code = text.split("\n")[line - 1] if 0 < line <= text.count("\n") + 1 else ""
    return Location(line, code.strip(), len(code) - len(code.lstrip()))
