"""`trace`: forward and backward on one case, line by line.

Reply: `lines`, `functions`, `names` of the events, whose values are the arrays "0", "1", …; `failure` where the
submission raised, with the events up to there.
"""

from harness.inside.evaluation import SubmissionError, both, copies, undisturbed
from harness.inside.program import Program
from harness.inside.tracing import Event, trace
from harness.wire import JSON, Message


def run(program: Program, request: Message) -> Message:
    """Return what each line of the submission made on the case in `request`."""
    given = copies(request.arrays)
    failure: dict[str, JSON] | None = None
    events: list[Event] = []

    def call() -> None:
        nonlocal failure
        try:
            both(program, given)
        except SubmissionError as problem:
            failure = problem.failure.fields()

    with undisturbed(program):
        events = trace(call, lambda code: code.co_filename == program.filename)
    fields: dict[str, JSON] = {
        "failure": failure,
        "lines": [event.line for event in events],
        "functions": [event.function[:100] for event in events],
        "names": [event.name[:100] for event in events],
    }
    return Message("trace", fields, {str(number): event.value for number, event in enumerate(events)})
